import { matchesGlob } from "./glob";

/** Validated policy that the function of a Lambda authorizer returned. */
export type Policy = readonly Statement[];

interface Statement {
  readonly allows: boolean;
  readonly action: Selection;
  readonly resource: Selection;
}

/**
 * Patterns of `Action` or `Resource`. If `isInverted` is true, they are the patterns of `NotAction` or
 * `NotResource`.
 */
interface Selection {
  readonly patterns: readonly string[];
  readonly isInverted: boolean;
}

const INVOKE = "execute-api:Invoke";

/**
 * Reads a `policyDocument` that the function of a Lambda authorizer returned.
 *
 * @param document parsed JSON: an object with `Statement`
 * @throws Error if the document is not a policy, or has a `Condition`, which is not emulated
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function readPolicy(document: unknown): Policy {
  const statements = [readMember(document, "Statement")].flat();
  if (statements.includes(undefined)) throw new Error("policyDocument has no Statement");
  return statements.map(readStatement);
}

function readStatement(statement: unknown): Statement {
  const effect = readMember(statement, "Effect");
  if (effect !== "Allow" && effect !== "Deny") {
    throw new Error(`Effect is ${JSON.stringify(effect)}; expected Allow or Deny`);
  }
  if (readMember(statement, "Condition") !== undefined) {
    throw new Error("Condition is not emulated");
  }
  const action = readSelection(statement, "Action");
  return { allows: effect === "Allow", action, resource: readSelection(statement, "Resource") };
}

function readSelection(statement: unknown, name: "Action" | "Resource"): Selection {
  const isInverted = readMember(statement, name) === undefined;
  const patterns: unknown[] = [readMember(statement, isInverted ? `Not${name}` : name)].flat();
  // An empty list in `Action` or `Resource` matches nothing. An empty list in `NotAction` or `NotResource` would
  // match everything, so it is probably a mistake and is rejected.
  const isValidLength = patterns.length > 0 || !isInverted;
  if (isValidLength && patterns.every((pattern) => typeof pattern === "string")) {
    return { patterns, isInverted };
  }
  throw new Error(`${name} must be a string or a list of strings`);
}

function readMember(value: unknown, name: string): unknown {
  return Object(value)[name];
}

/** Result of evaluating a policy. `NONE` means that no statement applies to the request. */
export type PolicyDecision = "ALLOW" | "DENY" | "NONE";

/**
 * Evaluates a policy for a request. A statement that denies the request has priority over one that allows it.
 *
 * @param routeArn ARN of the request, with its method and path
 * @param requested action of the caller. Default: `execute-api:Invoke`
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function evaluatePolicy(policy: Policy, routeArn: string, requested = INVOKE): PolicyDecision {
  const applicable = policy.filter(
    ({ action, resource }) => selectsAction(action, requested) && selectsArn(resource, routeArn),
  );
  if (applicable.some((statement) => !statement.allows)) return "DENY";
  return applicable.length > 0 ? "ALLOW" : "NONE";
}

/** Returns true if a policy allows a request: at least one statement allows it, and no statement denies it. */
export function allows(policy: Policy, routeArn: string): boolean {
  return evaluatePolicy(policy, routeArn) === "ALLOW";
}

function selectsAction({ patterns, isInverted }: Selection, requested: string): boolean {
  const isMatch = patterns.some((pattern) => matchesGlob(pattern.toLowerCase(), requested.toLowerCase()));
  return isMatch !== isInverted;
}

function selectsArn({ patterns, isInverted }: Selection, arn: string): boolean {
  return patterns.some((pattern) => matchesArn(pattern, arn)) !== isInverted;
}

/**
 * Compares an ARN with a pattern field by field. If the pattern has fewer fields than the ARN, the missing
 * fields match any value. For example, the pattern `*` matches every ARN.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
function matchesArn(pattern: string, arn: string): boolean {
  const patternFields = splitArn(pattern);
  return splitArn(arn).every((field, index) => matchesGlob(patternFields[index] ?? "*", field));
}

/** Splits an ARN into at most six fields. The sixth field, the resource, may contain colons. */
function splitArn(arn: string): string[] {
  const [prefix, partition, service, region, account, ...rest] = arn.split(":");
  const resource = rest.length > 0 ? rest.join(":") : undefined;
  return [prefix, partition, service, region, account, resource].filter((field) => field !== undefined);
}
