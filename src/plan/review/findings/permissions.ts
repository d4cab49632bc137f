import { ownValue } from "#own-value";
import type { Change } from "../../plan-types";
import { isComputed } from "../differences";
import { formatFull, formatShort } from "../format-value";
import { isSensitive, KNOWN_AFTER_APPLY, Placeholder, PROVIDER_COMPUTED } from "../placeholder";
import { areSame, isValues, listOf, type PlainValues } from "../plain-values";
import { diffPolicies, isPolicy, type PolicyDiff } from "../policy-diff";
import { nameResources } from "../resource-names";
import type { FindingRule, ResourceChange } from "./finding-rule";

/**
 * Finds permissions that a change adds. They come from a policy, a Lambda permission or a new role of a
 * function, or from a permissions boundary that is changed or removed.
 */
export const ADDED_PERMISSIONS: FindingRule = {
  title: "Permission changes",
  covers: /^(policy|assume_role_policy|inline_policy(\.\d+|\[.*\])\.policy)$/,
  find: (change, resources) => {
    const lines = [
      ...statementLines(change),
      ...attachedPolicyLines(change),
      ...boundaryLines(change),
      ...unknownPolicyLines(change),
      ...invocationLines(change),
      ...roleLines(change),
    ];
    return nameResources(lines, change, resources).map(describePatterns);
  },
};

/** Patterns of ARNs that follow the name of a resource, and their descriptions. */
const ARN_PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/(its log group|log group "[^"]*"):\*/g, "all streams of $1"],
  [/(table "[^"]*")\/index\/\*/g, "all indexes of $1"],
  [/(table "[^"]*")\/index\/([\w.-]+)/g, 'index "$2" of $1'],
  [/(bucket "[^"]*")\/\*/g, "all objects of $1"],
  [/(API "[^"]*")\/\*\/\*(?![\w/])/g, "$1, all stages and routes"],
];

/** Replaces the pattern after the name of a resource with its meaning: `all indexes of table "products"`. */
function describePatterns(line: string): string {
  return ARN_PATTERNS.reduce((text, [pattern, description]) => text.replaceAll(pattern, description), line);
}

/** Formats the statements of a policy that is deleted, one line each. */
export function removedStatements(change: ResourceChange, resources: readonly Change[]): string[] {
  const lines = formatPolicyDiff(diffPolicies(change.before.policy, undefined));
  return nameResources(lines, change, resources).map(describePatterns);
}

function statementLines(change: ResourceChange): string[] {
  // A deleted resource policy is an access change.
  if (change.type === "aws_api_gateway_rest_api_policy" && change.action === "delete") return [];
  const diffs = comparePolicies(change);
  return diffs.some(({ isWider }) => isWider) ? diffs.flatMap(formatPolicyDiff) : [];
}

/** Compares the policies in all arguments of a resource, at any depth. */
function comparePolicies(change: ResourceChange): PolicyDiff[] {
  const [before, after] = [policiesIn(previousValues(change)), policiesIn(change.after)];
  const paths = [...new Set([...before.keys(), ...after.keys()])].sort();
  return paths
    .filter((path) => !isUnreadable(after.get(path)))
    .map((path) => diffPolicies(before.get(path), after.get(path)));
}

/** Arguments that name the holder of a policy, which is the role, user or group that has the policy. */
const POLICY_HOLDERS = ["role", "user", "group", "roles", "users", "groups"];

/**
 * Returns the values before the change. If the policy moves to another role, user or group, returns an empty
 * object, because all permissions of the policy are new there.
 */
function previousValues({ type, before, after }: ResourceChange): PlainValues {
  const changesHolder =
    /^aws_iam_.*polic/.test(type) && POLICY_HOLDERS.some((name) => !areSame(before[name], after[name]));
  return changesHolder && Object.keys(after).length > 0 ? {} : before;
}

/**
 * Formats the statements that differ between two policies, one line each. Statements that differ only in their action have
 * one line.
 */
export function formatPolicyDiff({ added, removed }: PolicyDiff): string[] {
  return [
    ...mergeActions(added).map((text) => `+ ${text}`),
    ...mergeActions(removed).map((text) => `- ${text}`),
  ];
}

/** Merges `Allow a on x` and `Allow b on x` into `Allow a, b on x`. */
function mergeActions(statements: readonly string[]): string[] {
  const actionsByRest = new Map<string, string[]>();
  for (const statement of statements) {
    const [, effect, action = "", rest = ""] = /^(Allow|Deny) ([^\s,]+)((?: .*)?)$/s.exec(statement) ?? [];
    const key = effect === undefined ? statement : `${effect} \0${rest}`;
    const actions = actionsByRest.get(key);
    if (actions) actions.push(action);
    else actionsByRest.set(key, [action]);
  }
  return [...actionsByRest].map(([key, actions]) => key.replace("\0", actions.join(", ")));
}

/** Paths of arguments that contain a policy. Policies whose value is unknown are found by their path. */
const POLICY_PATH = /(^|[._])policy$|^access_policies$/;
/**
 * Paths of arguments, such as `redrive_policy`, that match {@link POLICY_PATH} but only configure a
 * dead-letter queue.
 */
const REDRIVE_PATH = /redrive/;

/** Returns the policies in a value by their path, including policies whose content is unknown. */
function policiesIn(value: unknown, path = ""): Map<string, unknown> {
  const isPolicyPath = POLICY_PATH.test(path) && !REDRIVE_PATH.test(path);
  if (isPolicy(value) || (isPolicyPath && isUnreadable(value))) return new Map([[path, value]]);
  const entries = Array.isArray(value) ? value.map(blockEntry) : isValues(value) ? Object.entries(value) : [];
  return new Map(
    entries.flatMap(([name, part]) => [...policiesIn(part, path === "" ? name : `${path}.${name}`)]),
  );
}

/**
 * Returns a block with its key, which is the block's `name` if it has one, or else its index. A name is a
 * better key, because the index of a block in a set can change.
 */
function blockEntry(block: unknown, index: number): [string, unknown] {
  const name = ownValue(block, "name");
  return [typeof name === "string" ? name : String(index), block];
}

/**
 * Returns whether a policy cannot be read: its value is unknown or sensitive, or a Terraform function builds
 * it.
 */
function isUnreadable(policy: unknown): boolean {
  return (
    policy instanceof Placeholder ||
    (typeof policy === "string" && policy.includes("${") && !isPolicy(policy))
  );
}

function unknownPolicyLines(change: ResourceChange): string[] {
  const before = policiesIn(previousValues(change));
  return [...policiesIn(change.after)]
    .filter(([path, policy]) => isUnreadable(policy) && !areSame(policy, before.get(path)))
    .filter(
      ([path, policy]) =>
        policy !== PROVIDER_COMPUTED && !(policy instanceof Placeholder && isComputed(change.type, path)),
    )
    .map(([path, policy]) => `~ ${path} ${formatUnreadable(policy)}`);
}

function formatUnreadable(policy: unknown): string {
  if (isSensitive(policy)) return "changes, but is sensitive";
  return `known only after apply${policy === KNOWN_AFTER_APPLY ? "" : `: ${formatShort(policy)}`}`;
}

/** Formats the added and removed policies that a resource attaches by their ARN. */
function attachedPolicyLines(change: ResourceChange): string[] {
  const [before, after] = [attachedPolicies(previousValues(change)), attachedPolicies(change.after)];
  const added = after.filter((arn) => !before.includes(arn));
  if (added.length === 0) return [];
  const removed = before.filter((arn) => !after.includes(arn));
  return [...added.map((arn) => `+ ${arn}`), ...removed.map((arn) => `- ${arn}`)];
}

function attachedPolicies({ policy_arn, managed_policy_arns }: PlainValues): string[] {
  return [policy_arn ?? [], ...listOf(managed_policy_arns)].flat().map(formatFull);
}

/**
 * Formats a removed or changed permissions boundary. A boundary that is only added is not listed, because it
 * limits the permissions of a role.
 */
function boundaryLines({ before, after, action }: ResourceChange): string[] {
  const [boundaryBefore, boundaryAfter] = [before.permissions_boundary, after.permissions_boundary];
  if (action === "delete" || !boundaryBefore || areSame(boundaryBefore, boundaryAfter)) return [];
  return [
    `- permissions boundary ${formatFull(boundaryBefore)}`,
    ...(boundaryAfter ? [`+ permissions boundary ${formatFull(boundaryAfter)}`] : []),
  ];
}

/** Formats a new or changed permission to invoke a function. */
function invocationLines({ type, action, before, after }: ResourceChange): string[] {
  if (type !== "aws_lambda_permission" || action === "delete") return [];
  const [textBefore, textAfter] = [formatInvocation(before), formatInvocation(after)];
  if (textAfter === "" || textAfter === textBefore) return [];
  return [`+ ${textAfter}`, ...(textBefore === "" ? [] : [`- ${textBefore}`])];
}

/**
 * Formats a Lambda permission: `apigateway.amazonaws.com can invoke products-dev-list (only from arn:…)`.
 * Returns an empty string if there is no principal.
 */
function formatInvocation(values: PlainValues): string {
  const { principal, action, function_name: name = "the function" } = values;
  if (principal === undefined) return "";
  const verb = action === "lambda:InvokeFunction" ? "can invoke" : `is allowed ${formatFull(action)} on`;
  const conditions = CONDITIONS.flatMap(([argument, label]) =>
    values[argument] ? [`${label} ${formatFull(values[argument])}`] : [],
  );
  const suffix = conditions.length > 0 ? ` (${conditions.join(", ")})` : "";
  return `${formatFull(principal)} ${verb} ${formatFull(name)}${suffix}`;
}

/** Arguments that limit a Lambda permission, with their labels. */
const CONDITIONS = [
  ["source_arn", "only from"],
  ["source_account", "account"],
  ["principal_org_id", "organization"],
  ["event_source_token", "token"],
  ["function_url_auth_type", "function URL with authorization"],
] as const;

/** Formats a change of a function's role. The new role can have more permissions. */
function roleLines({ type, action, before, after }: ResourceChange): string[] {
  const isKept = type === "aws_lambda_function" && action !== "create" && action !== "delete";
  return isKept && !areSame(before.role, after.role)
    ? [`+ role ${formatFull(after.role)}`, `- role ${formatFull(before.role)}`]
    : [];
}
