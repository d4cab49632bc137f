import type { Denied } from "../gateway/core/authorization-result";
import { type ErrorType, gatewayError } from "../gateway/rest-api/gateway-error";

/**
 * Returns the denial of a request to a REST API.
 *
 * @param message message that is sent to the caller; null if there is none
 * @param reason message that is printed in the terminal and never sent to the caller
 * @param exception value of the header `x-amzn-ErrorType`. Default: the one of the type
 */
export function denyRest(
  type: ErrorType,
  message: string | null,
  reason: string,
  exception?: string,
): Denied {
  const response = gatewayError(type, message, reason, exception === undefined ? {} : { exception });
  return {
    isAuthorized: false,
    status: response.status as Denied["status"],
    message: message ?? "",
    reason,
    response,
  };
}

/** Returns the denial of a request without a valid token: 401 `{"message":"Unauthorized"}`. */
export function denyRestUnauthorized(reason: string): Denied {
  return denyRest("UNAUTHORIZED", "Unauthorized", reason);
}

/**
 * Returns the denial for an authorizer whose function failed or returned an invalid result. Its message is null
 * (https://github.com/serverless/examples/issues/305).
 */
export function restAuthorizerFailure(reason: string): Denied {
  return denyRest("AUTHORIZER_CONFIGURATION_ERROR", null, reason);
}
