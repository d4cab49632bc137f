import type { Stack } from "#terraform";
import { isValues, type Values } from "./attribute-values";
import { differences } from "./differences";
import type { Declared } from "./display-values";
import type { ConcernGroup } from "./findings";
import { arrow } from "./format-value";
import { secret } from "./placeholder";

/**
 * Where a stack is deployed, and where its state is, before and after: another state knows of nothing that is there.
 * @returns nothing where that stays as it was
 */
export function placeConcerns({ before, after }: Declared): readonly ConcernGroup[] {
  if (!before) return [];
  const [old, now] = [before, after].map(placeOf);
  const lines = differences(old, now).map(({ path, ...is }) => `~ ${path}: ${arrow(is.before, is.after)}`);
  return lines.length > 0 ? [{ title: "Where it is deployed", concerns: [{ who: "the stack", lines }] }] : [];
}

function placeOf({ configuration: { terraform, provider } }: Stack): Values {
  const { backend, cloud, required_providers } = terraform;
  return { ...(withoutSecrets({ backend, cloud, provider }) as Values), required_providers };
}

/** What is told of a provider or a backend; whatever else these have may be a key or a password. */
const PLAIN =
  /^(region|profile|alias|allowed_account_ids|forbidden_account_ids|role_arn|session_name|tags|default_tags|bucket|key|path|prefix|dynamodb_table|use_lockfile|encrypt|workspaces|workspace_key_prefix|name|organization|hostname|endpoints?)$/;

/** @param isPlain whether it is part of what is told */
function withoutSecrets(value: unknown, isPlain = false): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutSecrets(item, isPlain));
  if (!isValues(value)) return isPlain || value === undefined || value === null ? value : secret(value);
  const entries = Object.entries(value).map(([name, item]) => [
    name,
    withoutSecrets(item, isPlain || PLAIN.test(name)),
  ]);
  return Object.fromEntries(entries);
}
