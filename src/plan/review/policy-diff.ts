import { isValues } from "./attribute-values";

/** What a policy says more than another, and what less, sorted. */
export interface PolicyDiff {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** Whether something is allowed, or no longer denied, that was not before. */
  readonly isWider: boolean;
}

/**
 * Compares two policy documents by what they say of one action and one resource at a time, however they write it. A list
 * of what is left out, `NotAction`, `NotResource` or `NotPrincipal`, is one thing: the shorter it is, the more it says.
 *
 * @param before JSON; anything else is no policy
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
 */
export function diffPolicies(before: unknown, after: unknown): PolicyDiff {
  const old = new Set(statementsOf(before).flatMap(formatStatement));
  const now = new Set(statementsOf(after).flatMap(formatStatement));
  const added = [...now].filter((text) => !old.has(text)).sort();
  const removed = [...old].filter((text) => !now.has(text)).sort();
  const isWider = added.some((text) => !isDenial(text)) || removed.some(isDenial);
  return { added, removed, isWider };
}

/** Whether a text is a policy document. */
export function isPolicy(value: unknown): value is string {
  return documentOf(value) !== undefined;
}

interface Document {
  readonly Statement: Statement | readonly Statement[];
}

type Texts = string | readonly string[];

interface Statement {
  readonly Effect?: string;
  readonly Action?: Texts;
  readonly NotAction?: Texts;
  readonly Resource?: Texts;
  readonly NotResource?: Texts;
  readonly Principal?: unknown;
  readonly NotPrincipal?: unknown;
  readonly Condition?: unknown;
}

function documentOf(value: unknown): Document | undefined {
  if (typeof value !== "string" || !value.includes('"Statement"')) return undefined;
  try {
    const parsed = JSON.parse(value);
    return isValues(parsed) && "Statement" in parsed ? (parsed as unknown as Document) : undefined;
  } catch {
    return undefined;
  }
}

function statementsOf(policy: unknown): readonly Statement[] {
  return [documentOf(policy)?.Statement ?? []].flat().filter(isValues);
}

function formatStatement(statement: Statement): string[] {
  const { Effect = "Allow", Action, NotAction, Resource, NotResource } = statement;
  const actions = each(Action, NotAction);
  const resources = each(Resource, NotResource).map((one) => ` on ${one}`);
  const rest = `${by(statement)}${when(statement)}`;
  return actions.flatMap((action) =>
    (resources.length > 0 ? resources : [""]).map((resource) => `${Effect} ${action}${resource}${rest}`),
  );
}

function each(all: Texts | undefined, allBut: Texts | undefined): readonly string[] {
  if (allBut !== undefined) return [`all but ${[allBut].flat().sort().join(", ")}`];
  return all === undefined ? [] : [all].flat();
}

function by({ Principal, NotPrincipal }: Statement): string {
  if (NotPrincipal !== undefined) return ` by all but ${plain(NotPrincipal)}`;
  return Principal === undefined ? "" : ` by ${plain(Principal)}`;
}

function when({ Condition }: Statement): string {
  return Condition === undefined || Condition === null ? "" : ` if ${plain(Condition)}`;
}

function isDenial(text: string): boolean {
  return text.startsWith("Deny ");
}

/** The order of what is named is nothing. */
function plain(value: unknown): string {
  if (typeof value === "string") return value;
  return JSON.stringify(value, (_, part) => (Array.isArray(part) ? [...part].sort() : part));
}
