import type { Stack } from "#terraform";
import { isValues, type PlainValues } from "./attribute-values";
import { differences } from "./differences";
import type { Configurations } from "./display-values";
import type { FindingGroup } from "./findings";
import { formatChange } from "./format-value";
import { sensitiveValue } from "./placeholder";

/**
 * Where a stack is deployed, and where its state is, before and after: another state knows of nothing that is there.
 * @returns nothing where that stays as it was
 */
export function findBackendChanges({ before, after }: Configurations): readonly FindingGroup[] {
  if (!before) return [];
  const [old, now] = [before, after].map(backendOf);
  const lines = differences(old, now).map(
    ({ path, ...is }) => `~ ${path}: ${formatChange(is.before, is.after)}`,
  );
  return lines.length > 0
    ? [{ title: "Where it is deployed", findings: [{ subject: "the stack", lines }] }]
    : [];
}

function backendOf({ configuration: { terraform, provider } }: Stack): PlainValues {
  const { backend, cloud, required_providers } = terraform;
  return { ...(withoutSecrets({ backend, cloud, provider }) as PlainValues), required_providers };
}

/** What is told of a provider or a backend; whatever else these have may be a key or a password. */
const PLAIN =
  /^(region|profile|alias|allowed_account_ids|forbidden_account_ids|role_arn|session_name|tags|default_tags|bucket|key|path|prefix|dynamodb_table|use_lockfile|encrypt|workspaces|workspace_key_prefix|name|organization|hostname|endpoints?)$/;

/** @param isPlain whether it is part of what is told */
function withoutSecrets(value: unknown, isPlain = false): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutSecrets(item, isPlain));
  if (!isValues(value))
    return isPlain || value === undefined || value === null ? value : sensitiveValue(value);
  const entries = Object.entries(value).map(([name, item]) => [
    name,
    withoutSecrets(item, isPlain || PLAIN.test(name)),
  ]);
  return Object.fromEntries(entries);
}
