import { arrow } from "../shown";
import { listOf, type Values } from "../values";
import type { Changed, Kind } from "./kind";

/** What keeps something that nobody can make again. */
const HOLDS_DATA =
  /^aws_(dynamodb_table|cognito_user_pool|s3_bucket|sqs_queue|kms_key|secretsmanager_secret|ssm_parameter|efs_file_system|kinesis_stream|db_instance|rds_cluster|elasticache_\w+|opensearch_domain|cloudwatch_log_group)$/;

export const LOST_DATA: Kind = {
  title: "Data that would be lost",
  tells: /^$/,
  tellsDeletions: true,
  find: ({ type, action, address }) => {
    if (!HOLDS_DATA.test(type)) return [];
    if (action === "delete") return [`- ${address} is deleted, with all that it holds`];
    return action === "replace" ? [`- ${address} is replaced by an empty one`] : [];
  },
};

export const LOST_PROTECTION: Kind = {
  title: "Protection of data that ends",
  tells: /^(deletion_protection|force_destroy|skip_destroy|point_in_time)/,
  find: lostProtection,
};

/** What protects data, by name, and when it does. */
const PROTECTIONS: Readonly<Record<string, (values: Values) => unknown>> = {
  deletion_protection_enabled: (values) => values.deletion_protection_enabled === true,
  // Of a user pool it is a word, of others a truth.
  deletion_protection: (values) => ["ACTIVE", true].includes(values.deletion_protection as string),
  "point_in_time_recovery.0.enabled": (values) =>
    (listOf(values.point_in_time_recovery)[0] as Values | undefined)?.enabled === true,
  skip_destroy: (values) => values.skip_destroy === true,
  force_destroy: (values) => values.force_destroy !== true,
};

function lostProtection({ type, action, before, after }: Changed): string[] {
  if (action !== "update" || !HOLDS_DATA.test(type)) return [];
  return Object.entries(PROTECTIONS)
    .filter(([, isProtected]) => isProtected(before) && !isProtected(after))
    .map(([name]) => `~ ${name}: ${name === "force_destroy" ? arrow(false, true) : arrow(true, false)}`);
}
