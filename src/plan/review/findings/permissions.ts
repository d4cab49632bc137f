import { areSame, isValues, listOf, ownValue, type PlainValues } from "../attribute-values";
import { isComputed } from "../differences";
import { formatFull, formatShort } from "../format-value";
import { Placeholder, PROVIDER_COMPUTED } from "../placeholder";
import { diffPolicies, isPolicy, type PolicyDiff } from "../policy-diff";
import type { Changed, FindingRule } from "./finding-rule";

export const ADDED_PERMISSIONS: FindingRule = {
  title: "Permissions that are added",
  covers: /^(policy|assume_role_policy|inline_policy(\.\d+|\[.*\])\.policy)$/,
  find: (change) => [
    ...statementLines(change),
    ...namedPolicyLines(change),
    ...boundaryLines(change),
    ...undecidedLines(change),
    ...invocationLines(change),
    ...roleLines(change),
  ],
};

function statementLines(change: Changed): string[] {
  const found = policyDifferences(change);
  return found.some(({ isWider }) => isWider) ? found.flatMap(policyDifferenceLines) : [];
}

/** Of every argument that is a policy, however deep. */
function policyDifferences(change: Changed): PolicyDiff[] {
  const [old, now] = [policiesIn(heldBefore(change)), policiesIn(change.after)];
  const places = [...new Set([...old.keys(), ...now.keys()])].sort();
  return places
    .filter((place) => !isUndecided(now.get(place)))
    .map((place) => diffPolicies(old.get(place), now.get(place)));
}

/** What a policy is attached to: for another holder all of it is new. */
const POLICY_HOLDERS = ["role", "user", "group", "roles", "users", "groups"];

function heldBefore({ type, before, after }: Changed): PlainValues {
  const isHeldByAnother =
    /^aws_iam_.*polic/.test(type) && POLICY_HOLDERS.some((name) => !areSame(before[name], after[name]));
  return isHeldByAnother && Object.keys(after).length > 0 ? {} : before;
}

export function policyDifferenceLines({ added, removed }: PolicyDiff): string[] {
  return [...added.map((text) => `+ ${text}`), ...removed.map((text) => `- ${text}`)];
}

/** An argument that is called so holds a policy, whatever is known of it. */
const POLICY = /(^|[._])policy$|^access_policies$/;
/** But these say which queue messages end in. */
const NO_POLICY = /redrive/;

/** Policies by where they stand, also those of which nothing is known. */
function policiesIn(value: unknown, place = ""): Map<string, unknown> {
  const isNamedSo = POLICY.test(place) && !NO_POLICY.test(place);
  if (isPolicy(value) || (isNamedSo && isUndecided(value))) return new Map([[place, value]]);
  const parts = Array.isArray(value) ? value.map(placed) : isValues(value) ? Object.entries(value) : [];
  return new Map(
    parts.flatMap(([name, part]) => [...policiesIn(part, place === "" ? name : `${place}.${name}`)]),
  );
}

/** A block by its name, where it has one: a set has no order. */
function placed(block: unknown, index: number): [string, unknown] {
  const name = ownValue(block, "name");
  return [typeof name === "string" ? name : String(index), block];
}

/** What it allows nobody can say: it is not known, or is made by a function of Terraform's. */
function isUndecided(policy: unknown): boolean {
  return (
    policy instanceof Placeholder ||
    (typeof policy === "string" && policy.includes("${") && !isPolicy(policy))
  );
}

function undecidedLines(change: Changed): string[] {
  const old = policiesIn(heldBefore(change));
  return [...policiesIn(change.after)]
    .filter(([place, policy]) => isUndecided(policy) && !areSame(policy, old.get(place)))
    .filter(
      ([place, policy]) =>
        policy !== PROVIDER_COMPUTED && !(policy instanceof Placeholder && isComputed(change.type, place)),
    )
    .map(([place, policy]) => `~ ${place}: what it allows is not known here: ${formatShort(policy)}`);
}

/** Policies that are named rather than written. */
function namedPolicyLines(change: Changed): string[] {
  const [old, now] = [namedPolicies(heldBefore(change)), namedPolicies(change.after)];
  const added = now.filter((arn) => !old.includes(arn));
  if (added.length === 0) return [];
  const removed = old.filter((arn) => !now.includes(arn));
  return [...added.map((arn) => `+ ${arn}`), ...removed.map((arn) => `- ${arn}`)];
}

function namedPolicies({ policy_arn, managed_policy_arns }: PlainValues): string[] {
  return [policy_arn ?? [], ...listOf(managed_policy_arns)].flat().map(formatFull);
}

/** The most that a role may do, whatever its policies say. */
function boundaryLines({ before, after, action }: Changed): string[] {
  const [old, now] = [before.permissions_boundary, after.permissions_boundary];
  if (action === "delete" || !old || areSame(old, now)) return [];
  return [`- the boundary ${formatFull(old)}`, ...(now ? [`+ the boundary ${formatFull(now)}`] : [])];
}

/** Who may call a function. */
function invocationLines({ type, action, before, after }: Changed): string[] {
  if (type !== "aws_lambda_permission" || action === "delete") return [];
  const [old, now] = [invocation(before), invocation(after)];
  return now === "" || now === old ? [] : [`+ ${now}`, ...(old === "" ? [] : [`- ${old}`])];
}

function invocation(values: PlainValues): string {
  const { principal, action, function_name: of = "it" } = values;
  if (principal === undefined) return "";
  const only = LIMITS.flatMap(([name, words]) =>
    values[name] ? [` ${words} ${formatFull(values[name])}`] : [],
  );
  return `${formatFull(principal)} may ${formatFull(action)} ${formatFull(of)}${only.join("")}`;
}

const LIMITS = [
  ["source_arn", "for"],
  ["source_account", "in the account"],
  ["principal_org_id", "in the organization"],
  ["event_source_token", "with the token"],
  ["function_url_auth_type", "by a URL whose authorization is"],
] as const;

/** A function with another role may do what that may. */
function roleLines({ type, action, before, after }: Changed): string[] {
  const isOther = type === "aws_lambda_function" && action !== "create" && action !== "delete";
  return isOther && !areSame(before.role, after.role)
    ? [`+ the role ${formatFull(after.role)}`, `- the role ${formatFull(before.role)}`]
    : [];
}
