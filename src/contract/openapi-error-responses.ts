import type { Operation } from "./openapi-parameters";
import { problemSchema } from "./problem-schema";

/**
 * OpenAPI security scheme of all routes that are not public. It is always a bearer token, because a contract
 * does not contain the kind of the authorizer.
 */
export const BEARER_TOKEN = { type: "http", scheme: "bearer", bearerFormat: "JWT" };

/** Content of a response in one media type. */
export interface ErrorContent {
  readonly type: string;
  readonly schema: object;
}

/** Error response that a contract does not declare. */
interface ErrorResponse {
  readonly status: number;
  readonly description: string;
  /** Codes of the problems that the runtime sends. Default: the runtime does not send this status. */
  readonly codes?: readonly string[];
  /** Response that API Gateway sends without a reply of the function. Default: API Gateway does not send this status. */
  readonly gateway?: ErrorContent | readonly ErrorContent[];
}

/** Parts of a request that can have errors. */
const PLACES = ["path", "query", "headers", "body"];

/** Content of a response that API Gateway itself sends: `{"message":"Forbidden"}`. */
export const MESSAGE: ErrorContent = {
  type: "application/json",
  schema: { type: "object", properties: { message: { type: "string" } } },
};

/**
 * Error responses of the runtime and of API Gateway, by the name of their component.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html
 */
const ERROR_RESPONSES = {
  BadRequest: { status: 400, description: "API Gateway cannot decode the path", gateway: MESSAGE },
  InvalidInput: {
    status: 400,
    description: "Invalid request",
    codes: ["invalid-input", "invalid-json"],
    gateway: MESSAGE,
  },
  Unauthorized: { status: 401, description: "Missing or invalid credentials", gateway: MESSAGE },
  Forbidden: { status: 403, description: "Access denied", gateway: MESSAGE },
  MissingGroup: {
    status: 403,
    description: "Access denied",
    codes: ["missing-group"],
    gateway: MESSAGE,
  },
  NotFound: { status: 404, description: "The decoded path matches no route", gateway: MESSAGE },
  NotAcceptable: { status: 406, description: "Unknown version", codes: ["not-acceptable"] },
  ContentTooLarge: { status: 413, description: "Body above 10 MB, or event above 6 MB", gateway: MESSAGE },
  UnsupportedMediaType: {
    status: 415,
    description: "Content type that is not JSON",
    codes: ["unsupported-media-type"],
  },
  TooManyRequests: { status: 429, description: "Request limit exceeded", gateway: MESSAGE },
  HeadersTooLarge: {
    status: 431,
    description: "Request line and headers above 10,240 bytes",
    gateway: { type: "text/plain", schema: { type: "string" } },
  },
  InternalServerError: {
    status: 500,
    description: "Internal error",
    codes: ["internal-error"],
    gateway: MESSAGE,
  },
  ServiceUnavailable: {
    status: 503,
    description: "Timeout or concurrency limit of the function exceeded",
    gateway: MESSAGE,
  },
} as const satisfies Readonly<Record<string, ErrorResponse>>;

/** Error responses of the operations of a document that no contract declares. */
export interface ErrorResponses {
  /** Components to which the operations refer. They are complete when all operations are written. */
  readonly components: Readonly<Record<string, object>>;
  /** Returns the error responses of an operation by status. */
  readonly of: (operation: Operation) => ReadonlyMap<string, OperationError>;
}

/** Returns the error responses of an HTTP API. */
export function httpErrorResponses(): ErrorResponses {
  return { components: errorComponents(), of: operationErrors };
}

function errorComponents(): Record<string, object> {
  const entries = Object.entries<ErrorResponse>(ERROR_RESPONSES).map(([name, { description, ...error }]) => {
    const contents = errorContents(error, []).map(({ type, schema }) => [type, { schema }]);
    return [name, { description, content: Object.fromEntries(contents) }];
  });
  return Object.fromEntries(entries);
}

/** Error response that the runtime or API Gateway can send for an operation. */
export interface OperationError extends Omit<ErrorResponse, "description"> {
  /** Reference to the component. */
  readonly $ref: string;
}

function operationErrors(operation: Operation): Map<string, OperationError> {
  const errors = listErrors(operation).map((name) => ({
    $ref: `#/components/responses/${name}`,
    ...ERROR_RESPONSES[name],
  }));
  return new Map(errors.map((error) => [`${error.status}`, error]));
}

/** Returns the problems that the runtime can send for an operation. Other errors have no codes. */
export function runtimeErrors(operation: Operation): readonly Pick<ErrorResponse, "status" | "codes">[] {
  return listErrors(operation).map((name) => ERROR_RESPONSES[name]);
}

function listErrors({ key, versions, parameterNames }: Operation): (keyof typeof ERROR_RESPONSES)[] {
  const isPublic = versions[0].access === "public";
  const hasBody = versions.some(({ body }) => body);
  const takesInput = hasBody || versions.some(({ params, query, headers }) => params || query || headers);
  const hasParameters = parameterNames.length > 0;
  const isSelectedBy = (selector: "value" | "mediaType") =>
    versions.length > 1 && versions.some(({ version }) => version && selector in version);
  const names: (keyof typeof ERROR_RESPONSES | false)[] = [
    // API Gateway decodes a path twice, and ends it before an encoded question mark.
    hasParameters && "BadRequest",
    hasParameters && "NotFound",
    (takesInput || isSelectedBy("value")) && "InvalidInput",
    !isPublic && "Unauthorized",
    !isPublic && (versions.some(({ groups }) => groups) ? "MissingGroup" : "Forbidden"),
    isSelectedBy("mediaType") && "NotAcceptable",
    (hasBody || ["POST", "PUT", "PATCH", "ANY"].includes(key.method)) && "ContentTooLarge",
    hasBody && "UnsupportedMediaType",
    "TooManyRequests",
    "HeadersTooLarge",
    "InternalServerError",
    "ServiceUnavailable",
  ];
  return names.filter((name) => name !== false);
}

/**
 * Returns the contents of an error response.
 * @param error response of the runtime and API Gateway. Undefined if they do not send this status
 * @param codes codes of the problems that the contract declares
 */
export function errorContents(
  error: Omit<ErrorResponse, "description"> | undefined,
  codes: readonly string[],
): ErrorContent[] {
  const allCodes = [...new Set([...codes, ...(error?.codes ?? [])])];
  return [
    ...(allCodes.length > 0
      ? [{ type: "application/problem+json", schema: problemSchema({ enum: allCodes }, PLACES) }]
      : []),
    ...[error?.gateway ?? []].flat(),
  ];
}
