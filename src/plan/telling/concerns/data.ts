import { addressOf } from "../name-of";
import { arrow } from "../shown";
import { ownValue, type Values } from "../values";
import type { Changed, Kind } from "./kind";

/** What keeps something that nobody can make again. */
const HOLDS_DATA =
  /^aws_(dynamodb_table|cognito_user_pool|s3_bucket|sqs_queue|kms_key|secretsmanager_secret|ssm_parameter|efs_file_system|kinesis_stream|db_instance|rds_cluster|elasticache_\w+|opensearch_domain|cloudwatch_log_group)$/;

export const LOST_DATA: Kind = {
  title: "Data that would be lost",
  tells: /^$/,
  tellsDeletions: true,
  find: (change) => {
    const { type, action } = change;
    if (!HOLDS_DATA.test(type)) return [];
    if (action === "delete") return [`- ${addressOf(change)} is deleted, with all that it holds`];
    return action === "replace" ? [`- ${addressOf(change)} is replaced by an empty one`] : [];
  },
};

export const LOST_PROTECTION: Kind = {
  title: "Protection of data that ends",
  tells: /^(deletion_protection(_enabled)?|force_destroy|skip_destroy|point_in_time_recovery\.0\.enabled)$/,
  find: lostProtection,
};

/** What protects data, and how it is while it does: of a user pool a word, of a bucket that something is not. */
const PROTECTIONS: Readonly<Record<string, readonly unknown[]>> = {
  deletion_protection_enabled: [true],
  deletion_protection: [true, "ACTIVE"],
  "point_in_time_recovery.0.enabled": [true],
  skip_destroy: [true],
  force_destroy: [false, undefined, null],
};

function lostProtection({ type, action, before, after }: Changed): string[] {
  if (action !== "update" || !HOLDS_DATA.test(type)) return [];
  return Object.entries(PROTECTIONS).flatMap(([name, protecting]) => {
    const [old, now] = [valueAt(before, name), valueAt(after, name)];
    const ends = protecting.includes(old) && !protecting.includes(now);
    return ends ? [`~ ${name}: ${arrow(old, now)}`] : [];
  });
}

function valueAt(values: Values, path: string): unknown {
  return path.split(".").reduce<unknown>(ownValue, values);
}
