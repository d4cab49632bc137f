/** What a policy says more than another, and what less, one action and resource at a time, sorted. */
export interface PolicyDifference {
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/**
 * Compares two policy documents by what they allow, however they write it.
 *
 * @param before JSON; empty for none
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
 */
export function policyDifference(before: unknown, after: unknown): PolicyDifference {
  const old = grants(before);
  const now = grants(after);
  return {
    added: [...now].filter((text) => !old.has(text)).sort(),
    removed: [...old].filter((text) => !now.has(text)).sort(),
  };
}

interface Statement {
  readonly Effect?: string;
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly NotResource?: string | readonly string[];
  readonly Principal?: unknown;
  readonly Condition?: unknown;
}

function grants(policy: unknown): Set<string> {
  if (typeof policy !== "string" || policy === "") return new Set();
  const { Statement = [] } = parsed(policy);
  return new Set([Statement].flat().flatMap(granted));
}

/** What is no JSON, Terraform would have refused; it says nothing. */
function parsed(policy: string): { readonly Statement?: Statement | readonly Statement[] } {
  try {
    return JSON.parse(policy);
  } catch {
    return {};
  }
}

function granted(statement: Statement): string[] {
  const { Effect = "Allow", Action, NotAction, Resource, NotResource, Principal, Condition } = statement;
  const actions = NotAction === undefined ? list(Action) : list(NotAction).map((one) => `all but ${one}`);
  const resources =
    NotResource === undefined ? list(Resource) : list(NotResource).map((one) => `all but ${one}`);
  const whom = Principal === undefined ? "" : ` by ${plain(Principal)}`;
  const when = Condition === undefined || Condition === null ? "" : ` if ${plain(Condition)}`;
  return actions.flatMap((action) => {
    const on = resources.length > 0 ? resources.map((one) => ` on ${one}`) : [""];
    return on.map((what) => `${Effect} ${action}${what}${whom}${when}`);
  });
}

function list(value: string | readonly string[] | undefined): readonly string[] {
  return value === undefined ? [] : [value].flat();
}

function plain(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
