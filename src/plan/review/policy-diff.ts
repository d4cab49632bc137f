import { isValues } from "./plain-values";
import { describeCondition } from "./policy-condition";

/** Statements that only one of two policies contains, formatted as strings and sorted. */
export interface PolicyDiff {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** True if the new policy allows more than the old policy, or denies less. */
  readonly isWider: boolean;
}

/**
 * Compares two policy documents. Each statement is split into one statement per action and resource, so that
 * the grouping and the order of statements do not matter. The list of a `NotAction`, `NotResource` or
 * `NotPrincipal` is not split, because the statement applies to everything that the whole list does not
 * contain.
 *
 * @param before policy document as JSON; any other value counts as an empty policy
 * @param after policy document as JSON; any other value counts as an empty policy
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
 */
export function diffPolicies(before: unknown, after: unknown): PolicyDiff {
  const beforeStatements = new Set(parseStatements(before).flatMap(formatStatement));
  const afterStatements = new Set(parseStatements(after).flatMap(formatStatement));
  const added = [...afterStatements].filter((text) => !beforeStatements.has(text)).sort();
  const removed = [...beforeStatements].filter((text) => !afterStatements.has(text)).sort();
  const isWider = added.some((text) => !isDenial(text)) || removed.some(isDenial);
  return { added, removed, isWider };
}

/** Returns whether a value is a policy document as JSON. */
export function isPolicy(value: unknown): value is string {
  return parseDocument(value) !== undefined;
}

interface Document {
  readonly Statement: Statement | readonly Statement[];
}

type StringOrList = string | readonly string[];

interface Statement {
  readonly Effect?: string;
  readonly Action?: StringOrList;
  readonly NotAction?: StringOrList;
  readonly Resource?: StringOrList;
  readonly NotResource?: StringOrList;
  readonly Principal?: unknown;
  readonly NotPrincipal?: unknown;
  readonly Condition?: unknown;
}

function parseDocument(value: unknown): Document | undefined {
  if (typeof value !== "string" || !value.includes('"Statement"')) return undefined;
  try {
    const parsed = JSON.parse(value);
    return isValues(parsed) && "Statement" in parsed ? (parsed as unknown as Document) : undefined;
  } catch {
    return undefined;
  }
}

function parseStatements(policy: unknown): readonly Statement[] {
  return [parseDocument(policy)?.Statement ?? []].flat().filter(isValues);
}

function formatStatement(statement: Statement): string[] {
  const { Effect = "Allow", Action, NotAction, Resource, NotResource } = statement;
  const resources = expandList(Resource, NotResource).map(
    (resource) => ` on ${resource === "*" ? "all resources" : resource}`,
  );
  const principals = formatPrincipals(statement);
  const condition = formatCondition(statement);
  const rest = `${principals === undefined ? "" : ` by ${principals}`}${condition}`;
  return expandList(Action, NotAction).flatMap((action) => {
    if (isTrust(statement) && action === "sts:AssumeRole")
      return [`${principals} can assume the role${condition}`];
    return (resources.length > 0 ? resources : [""]).map(
      (resource) => `${Effect} ${action}${resource}${rest}`,
    );
  });
}

/**
 * Returns whether a statement belongs to the trust policy of a role. Such a statement allows principals to
 * assume the role, and names no resource.
 */
function isTrust({ Effect = "Allow", Resource, NotResource, Principal, NotPrincipal }: Statement): boolean {
  return Effect === "Allow" && !Resource && !NotResource && (Principal ?? NotPrincipal) !== undefined;
}

function expandList(
  included: StringOrList | undefined,
  excluded: StringOrList | undefined,
): readonly string[] {
  if (excluded !== undefined) return [`all except ${[excluded].flat().sort().join(", ")}`];
  return included === undefined ? [] : [included].flat();
}

function formatPrincipals({ Principal, NotPrincipal }: Statement): string | undefined {
  if (NotPrincipal !== undefined) return `all except ${formatPrincipal(NotPrincipal)}`;
  return Principal === undefined ? undefined : formatPrincipal(Principal);
}

/** Principal `*`, which includes callers without credentials. */
const ANY_CALLER = "any caller";

/**
 * Formats a principal. The types `Service` and `AWS` are omitted, because a service name, an account ID or an
 * ARN shows the type.
 */
function formatPrincipal(principal: unknown): string {
  if (!isValues(principal)) return principal === "*" ? ANY_CALLER : formatPlain(principal);
  const names = Object.entries(principal).flatMap(([type, value]) =>
    [value].flat().map((name) => {
      if (type === "AWS" && name === "*") return ANY_CALLER;
      const text = formatPlain(name);
      return type === "Service" || type === "AWS" ? text : `${type} ${text}`;
    }),
  );
  return names.sort().join(", ");
}

function formatCondition({ Condition }: Statement): string {
  if (Condition === undefined || Condition === null) return "";
  return ` if ${describeCondition(Condition) ?? formatPlain(Condition)}`;
}

function isDenial(text: string): boolean {
  return text.startsWith("Deny ");
}

/**
 * Returns a string unchanged, and any other value as JSON. Arrays are sorted, because their order is
 * irrelevant in a policy.
 */
function formatPlain(value: unknown): string {
  if (typeof value === "string") return value;
  return JSON.stringify(value, (_, part) => (Array.isArray(part) ? [...part].sort() : part));
}
