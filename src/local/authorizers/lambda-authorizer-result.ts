import { errorMessage } from "#error";
import type { AuthorizationResult, Denied } from "../gateway/core/authorization-types";
import { allows, type Policy, readPolicy } from "../iam/policy";
import type { LambdaAuthorization } from "../model/model";
import { authorizerFailure, denyForbidden, denyUnauthorized } from "./denials";

/** Result of a Lambda authorizer's function: one decision for all routes, or a policy that is evaluated per route. */
export interface LambdaAuthorizerResult {
  readonly isAuthorized: boolean | Policy;
  readonly context: object | null;
  readonly principalId?: string;
}

/**
 * Reads the response of a Lambda authorizer's function.
 *
 * @param json the function's return value, as JSON
 * @returns the result, or a denial if the response is invalid
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html#http-api-lambda-authorizer.payload-format-response
 */
export function readResult(
  json: string,
  authorization: LambdaAuthorization,
): LambdaAuthorizerResult | Denied {
  try {
    const output: unknown = JSON.parse(json);
    // Returning this errorMessage is not documented for HTTP APIs. https://github.com/KensioSoftware/yulin uses it as
    // the only way to a 401. A function that throws "Unauthorized" gets 401 from a REST API, but 500 from an HTTP API:
    // its documentation has nothing else for a function that fails. The local gateway shows that difference early.
    if (Object(output).errorMessage === "Unauthorized")
      return denyUnauthorized("function returned Unauthorized");
    return isSimple(authorization) ? readSimpleResult(output) : readPolicyResult(output);
  } catch (error) {
    return authorizerFailure(`invalid response (${errorMessage(error)}): ${shorten(json)}`);
  }
}

/** Returns true if the authorizer uses simple responses. Only format 2.0 has them, and they exclude policies. */
function isSimple({ simpleResponses, payloadFormatVersion }: LambdaAuthorization): boolean {
  return simpleResponses && payloadFormatVersion === "2.0";
}

function readSimpleResult(output: unknown): LambdaAuthorizerResult {
  const { isAuthorized, context } = Object(output);
  if (typeof isAuthorized !== "boolean") throw new Error("isAuthorized must be a boolean");
  return { isAuthorized, context: readContext(context) };
}

function readPolicyResult(output: unknown): LambdaAuthorizerResult {
  const { principalId, policyDocument, context } = Object(output);
  if (policyDocument === undefined) throw new Error("policyDocument is missing");
  const result = { isAuthorized: readPolicy(policyDocument), context: readContext(context) };
  return typeof principalId === "string" ? { ...result, principalId } : result;
}

function readContext(context: unknown): object | null {
  if (context === undefined || context === null) return null;
  if (typeof context === "object" && !Array.isArray(context)) return context;
  throw new Error("context must be an object");
}

/** Applies the result of a function to a route. */
export function toResult(
  { isAuthorized, context, principalId }: LambdaAuthorizerResult,
  routeArn: string,
): AuthorizationResult {
  if (isAuthorized === false) return denyForbidden("function returned isAuthorized: false");
  if (isAuthorized !== true && !allows(isAuthorized, routeArn)) {
    return denyForbidden(`policy does not allow ${routeArn}`);
  }
  const authorizer = { lambda: context };
  return principalId === undefined
    ? { isAuthorized: true, authorizer }
    : { isAuthorized: true, authorizer, principalId };
}

function shorten(json: string): string {
  return json.length > 200 ? `${json.slice(0, 200)}…` : json;
}
