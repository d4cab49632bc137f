import { BlockList, isIPv6 } from "node:net";
import { evaluatePolicy, type Policy, type PolicyDecision, readPolicy } from "./policy";

/** Caller of an API, and the request that a resource policy is evaluated for. */
export interface PolicyRequest {
  /** ARN of the method: `arn:aws:execute-api:…:a1b2c3d4e5/dev/GET/pets`. */
  readonly methodArn: string;
  /** IP address of the caller. `undefined` means an address in all IP ranges that the policy names. */
  readonly sourceIp: string | undefined;
  /** ARN of the IAM user that signed the request. Absent for any other caller. */
  readonly userArn?: string;
  /** Action of the caller. Default: `execute-api:Invoke`. */
  readonly action?: string;
}

/** Resource policy of a REST API. */
export type ResourcePolicy = (request: PolicyRequest) => PolicyDecision;

/** API to which a resource policy belongs. */
interface PolicyApi {
  /** ARN of the API. A policy can write `execute-api:/dev/GET/pets` instead of a whole ARN. */
  readonly executionArn: string;
  /**
   * True if the endpoint is `PRIVATE`. A local caller is then in the VPC, and at the VPC endpoint, that a condition names.
   */
  readonly isPrivate: boolean;
}

interface ResourceStatement {
  /** True if the statement applies to the caller. */
  readonly matches: (request: PolicyRequest) => boolean;
  readonly policy: Policy;
}

/**
 * Reads the resource policy of a REST API.
 *
 * @param text policy as JSON
 * @throws Error if the text is not a policy, or if it has a condition that is not emulated
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies.html
 */
export function readResourcePolicy(text: string, api: PolicyApi): ResourcePolicy {
  const statements = [Object(JSON.parse(text)).Statement].flat();
  if (statements.includes(undefined)) throw new Error("the policy has no Statement");
  const parsed = statements.map((statement) => readStatement(Object(statement), api));
  return (request) => {
    const decisions = parsed
      .filter(({ matches }) => matches(request))
      .map(({ policy }) => evaluatePolicy(policy, request.methodArn, request.action));
    return DECISIONS.find((decision) => decisions.includes(decision)) ?? "NONE";
  };
}

/** Decisions in the order of their priority. */
const DECISIONS: readonly PolicyDecision[] = ["DENY", "ALLOW"];

type RawStatement = Readonly<Record<string, unknown>>;

function readStatement(
  { Principal, Condition, ...rest }: RawStatement,
  { executionArn, isPrivate }: PolicyApi,
): ResourceStatement {
  if (rest.NotPrincipal !== undefined) throw new Error("NotPrincipal is not emulated");
  const statement = {
    ...rest,
    Resource: expandResources(rest.Resource, executionArn),
    NotResource: expandResources(rest.NotResource, executionArn),
  };
  const principals = readPrincipals(Principal);
  const conditions = Object.entries(Object(Condition)).map(
    ([operator, value]) =>
      (isPrivate && readVpcCondition(operator, value)) || readIpCondition(operator, value),
  );
  return {
    policy: readPolicy({ Statement: statement }),
    matches: (request) =>
      principals.some((principal) => matchesPrincipal(principal, request)) &&
      conditions.every((condition) => condition(request)),
  };
}

function expandResources(resources: unknown, executionArn: string): unknown {
  if (resources === undefined) return undefined;
  return [resources]
    .flat()
    .map((resource) =>
      typeof resource === "string" ? resource.replace(/^execute-api:\//, `${executionArn}/`) : resource,
    );
}

/** Returns the ARNs and account IDs of the callers: `*` for every caller. */
function readPrincipals(principal: unknown): readonly string[] {
  const values: unknown[] = typeof principal === "string" ? [principal] : [Object(principal).AWS].flat();
  return values.filter((value) => typeof value === "string");
}

function matchesPrincipal(principal: string, { userArn }: PolicyRequest): boolean {
  if (principal === "*") return true;
  if (userArn === undefined) return false;
  const [, , , , account] = userArn.split(":");
  return [userArn, account, `arn:aws:iam::${account}:root`].includes(principal);
}

type Condition = (request: PolicyRequest) => boolean;

/** Keys of the VPC and the VPC endpoint from which a request to a private API comes, in lower case. */
const VPC_KEYS: readonly string[] = ["aws:sourcevpc", "aws:sourcevpce"];

/** Operators that compare strings. Those with `Not` are true for a caller that the condition does not name. */
const STRING_OPERATOR = /^String(Not)?(?:Equals|EqualsIgnoreCase|Like)(?:IfExists)?$/;

/**
 * Reads a condition on the VPC of the caller. Every local caller is in the VPC that the condition names. Returns `undefined`
 * for any other condition.
 */
function readVpcCondition(operator: string, value: unknown): Condition | undefined {
  const match = STRING_OPERATOR.exec(operator);
  const keys = Object.keys(Object(value));
  if (!match || !keys.every((key) => VPC_KEYS.includes(key.toLowerCase()))) return undefined;
  const isMet = match[1] === undefined;
  return () => isMet;
}

/** Reads a condition on the IP address of the caller. Other conditions are not emulated. */
function readIpCondition(operator: string, value: unknown): Condition {
  const [name, ...others] = Object.keys(Object(value));
  const isEmulated =
    ["IpAddress", "NotIpAddress"].includes(operator) && name?.toLowerCase() === "aws:sourceip";
  if (!isEmulated || others.length > 0)
    throw new Error(`the condition ${operator} with ${[name, ...others].join(", ")} is not emulated`);
  const ranges: unknown[] = [Object(value)[name as string]].flat();
  const list = new BlockList();
  for (const range of ranges) addRange(list, range, `the condition ${operator} with ${name}`);
  const isInverted = operator === "NotIpAddress";
  return ({ sourceIp }) =>
    (sourceIp === undefined || list.check(sourceIp, familyOf(sourceIp))) !== isInverted;
}

/** @throws Error if the range is no IP address and no range in CIDR notation */
function addRange(list: BlockList, range: unknown, place: string): void {
  const [address = "", prefix] = String(range).split("/");
  try {
    if (prefix === undefined) list.addAddress(address, familyOf(address));
    else list.addSubnet(address, Number(prefix), familyOf(address));
  } catch {
    throw new Error(
      `${place} has ${JSON.stringify(range)}; expected an IP address or a range such as 203.0.113.0/24`,
    );
  }
}

function familyOf(address: string): "ipv4" | "ipv6" {
  return isIPv6(address) ? "ipv6" : "ipv4";
}
