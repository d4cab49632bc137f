import { blocks, type Stack } from "#terraform";
import type { Change } from "../../plan-types";
import { ownValue, type PlainValues } from "../attribute-values";
import type { Configurations } from "../display-values";
import { formatChange } from "../format-value";
import { addressOf, labelOf } from "../labels";
import type { Changed, FindingGroup, FindingRule } from "./finding-rule";

/** What keeps something that nobody can make again. */
const HOLDS_DATA =
  /^aws_(backup_vault|cloudwatch_log_group|cognito_user_pool|db_instance|docdb_cluster|dynamodb_table|ebs_volume|ecr_repository|efs_file_system|elasticache_\w+|fsx_\w+_file_system|glacier_vault|keyspaces_table|kinesis_stream|kms_key|memorydb_cluster|msk_cluster|neptune_cluster|opensearch_domain|rds_cluster|redshift_cluster|s3_bucket|secretsmanager_secret|sqs_queue|ssm_parameter|timestreamwrite_table)$/;

export const DATA_LOSS: FindingRule = {
  title: "Data that would be lost",
  covers: /^$/,
  coversDeletion: true,
  find: (change) => {
    const { type, action } = change;
    if (!HOLDS_DATA.test(type)) return [];
    const refused = isRefused(change) ? "; its deletion protection is on, so that AWS will refuse" : "";
    if (action === "delete") return [`- ${addressOf(change)} is deleted, with all that it holds${refused}`];
    return action === "replace" ? [`- ${addressOf(change)} is replaced by an empty one${refused}`] : [];
  },
};

/** Whether AWS deletes no such thing: a protection that the same plan would end is on until then. */
function isRefused({ before }: Changed): boolean {
  return ["deletion_protection_enabled", "deletion_protection"].some((name) =>
    PROTECTIONS[name]?.includes(ownValue(before, name)),
  );
}

export const REMOVED_PROTECTION: FindingRule = {
  title: "Protection of data that ends",
  covers: /^(deletion_protection(_enabled)?|force_destroy|skip_destroy|point_in_time_recovery\.0\.enabled)$/,
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
  if ((action !== "update" && action !== "replace") || !HOLDS_DATA.test(type)) return [];
  return Object.entries(PROTECTIONS).flatMap(([name, protecting]) => {
    const [old, now] = [valueAt(before, name), valueAt(after, name)];
    const ends = protecting.includes(old) && !protecting.includes(now);
    return ends ? [`~ ${name}: ${formatChange(old, now)}`] : [];
  });
}

function valueAt(values: PlainValues, path: string): unknown {
  return path.split(".").reduce<unknown>(ownValue, values);
}

/**
 * Resources that stay, and that terraform would no longer refuse to destroy: no value of a plan says so, for this is terraform's
 * own.
 * @see https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle#prevent_destroy
 */
export function findRemovedPreventDestroy(
  changes: readonly Change[],
  { before, after }: Configurations,
): readonly FindingGroup[] {
  const bare = changes.filter(
    ({ address, previousAddress = address, action }) =>
      action !== "delete" && isKept(before, previousAddress) && !isKept(after, address),
  );
  const findings = bare.map((one) => ({ subject: labelOf(one), lines: ["- prevent_destroy"] }));
  return findings.length > 0
    ? [{ title: "What terraform would no longer refuse to destroy", findings: findings }]
    : [];
}

function isKept(stack: Stack | undefined, address: string): boolean {
  return blocks(stack?.find(address)?.values.lifecycle).some(
    ({ prevent_destroy }) => prevent_destroy === true,
  );
}
