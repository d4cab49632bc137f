import { errorMessage } from "#error";
import type { AuthorizationResult, Denied } from "../gateway/core/authorization-result";
import { allows, type Policy, readPolicy } from "../iam/policy";
import type { LambdaAuthorization } from "../model/model";
import { authorizerFailure, denyForbidden, denyUnauthorized } from "./denials";

/** Result that the function of a Lambda authorizer returned. */
export interface LambdaAuthorizerResult {
  /**
   * Boolean of a simple response, or a policy. The boolean applies to every route, while the policy is
   * evaluated for each request.
   */
  readonly isAuthorized: boolean | Policy;
  readonly context: object | null;
  readonly principalId?: string;
}

/**
 * Reads the value that the function of a Lambda authorizer returned.
 *
 * @param json the returned value, as JSON
 * @returns the result, or a denial if the returned value is invalid
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html#http-api-lambda-authorizer.payload-format-response
 */
export function readResult(
  json: string,
  authorization: LambdaAuthorization,
): LambdaAuthorizerResult | Denied {
  try {
    const output: unknown = JSON.parse(json);
    // If a function returns `{ errorMessage: "Unauthorized" }`, the response is 401. AWS does not document this
    // for HTTP APIs, but https://github.com/KensioSoftware/yulin relies on it. If a function throws an error with
    // the message "Unauthorized", the invocation fails and the response is 500. For a failed authorizer function
    // of an HTTP API, AWS documents no other status. A REST API would respond with 401.
    if (Object(output).errorMessage === "Unauthorized")
      return denyUnauthorized("function returned Unauthorized");
    return isSimple(authorization) ? readSimpleResult(output) : readPolicyResult(output);
  } catch (error) {
    return authorizerFailure(`invalid response (${errorMessage(error)}): ${shorten(json)}`);
  }
}

/**
 * Returns true if the function returns simple responses instead of policies. Simple responses require payload
 * format 2.0.
 */
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

/** Converts the result of an authorizer function to the authorization result for one request. */
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
