/** A policy as an authorizer's function returns it, of which all was looked at. */
export type Policy = readonly Statement[];

interface Statement {
  readonly allows: boolean;
  readonly action: Selection;
  readonly resource: Selection;
}

/** `Action` and `Resource`, or with `isInverted` `NotAction` and `NotResource`. */
interface Selection {
  readonly patterns: readonly string[];
  readonly isInverted: boolean;
}

const ACTION = "execute-api:Invoke";

/**
 * Reads a `policyDocument`.
 *
 * @throws Error for what is no policy, and for conditions, which are not evaluated here
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function readPolicy(document: unknown): Policy {
  const statements = [member(document, "Statement")].flat();
  if (statements.includes(undefined)) throw new Error("its policyDocument has no Statement");
  return statements.map(readStatement);
}

function readStatement(statement: unknown): Statement {
  const effect = member(statement, "Effect");
  if (effect !== "Allow" && effect !== "Deny") {
    throw new Error(`a statement's Effect must be Allow or Deny, found ${JSON.stringify(effect)}`);
  }
  if (member(statement, "Condition") !== undefined) {
    throw new Error("a statement has a Condition, which is not evaluated on this machine");
  }
  const action = readSelection(statement, "Action");
  return { allows: effect === "Allow", action, resource: readSelection(statement, "Resource") };
}

function readSelection(statement: unknown, name: "Action" | "Resource"): Selection {
  const isInverted = member(statement, name) === undefined;
  const patterns: unknown[] = [member(statement, isInverted ? `Not${name}` : name)].flat();
  // An empty list selects nothing; but "all but nothing" must not come of an oversight.
  const isList = patterns.length > 0 || !isInverted;
  if (isList && patterns.every((one) => typeof one === "string")) return { patterns, isInverted };
  throw new Error(`a statement's ${name} must be a text or a list of texts`);
}

function member(thing: unknown, name: string): unknown {
  return Object(thing)[name];
}

/** Whether a policy lets a route be called: something allows it, and nothing denies it. */
export function allows(policy: Policy, routeArn: string): boolean {
  const speaking = policy.filter(
    ({ action, resource }) => isAction(action) && isResource(resource, routeArn),
  );
  return speaking.some((one) => one.allows) && speaking.every((one) => one.allows);
}

function isAction({ patterns, isInverted }: Selection): boolean {
  return patterns.some((one) => matches(one.toLowerCase(), ACTION.toLowerCase())) !== isInverted;
}

function isResource({ patterns, isInverted }: Selection, arn: string): boolean {
  return patterns.some((one) => matchesArn(one, arn)) !== isInverted;
}

/**
 * Field by field, missing ones being `*`, so that `*` alone is everything.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
function matchesArn(pattern: string, arn: string): boolean {
  const wanted = fields(pattern);
  return fields(arn).every((field, index) => matches(wanted[index] ?? "*", field));
}

function fields(arn: string): string[] {
  const [start, partition, service, region, account, ...rest] = arn.split(":");
  const resource = rest.length > 0 ? rest.join(":") : undefined;
  return [start, partition, service, region, account, resource].filter((one) => one !== undefined);
}

/** `*` is any text, `?` any one character. */
function matches(pattern: string, text: string): boolean {
  const literal = pattern.replace(/[\\^$.+()|[\]{}]/g, "\\$&");
  return new RegExp(`^${literal.replace(/\*+/g, ".*").replaceAll("?", ".")}$`, "s").test(text);
}
