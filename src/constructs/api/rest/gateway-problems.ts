/** Problem details (RFC 9457) of one type of error of API Gateway. */
interface GatewayProblem {
  readonly status: number;
  /** Error code for programs. It is a code of `handle()` if the function reports the same error. */
  readonly code: string;
  /** JSON text of the message for people, which can be a variable. */
  readonly detail: string;
}

/** Message of API Gateway, in quotes. It is null for the errors of authorizers. */
const MESSAGE = "$context.error.messageString";

/**
 * Errors of the validation of a body. API Gateway escapes them for JSON, as the responses of the repository
 * nicoandra/somewhat-decent-pubsub show.
 */
const VALIDATION_ERRORS = '"Invalid request body: $context.error.validationErrorString"';

/**
 * Problems by the type of their gateway response. The status is that of the documentation, with two exceptions.
 *
 * - `INTEGRATION_FAILURE`: API Gateway sends 502 if a function fails, and 504 if it does not reach an endpoint. A body
 *   cannot contain both.
 * - `EXPIRED_TOKEN`: the documentation states 403, and API Gateway sends 401 for an expired token of a user pool.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 */
export const GATEWAY_PROBLEMS = {
  ACCESS_DENIED: { status: 403, code: "access-denied", detail: MESSAGE },
  API_CONFIGURATION_ERROR: internalError("Internal error."),
  AUTHORIZER_CONFIGURATION_ERROR: internalError("The authorizer failed."),
  AUTHORIZER_FAILURE: internalError("The authorizer failed."),
  BAD_REQUEST_BODY: { status: 400, code: "invalid-input", detail: VALIDATION_ERRORS },
  BAD_REQUEST_PARAMETERS: { status: 400, code: "invalid-input", detail: MESSAGE },
  EXPIRED_TOKEN: problem(401, "expired-token", "The token has expired."),
  INTEGRATION_FAILURE: problem(502, "integration-failure", "The function or the endpoint failed."),
  INTEGRATION_TIMEOUT: problem(504, "integration-timeout", "The function or the endpoint took too long."),
  INVALID_API_KEY: problem(403, "invalid-api-key", "The API key is missing or invalid."),
  INVALID_SIGNATURE: { status: 403, code: "invalid-signature", detail: MESSAGE },
  MISSING_AUTHENTICATION_TOKEN: problem(
    403,
    "missing-authentication-token",
    "No route matches the method and the path, or the request has no signature.",
  ),
  QUOTA_EXCEEDED: problem(429, "quota-exceeded", "The quota of the API key is exceeded."),
  REQUEST_TOO_LARGE: problem(413, "request-too-large", "The request is too large."),
  RESOURCE_NOT_FOUND: problem(404, "resource-not-found", "The resource does not exist."),
  THROTTLED: problem(429, "throttled", "Too many requests."),
  UNAUTHORIZED: problem(401, "unauthorized", "The credentials are missing or invalid."),
  UNSUPPORTED_MEDIA_TYPE: problem(
    415,
    "unsupported-media-type",
    "The API does not accept the Content-Type of the request.",
  ),
  WAF_FILTERED: problem(403, "waf-filtered", "A firewall blocked the request."),
} satisfies Readonly<Record<string, GatewayProblem>>;

/** Type of an error of API Gateway. */
export type GatewayErrorType = keyof typeof GATEWAY_PROBLEMS;

/** Types of the errors of API Gateway. */
export const GATEWAY_ERROR_TYPES = Object.keys(GATEWAY_PROBLEMS) as readonly GatewayErrorType[];

/** Types of the gateway responses to errors whose type has none, and the first digit of their status. */
export const DEFAULT_RESPONSES = { DEFAULT_4XX: 4, DEFAULT_5XX: 5 } as const;

/** Type of a gateway response. */
export type GatewayResponseType = GatewayErrorType | keyof typeof DEFAULT_RESPONSES;

function problem(status: number, code: string, detail: string): GatewayProblem {
  return { status, code, detail: JSON.stringify(detail) };
}

function internalError(detail: string): GatewayProblem {
  return problem(500, "internal-error", detail);
}

/** Returns the type whose gateway response API Gateway uses if an error has none. */
export function defaultResponseOf(type: GatewayErrorType): keyof typeof DEFAULT_RESPONSES {
  return GATEWAY_PROBLEMS[type].status < 500 ? "DEFAULT_4XX" : "DEFAULT_5XX";
}

/**
 * Returns the template of the body of a gateway response: problem details with the status that API Gateway sends. A
 * template cannot read the status, so the body of a default response has none.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html
 */
export function problemTemplate(type: GatewayResponseType, status: number | undefined): string {
  const { code, detail } = findProblem(type);
  return problemDetails({ status, code: JSON.stringify(code), detail });
}

/** Returns the template of a body with problem details. Each value is the template of a JSON value. */
export function problemDetails({
  status,
  code,
  detail,
}: {
  readonly status: number | string | undefined;
  readonly code: string;
  readonly detail: string;
}): string {
  const members = [
    ...(status === undefined ? [] : [`"status":${status}`]),
    `"code":${code}`,
    `"detail":${detail}`,
    '"requestId":"$context.requestId"',
  ];
  return `{${members.join(",")}}`;
}

function findProblem(type: GatewayResponseType): Pick<GatewayProblem, "code" | "detail"> {
  if (type === "DEFAULT_4XX") return problem(400, "request-rejected", "API Gateway rejected the request.");
  return type === "DEFAULT_5XX" ? internalError("Internal error.") : GATEWAY_PROBLEMS[type];
}
