import { errorMessage } from "#error";
import type { AuthorizationResult, Denied } from "../gateway/core/authorization-result";
import { evaluatePolicy, type Policy, readPolicy } from "../iam/policy";
import { denyRest, restAuthorizerFailure } from "./rest-denials";

/** Result that the function of a Lambda authorizer returned. The policy is evaluated for each request. */
export interface RestAuthorizerResult {
  readonly policy: Policy;
  /** Values for the event of the integration, as strings, with the principal ID. */
  readonly context: Readonly<Record<string, string>>;
  /** API key of the caller. */
  readonly usageIdentifierKey?: string;
}

/**
 * Reads the value that the function of a Lambda authorizer returned.
 *
 * It is unverified that a result without `principalId` is invalid. The documentation requires it.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html
 */
export function readRestResult(json: string): RestAuthorizerResult | Denied {
  try {
    const { principalId, policyDocument, context, usageIdentifierKey } = Object(JSON.parse(json));
    if (policyDocument === undefined) throw new Error("policyDocument is missing");
    if (typeof principalId !== "string") throw new Error("principalId must be a string");
    return {
      policy: readPolicy(policyDocument),
      context: { ...readContext(context ?? {}), principalId },
      usageIdentifierKey: typeof usageIdentifierKey === "string" ? usageIdentifierKey : undefined,
    };
  } catch (error) {
    return restAuthorizerFailure(`invalid response (${errorMessage(error)}): ${shorten(json)}`);
  }
}

/** Converts each value to a string. A nested value is invalid (so#533 of dherault/serverless-offline). */
function readContext(context: unknown): Record<string, string> {
  if (typeof context !== "object" || context === null || Array.isArray(context))
    throw new Error("context must be an object");
  const nested = Object.entries(context).find(([, value]) => typeof value === "object" && value !== null);
  if (nested) throw new Error(`context.${nested[0]} must be a string, a number or a boolean`);
  const entries = Object.entries(context).filter(([, value]) => value !== null);
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}

/**
 * Evaluates the policy of a result for a request. The messages of a denial were captured on AWS. They start with the same
 * words since the first version of API Gateway.
 *
 * @param latencyMs duration of the invocation; 0 for a cached result
 */
export function toRestResult(
  { policy, context, usageIdentifierKey }: RestAuthorizerResult,
  methodArn: string,
  latencyMs: number,
): AuthorizationResult {
  const decision = evaluatePolicy(policy, methodArn);
  if (decision !== "ALLOW")
    return denyRest("ACCESS_DENIED", MESSAGES[decision], `policy: ${decision} ${methodArn}`);
  const authorizer = { ...context, integrationLatency: Math.round(latencyMs) };
  return { isAuthorized: true, authorizer, principalId: context.principalId, usageIdentifierKey };
}

const MESSAGES = {
  DENY: "User is not authorized to access this resource with an explicit deny in an identity-based policy",
  NONE: "User is not authorized to access this resource because no identity-based policy allows the execute-api:Invoke action",
};

function shorten(json: string): string {
  return json.length > 200 ? `${json.slice(0, 200)}…` : json;
}
