import type { GatewayResponse } from "../../http/response";
import type { NonProxyFailure } from "../integrations/mapping-error";
import { type ErrorType, gatewayError } from "./gateway-error";
import { badGateway } from "./proxy-response";

const INTERNAL = ["API_CONFIGURATION_ERROR", "Internal server error"] as const;

/**
 * Gateway responses to failed integrations, by the reason. A failed function has the status 502. Two messages end with
 * details of a Java library on AWS, which are unverified.
 */
const FAILURES: Readonly<Record<Exclude<NonProxyFailure, "FUNCTION_FAILED">, readonly [ErrorType, string]>> =
  {
    EVENT_TOO_LARGE: ["REQUEST_TOO_LARGE", "Request Too Long"],
    INVALID_BODY: ["BAD_REQUEST_BODY", "Invalid JSON in request body"],
    INVALID_EVENT: [
      "BAD_REQUEST_BODY",
      "Could not parse request body into json: Could not parse payload into json",
    ],
    INVALID_PATH: ["BAD_REQUEST_PARAMETERS", "Bad Request"],
    INVALID_PAYLOAD: ["BAD_REQUEST_BODY", "Could not process payload"],
    INVALID_SETTINGS: INTERNAL,
    NOT_PERMITTED: INTERNAL,
    THROTTLED: INTERNAL,
    TIMED_OUT: ["INTEGRATION_TIMEOUT", "Endpoint request timed out"],
    UNREACHABLE: ["INTEGRATION_FAILURE", "Network error communicating with endpoint"],
    UNSUPPORTED_MEDIA_TYPE: ["UNSUPPORTED_MEDIA_TYPE", "Unsupported Media Type"],
  };

/** Returns the response to a request whose integration failed. */
export function respondToFailure(failure: NonProxyFailure, reason: string): GatewayResponse {
  if (failure === "FUNCTION_FAILED") return badGateway(reason);
  const [type, message] = FAILURES[failure];
  return gatewayError(type, message, reason);
}
