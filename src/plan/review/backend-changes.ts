import path from "node:path";
import type { Stack } from "#terraform";
import { type Difference, differences } from "./differences";
import type { Configurations } from "./display-values";
import type { FindingGroup } from "./findings";
import { formatChange } from "./format-value";
import { sensitiveValue } from "./placeholder";
import { isValues, type PlainValues } from "./plain-values";

/**
 * Finds changes of the backend and of the provider settings. If the backend changes, Terraform uses another
 * state, which does not contain the deployed resources.
 *
 * @returns an empty list if the backend and the provider settings are unchanged, or if the stack is new
 */
export function findBackendChanges(configurations: Configurations): readonly FindingGroup[] {
  const { before, after } = configurations;
  if (!before) return [];
  const lines = differences(readBackend(before), readBackend(after))
    .filter((difference) => !isSameStateFile(difference, configurations))
    .map(({ label, ...values }) => `~ ${label}: ${formatChange(values.before, values.after)}`);
  return lines.length > 0
    ? [{ title: "Deployment target changed", findings: [{ subject: "the stack", lines }] }]
    : [];
}

/**
 * Returns true for two relative paths of the same state file. A plan synthesizes the stack in another folder than the one
 * from which it is deployed, and a path of `pathFromStack()` depends on the folder.
 */
function isSameStateFile(
  { path: argument, before, after }: Difference,
  { toDeployPath }: Configurations,
): boolean {
  return argument === "backend.local.path" && typeof after === "string" && toDeployPath?.(after) === before;
}

function readBackend({ configuration: { terraform, provider } }: Stack): PlainValues {
  const { cloud, required_providers } = terraform;
  const backend = withDefaultStateFile(terraform.backend);
  return { ...(hideSecrets({ backend, cloud, provider }) as PlainValues), required_providers };
}

/**
 * Replaces the path of CDKTF's default state file with the name of the file. CDKTF writes an absolute path. The base
 * commit is synthesized in a temporary folder, so its path would differ although the backend is unchanged.
 */
function withDefaultStateFile(backend: unknown): unknown {
  if (!isValues(backend) || !isValues(backend.local)) return backend;
  const file = String(backend.local.path);
  const name = path.basename(file);
  const isDefault = path.isAbsolute(file) && /^terraform\..+\.tfstate$/.test(name);
  return isDefault ? { ...backend, local: { ...backend.local, path: name } } : backend;
}

/**
 * Arguments of a provider or a backend whose values are printed. Any other argument may be a key or a
 * password.
 */
const PUBLIC_ARGUMENTS = new Set([
  "alias",
  "allowed_account_ids",
  "bucket",
  "default_tags",
  "dynamodb_table",
  "encrypt",
  "endpoint",
  "endpoints",
  "forbidden_account_ids",
  "hostname",
  "key",
  "name",
  "organization",
  "path",
  "prefix",
  "profile",
  "region",
  "role_arn",
  "session_name",
  "tags",
  "use_lockfile",
  "workspace_key_prefix",
  "workspaces",
]);

/**
 * Replaces each value that may be a secret by a placeholder.
 * @param isPublic true if the value belongs to an argument in PUBLIC_ARGUMENTS. Default: false
 */
function hideSecrets(value: unknown, isPublic = false): unknown {
  if (Array.isArray(value)) return value.map((item) => hideSecrets(item, isPublic));
  if (!isValues(value))
    return isPublic || value === undefined || value === null ? value : sensitiveValue(value);
  const entries = Object.entries(value).map(([name, item]) => [
    name,
    hideSecrets(item, isPublic || PUBLIC_ARGUMENTS.has(name)),
  ]);
  return Object.fromEntries(entries);
}
