import { ownValue } from "#own-value";
import { blocks, type Stack } from "#terraform";
import type { Change } from "../../plan-types";
import type { Configurations } from "../display-values";
import { formatChange } from "../format-value";
import type { PlainValues } from "../plain-values";
import { addressOf, labelOf } from "../resource-label";
import type { FindingGroup, FindingRule, ResourceChange } from "./finding-rule";

/** Types of resources with data that a deployment cannot restore. */
const DATA_TYPES = new Set([
  "aws_backup_vault",
  "aws_cloudwatch_log_group",
  "aws_cognito_user_pool",
  "aws_db_instance",
  "aws_docdb_cluster",
  "aws_dynamodb_table",
  "aws_ebs_volume",
  "aws_ecr_repository",
  "aws_efs_file_system",
  "aws_glacier_vault",
  "aws_keyspaces_table",
  "aws_kinesis_stream",
  "aws_kms_key",
  "aws_memorydb_cluster",
  "aws_msk_cluster",
  "aws_neptune_cluster",
  "aws_opensearch_domain",
  "aws_rds_cluster",
  "aws_redshift_cluster",
  "aws_s3_bucket",
  "aws_secretsmanager_secret",
  "aws_sqs_queue",
  "aws_ssm_parameter",
  "aws_timestreamwrite_table",
]);

/** Resource types that hold data and have similar names, such as `aws_fsx_lustre_file_system`. */
const DATA_TYPE_PATTERN = /^aws_(?:elasticache_\w+|fsx_\w+_file_system)$/;

function holdsData(type: string): boolean {
  return DATA_TYPES.has(type) || DATA_TYPE_PATTERN.test(type);
}

/** Finds resources with data that are deleted or replaced. */
export const DATA_LOSS: FindingRule = {
  title: "Data loss",
  covers: /^$/,
  coversDeletion: true,
  find: (change) => {
    const { type, action } = change;
    if (!holdsData(type)) return [];
    const note = isProtected(change) ? "; deletion protection is on, so AWS rejects the deletion" : "";
    if (action === "delete") return [`- ${addressOf(change)} is deleted with its data${note}`];
    if (action !== "replace") return [];
    return [
      `- ${addressOf(change)} is deleted with its data and created again${formatReason(change)}${note}`,
    ];
  },
};

/** Formats the arguments that cause a replacement: `, because hash_key changes (id → sku)`. */
function formatReason({ replacePaths, before, after }: ResourceChange): string {
  const names = [...new Set(replacePaths.map(([name]) => String(name)))].sort();
  if (names.length === 0) return "";
  const causes = names.map((name) => {
    const [from, to] = [ownValue(before, name), ownValue(after, name)];
    const isPlain = [from, to].every((value) => value === null || typeof value !== "object");
    return isPlain ? `${name} (${formatChange(from, to)})` : name;
  });
  return `, because ${causes.join(" and ")} ${names.length === 1 ? "changes" : "change"}`;
}

/**
 * Returns whether AWS rejects the deletion. Only the settings before the change count, because Terraform does
 * not update a resource before it deletes the resource.
 */
function isProtected({ before }: ResourceChange): boolean {
  return ["deletion_protection_enabled", "deletion_protection"].some((name) =>
    PROTECTIONS[name]?.includes(ownValue(before, name)),
  );
}

/** Finds resources with data whose protection is removed. */
export const REMOVED_PROTECTION: FindingRule = {
  title: "Data protection removed",
  covers:
    /^(deletion_protection(_enabled)?|force_destroy|recovery_window_in_days|skip_destroy|point_in_time_recovery\.0\.enabled)$/,
  find: protectionLines,
};

/** Recovery windows of a deleted secret, in days. With 0, Secrets Manager deletes the secret immediately. */
const RECOVERY_DAYS = Array.from({ length: 24 }, (_, index) => 7 + index);

/**
 * Arguments that protect data, each with the values that turn the protection on. `ACTIVE` is a value of a user pool.
 */
const PROTECTIONS: Readonly<Record<string, readonly unknown[]>> = {
  deletion_protection_enabled: [true],
  deletion_protection: [true, "ACTIVE"],
  "point_in_time_recovery.0.enabled": [true],
  skip_destroy: [true],
  force_destroy: [false, undefined, null],
  recovery_window_in_days: [...RECOVERY_DAYS, undefined, null],
};

function protectionLines({ type, action, before, after }: ResourceChange): string[] {
  if ((action !== "update" && action !== "replace") || !holdsData(type)) return [];
  return Object.entries(PROTECTIONS).flatMap(([path, protectingValues]) => {
    const [beforeValue, afterValue] = [valueAt(before, path), valueAt(after, path)];
    const isRemoved = protectingValues.includes(beforeValue) && !protectingValues.includes(afterValue);
    return isRemoved ? [`~ ${path.replace(".0", "")}: ${formatChange(beforeValue, afterValue)}`] : [];
  });
}

function valueAt(values: PlainValues, path: string): unknown {
  return path.split(".").reduce<unknown>(ownValue, values);
}

/**
 * Finds resources that are not deleted but lose `prevent_destroy`. Compares the configurations, because a
 * plan does not contain this argument.
 *
 * @see https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle#prevent_destroy
 */
export function findRemovedPreventDestroy(
  changes: readonly Change[],
  { before, after }: Configurations,
): readonly FindingGroup[] {
  const findings = changes
    .filter(
      ({ address, previousAddress = address, action }) =>
        action !== "delete" &&
        hasPreventDestroy(before, previousAddress) &&
        !hasPreventDestroy(after, address),
    )
    .map((change) => ({ subject: labelOf(change), lines: ["- prevent_destroy"] }));
  return findings.length > 0 ? [{ title: "prevent_destroy removed", findings }] : [];
}

function hasPreventDestroy(stack: Stack | undefined, address: string): boolean {
  return blocks(stack?.find(address)?.values.lifecycle).some(
    ({ prevent_destroy }) => prevent_destroy === true,
  );
}
