import { isIPv6 } from "node:net";
import { REST_API_QUOTAS } from "#aws";
import type { PolicyRequest, ResourcePolicy } from "../../iam/resource-policy";
import { createRoutedStep } from "../core/common-steps";
import type { GatewayStep } from "../core/pipeline";
import { methodArnOf, type RoutedRecord } from "../core/request-record";
import { gatewayError, uriTooLongResponse } from "./gateway-error";

/**
 * Kinds of authorization before which the resource policy is evaluated. With the other kinds, it is evaluated when the
 * caller is known.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html
 */
const BEFORE_AUTHORIZATION: readonly string[] = ["NONE", "TOKEN", "REQUEST"];

/** Kinds of authorization with which the resource policy must allow the request. With others, it must not deny it. */
const NEEDS_ALLOW: readonly string[] = ["NONE", "COGNITO_USER_POOLS"];

/**
 * Creates a step that evaluates the resource policy of an API.
 * @param place place of the step, relative to the authorization
 */
export function createPolicyStep(policy: ResourcePolicy | undefined, place: "before" | "after"): GatewayStep {
  return createRoutedStep(`resource policy ${place} authorization`, (record) => {
    const { kind } = record.route.authorization;
    const isPlace = BEFORE_AUTHORIZATION.includes(kind) === (place === "before");
    if (!policy || !isPlace || kind === "NOT_EMULATED") return undefined;
    const userArn = readUserArn(record);
    const request = { methodArn: methodArnOf(record), sourceIp: record.request.sourceIp, userArn };
    const decision = policy(request);
    if (decision === "ALLOW" || (decision === "NONE" && !NEEDS_ALLOW.includes(kind))) return undefined;
    const reason = explainDenial(request, decision, policy);
    return gatewayError("ACCESS_DENIED", describeDenial(record, userArn, decision), reason);
  });
}

/**
 * Creates the step that rejects a request whose method ARN is too long for a policy. Only methods with an authorization
 * and APIs with a resource policy have this limit.
 */
export function createLengthStep(policy: ResourcePolicy | undefined): GatewayStep {
  return createRoutedStep("length of the method ARN", (record) => {
    if (!policy && record.route.authorization.kind === "NONE") return undefined;
    const length = Buffer.byteLength(methodArnOf(record));
    const max = REST_API_QUOTAS.methodArnBytes;
    return length > max
      ? uriTooLongResponse(`the ARN of the method has ${length} bytes; API Gateway allows at most ${max}`)
      : undefined;
  });
}

/** Returns the ARN of the IAM user that signed a request. */
export function readUserArn({ caller }: RoutedRecord): string | undefined {
  const { iam } = (caller?.authorizer ?? {}) as { readonly iam?: { readonly userArn: string } };
  return iam?.userArn;
}

/** Returns the reason for the terminal. It names the fix if another IP address would be allowed. */
function explainDenial(
  { sourceIp, ...request }: PolicyRequest,
  decision: "DENY" | "NONE",
  policy: ResourcePolicy,
): string {
  const cause =
    decision === "DENY"
      ? `a statement of the resource policy denies ${sourceIp}`
      : `no statement of the resource policy allows ${sourceIp}`;
  const isAllowedByIp = policy({ ...request, sourceIp: undefined }) === "ALLOW";
  const prefix = isIPv6(sourceIp ?? "") ? 128 : 32;
  const fix = isAllowedByIp ? `. Add "${sourceIp}/${prefix}" to aws:SourceIp to test it locally` : "";
  return `${cause} to invoke ${request.methodArn}${fix}`;
}

/** Returns the message of API Gateway, which hides most digits of the account ID. */
function describeDenial(record: RoutedRecord, userArn = "anonymous", decision: "DENY" | "NONE"): string {
  const { accountId } = record;
  const resource = methodArnOf(record).replace(`:${accountId}:`, `:********${accountId.slice(-4)}:`);
  const cause =
    decision === "DENY"
      ? "with an explicit deny in a resource-based policy"
      : "because no resource-based policy allows the execute-api:Invoke action";
  return `User: ${userArn} is not authorized to perform: execute-api:Invoke on resource: ${resource} ${cause}`;
}
