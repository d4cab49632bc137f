import { errorMessage } from "#error";
import type { AuthorizationResult, Denied } from "../gateway/core/authorization";
import { allows, type Policy, readPolicy } from "../iam/policy";
import type { LambdaAuthorization } from "../model/model";
import { authorizerFailure, denyForbidden, denyUnauthorized } from "./denials";

/** What a function said of its caller: for all routes, or by a policy, which is asked for each. */
export interface LambdaAuthorizerResult {
  readonly isAuthorized: boolean | Policy;
  readonly context: object | null;
  readonly principalId?: string;
}

/**
 * Reads what a function returned.
 *
 * @returns an answer, or why there is none
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html#http-api-lambda-authorizer.payload-format-response
 */
export function readResult(json: string, guard: LambdaAuthorization): LambdaAuthorizerResult | Denied {
  try {
    const output: unknown = JSON.parse(json);
    // Not documented for HTTP APIs; https://github.com/KensioSoftware/yulin has it as the one way to a 401. A function
    // that throws "Unauthorized", which is 401 in a REST API, is 500 there: HTTP APIs document nothing else for a
    // function that fails, and whoever counts on 401 had better find out here.
    if (Object(output).errorMessage === "Unauthorized")
      return denyUnauthorized("its function returned Unauthorized");
    return isSimple(guard) ? readSimpleResult(output) : readPolicyResult(output);
  } catch (fault) {
    return authorizerFailure(
      `its function's answer cannot be used: ${errorMessage(fault)}; it returned ${shorten(json)}`,
    );
  }
}

/** Only format 2.0 has simple answers; an authorizer that has them takes no policy. */
function isSimple({ simpleResponses, payloadFormatVersion }: LambdaAuthorization): boolean {
  return simpleResponses && payloadFormatVersion === "2.0";
}

function readSimpleResult(output: unknown): LambdaAuthorizerResult {
  const { isAuthorized, context } = Object(output);
  if (typeof isAuthorized !== "boolean") throw new Error("isAuthorized must be true or false");
  return { isAuthorized, context: readContext(context) };
}

function readPolicyResult(output: unknown): LambdaAuthorizerResult {
  const { principalId, policyDocument, context } = Object(output);
  if (policyDocument === undefined) throw new Error("it has no policyDocument");
  const answer = { isAuthorized: readPolicy(policyDocument), context: readContext(context) };
  return typeof principalId === "string" ? { ...answer, principalId } : answer;
}

function readContext(context: unknown): object | null {
  if (context === undefined || context === null) return null;
  if (typeof context === "object" && !Array.isArray(context)) return context;
  throw new Error("context must be an object");
}

/** What an answer means for a route. */
export function toResult(
  { isAuthorized, context, principalId }: LambdaAuthorizerResult,
  routeArn: string,
): AuthorizationResult {
  if (isAuthorized === false) return denyForbidden("its function returned isAuthorized: false");
  if (isAuthorized !== true && !allows(isAuthorized, routeArn)) {
    return denyForbidden(`the policy that its function returned does not allow ${routeArn}`);
  }
  const authorizer = { lambda: context };
  return principalId === undefined
    ? { isAuthorized: true, authorizer }
    : { isAuthorized: true, authorizer, principalId };
}

function shorten(json: string): string {
  return json.length > 200 ? `${json.slice(0, 200)}…` : json;
}
