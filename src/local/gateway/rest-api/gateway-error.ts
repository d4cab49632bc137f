import { createHash } from "node:crypto";
import { GATEWAY_ERROR_STATUS } from "#aws";
import { type GatewayRequest, headerOf } from "../../http/request";
import type { GatewayResponse } from "../../http/response";

/** Error that API Gateway reports itself. */
interface ErrorKind {
  /** Value of the header `x-amzn-ErrorType`. */
  readonly exception: string;
  /**
   * True for an error that occurs while the method runs. API Gateway then writes a blank before the message, as captured
   * responses with the content length 36 show (DataBiosphere/azul#6284).
   */
  readonly isInMethod?: true;
}

const INTERNAL = "InternalServerErrorException";

/**
 * Errors by the type of their gateway response. Most names of exceptions were captured on AWS. Those of
 * `AUTHORIZER_FAILURE` and `EXPIRED_TOKEN` are unverified.
 */
const ERROR_KINDS = {
  ACCESS_DENIED: { exception: "AccessDeniedException" },
  API_CONFIGURATION_ERROR: { exception: INTERNAL, isInMethod: true },
  AUTHORIZER_CONFIGURATION_ERROR: { exception: "AuthorizerConfigurationException" },
  AUTHORIZER_FAILURE: { exception: "AuthorizerFailureException" },
  BAD_REQUEST_BODY: { exception: "BadRequestException", isInMethod: true },
  BAD_REQUEST_PARAMETERS: { exception: "BadRequestException", isInMethod: true },
  EXPIRED_TOKEN: { exception: "UnauthorizedException" },
  INTEGRATION_FAILURE: { exception: INTERNAL, isInMethod: true },
  INTEGRATION_TIMEOUT: { exception: INTERNAL, isInMethod: true },
  INVALID_API_KEY: { exception: "ForbiddenException" },
  INVALID_SIGNATURE: { exception: "InvalidSignatureException" },
  MISSING_AUTHENTICATION_TOKEN: { exception: "MissingAuthenticationTokenException" },
  QUOTA_EXCEEDED: { exception: "LimitExceededException" },
  REQUEST_TOO_LARGE: { exception: "BadRequestException", isInMethod: true },
  THROTTLED: { exception: "TooManyRequestsException" },
  UNAUTHORIZED: { exception: "UnauthorizedException" },
  UNSUPPORTED_MEDIA_TYPE: { exception: "BadRequestException", isInMethod: true },
} satisfies Record<string, ErrorKind>;

/** Type of the gateway response to an error. */
export type ErrorType = keyof typeof ERROR_KINDS;

/** Differences of an error from other errors of its type. */
interface ErrorDetails {
  readonly status?: number;
  readonly exception?: string;
}

/**
 * Returns the response to an error that API Gateway reports itself.
 *
 * @param message message in the body; null if the error has none
 * @param reason reason for the terminal; never sent to the caller
 */
export function gatewayError(
  type: ErrorType,
  message: string | null,
  reason: string,
  details: ErrorDetails = {},
): GatewayResponse {
  const kind: ErrorKind = ERROR_KINDS[type];
  const { status, exception } = { status: GATEWAY_ERROR_STATUS[type], ...kind, ...details };
  return {
    status,
    isError: true,
    headers: [
      ["content-type", "application/json"],
      ["x-amzn-errortype", exception, "x-amzn-ErrorType"],
    ],
    body: Buffer.from(`{"${messageKey(type)}":${formatMessage({ type, message })}}`),
    reason,
    error: { type, message },
  };
}

/** Returns the name of the message in the body. Responses captured on AWS have `Message` for a denied caller. */
function messageKey(type: ErrorType): string {
  return type === "ACCESS_DENIED" ? "Message" : "message";
}

/** Returns the message in quotes, or null. It is the value of `$context.error.messageString`. */
export function formatMessage({ type, message }: NonNullable<GatewayResponse["error"]>): string {
  const kind: ErrorKind | undefined = ERROR_KINDS[type as ErrorType];
  return `${kind?.isInMethod ? " " : ""}${JSON.stringify(message)}`;
}

/** Returns the response to a request that belongs to no stage. It has no gateway response. */
export function forbiddenResponse(reason: string): GatewayResponse {
  const { error, ...response } = gatewayError("INVALID_API_KEY", "Forbidden", reason);
  return response;
}

/**
 * Returns the response to a request whose path is too long for a policy. It has no gateway response. The message is
 * documented; the rest of the response is unverified.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
 */
export function uriTooLongResponse(reason: string): GatewayResponse {
  return {
    status: 414,
    isError: true,
    headers: [["content-type", "application/json"]],
    body: Buffer.from('{"message":"Request URI too long"}'),
    reason,
  };
}

/**
 * Returns the response to a request without a valid signature, and to a request that no method matches. If the header
 * `Authorization` is not a signature, the error describes the header
 * (https://github.com/awslabs/time-addressable-media-store/issues/8).
 */
export function missingToken(request: GatewayRequest, reason: string): GatewayResponse {
  const authorization = headerOf(request, "authorization");
  if (authorization === undefined || authorization.startsWith("AWS4-HMAC-SHA256"))
    return gatewayError("MISSING_AUTHENTICATION_TOKEN", "Missing Authentication Token", reason);
  const hash = createHash("sha256").update(authorization).digest("base64");
  const message = `Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with Base64): '${hash}'.`;
  return gatewayError("INVALID_SIGNATURE", message, reason, { exception: "IncompleteSignatureException" });
}
