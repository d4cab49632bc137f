import { blocks, type Stack } from "#terraform";
import type { Change } from "../../plan-types";
import { ownValue, type PlainValues } from "../compare-values";
import { formatChange } from "../format-value";
import { addressOf, labelOf } from "../resource-label";
import type { Configurations } from "../substitute-values";
import type { FindingGroup, FindingRule, ResourceChange } from "./finding-rule";

/** Types of resources with data that a deployment cannot restore. */
const DATA_TYPES =
  /^aws_(backup_vault|cloudwatch_log_group|cognito_user_pool|db_instance|docdb_cluster|dynamodb_table|ebs_volume|ecr_repository|efs_file_system|elasticache_\w+|fsx_\w+_file_system|glacier_vault|keyspaces_table|kinesis_stream|kms_key|memorydb_cluster|msk_cluster|neptune_cluster|opensearch_domain|rds_cluster|redshift_cluster|s3_bucket|secretsmanager_secret|sqs_queue|ssm_parameter|timestreamwrite_table)$/;

/** Finds resources with data that are deleted or replaced. */
export const DATA_LOSS: FindingRule = {
  title: "Data loss",
  covers: /^$/,
  coversDeletion: true,
  find: (change) => {
    const { type, action } = change;
    if (!DATA_TYPES.test(type)) return [];
    const note = isProtected(change) ? "; deletion protection is on, so AWS rejects the deletion" : "";
    if (action === "delete") return [`- ${addressOf(change)} is deleted with its data${note}`];
    return action === "replace" ? [`- ${addressOf(change)} is replaced by an empty resource${note}`] : [];
  },
};

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
  covers: /^(deletion_protection(_enabled)?|force_destroy|skip_destroy|point_in_time_recovery\.0\.enabled)$/,
  find: protectionLines,
};

/**
 * Arguments that protect data, each with the values that turn the protection on. For a user pool, this value
 * is `ACTIVE`.
 */
const PROTECTIONS: Readonly<Record<string, readonly unknown[]>> = {
  deletion_protection_enabled: [true],
  deletion_protection: [true, "ACTIVE"],
  "point_in_time_recovery.0.enabled": [true],
  skip_destroy: [true],
  force_destroy: [false, undefined, null],
};

function protectionLines({ type, action, before, after }: ResourceChange): string[] {
  if ((action !== "update" && action !== "replace") || !DATA_TYPES.test(type)) return [];
  return Object.entries(PROTECTIONS).flatMap(([path, protectingValues]) => {
    const [beforeValue, afterValue] = [valueAt(before, path), valueAt(after, path)];
    const isRemoved = protectingValues.includes(beforeValue) && !protectingValues.includes(afterValue);
    return isRemoved ? [`~ ${path}: ${formatChange(beforeValue, afterValue)}`] : [];
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
