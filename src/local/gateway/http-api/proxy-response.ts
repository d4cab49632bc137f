import { LAMBDA_QUOTAS } from "#aws";
import { dropConnectionHeaders } from "../../http/hop-by-hop";
import { errorResponse, type GatewayResponse } from "../../http/response";

/** Response that a function returned, or a description of the error in the returned value. */
export type ProxyResult = GatewayResponse | MalformedProxyResult;

interface MalformedProxyResult {
  /** Description of the error, for the terminal. */
  readonly malformed: string;
}

/**
 * Converts the value that a function returned to a response. A malformed value results in a 500 response.
 *
 * @param json the returned value, as JSON
 * @param version payload format version of the integration
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function toResponse(json: string, version: "1.0" | "2.0"): GatewayResponse {
  const result =
    Buffer.byteLength(json) > LAMBDA_QUOTAS.payloadBytes ? tooLong(json) : parseValue(json, version);
  if (!("malformed" in result)) return result;
  return errorResponse(500, `invalid Lambda proxy response: ${result.malformed}`);
}

function tooLong(json: string): MalformedProxyResult {
  return {
    malformed: `${Buffer.byteLength(json)} bytes; Lambda allows at most ${LAMBDA_QUOTAS.payloadBytes}`,
  };
}

/** Reads the payload of a function. A handler that wrote to a stream may have written something other than JSON. */
function parseValue(json: string, version: "1.0" | "2.0"): ProxyResult {
  try {
    return readValue(JSON.parse(json), version);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { malformed: `${formatShort(json)} is not JSON. An HTTP API cannot stream responses` };
  }
}

function readValue(value: unknown, version: "1.0" | "2.0"): ProxyResult {
  const isStructured = value !== null && typeof value === "object" && "statusCode" in value;
  if (isStructured) return readStructured(value as Structured, version);
  if (isErrorResult(value))
    return { malformed: `an object with errorMessage and without statusCode ${formatShort(value)}` };
  if (version === "2.0") return inferResponse(value);
  return { malformed: `${formatShort(value)}; payload format 1.0 expects an object with statusCode` };
}

/**
 * Returns true if a value has the form of a Lambda error, which is an object with `errorMessage`. If a
 * function returns such an object without `statusCode`, API Gateway treats the invocation as failed.
 */
function isErrorResult(value: unknown): boolean {
  return value !== null && typeof value === "object" && "errorMessage" in value;
}

/**
 * Returns a response with status 200 for a value without `statusCode`. A string becomes the body unchanged.
 */
function inferResponse(value: unknown): GatewayResponse {
  const body = typeof value === "string" ? value : JSON.stringify(value);
  return { status: 200, headers: [["content-type", "application/json"]], body: Buffer.from(body) };
}

interface Structured {
  readonly statusCode: unknown;
  readonly headers?: unknown;
  readonly multiValueHeaders?: unknown;
  readonly cookies?: unknown;
  readonly body?: unknown;
  readonly isBase64Encoded?: unknown;
}

function readStructured(value: Structured, version: "1.0" | "2.0"): ProxyResult {
  const { statusCode, headers, multiValueHeaders, cookies, body, isBase64Encoded } = value;
  const status = typeof statusCode === "string" ? Number(statusCode) : statusCode;
  if (!isStatus(status)) {
    return { malformed: `statusCode ${formatShort(statusCode)} must be an integer from 200 to 599` };
  }
  const isText = body === undefined || body === null || typeof body === "string";
  if (!isText) return { malformed: `body ${formatShort(body)} must be a string; use JSON.stringify()` };
  if (![undefined, null, true, false].includes(isBase64Encoded as boolean)) {
    return { malformed: `isBase64Encoded ${formatShort(isBase64Encoded)} must be a boolean` };
  }
  const result =
    version === "2.0" ? readHeadersV2(headers, cookies) : readHeadersV1(headers, multiValueHeaders);
  if ("malformed" in result) return result;
  const bytes = Buffer.from((body as string | null | undefined) ?? "", isBase64Encoded ? "base64" : "utf8");
  return { status, headers: withContentType(result.headers), body: bytes };
}

function isStatus(status: unknown): status is number {
  return typeof status === "number" && Number.isInteger(status) && status >= 200 && status <= 599;
}

type Headers = readonly (readonly [string, string])[];
type ReturnedHeaders = readonly (readonly [name: string, value: unknown])[];
type HeadersResult = { readonly headers: Headers } | MalformedProxyResult;

function readHeadersV2(headers: unknown, cookies: unknown): HeadersResult {
  if (cookies !== undefined && cookies !== null && !Array.isArray(cookies)) {
    return { malformed: `cookies ${formatShort(cookies)} must be an array` };
  }
  const setCookie = ((cookies ?? []) as unknown[]).map((cookie) => ["set-cookie", cookie] as const);
  return validateHeaders([...setCookie, ...headerEntries(headers)]);
}

function readHeadersV1(headers: unknown, multiValueHeaders: unknown): HeadersResult {
  const lists = headerEntries(multiValueHeaders);
  const invalid = lists.find(([, list]) => !Array.isArray(list));
  if (invalid) {
    const [name, list] = invalid;
    return { malformed: `multiValueHeaders ${formatShort(name)}: ${formatShort(list)} must be an array` };
  }
  const values = lists.flatMap(([name, list]) => (list as unknown[]).map((value) => [name, value] as const));
  return validateHeaders([...headerEntries(headers), ...values]);
}

function headerEntries(headers: unknown): ReturnedHeaders {
  return headers === null || typeof headers !== "object" ? [] : Object.entries(headers);
}

/**
 * Valid characters in the names and values of header fields.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-5.5
 */
const NAME = /^[!#$%&'*+.^_`|~0-9a-z-]+$/i;
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

function validateHeaders(returned: ReturnedHeaders): HeadersResult {
  const present = returned.filter(([, value]) => value !== null);
  const invalid = present.find((header) => !isValidHeader(header));
  if (invalid) {
    const [name, value] = invalid;
    return { malformed: `${formatShort(name)}: ${formatShort(value)} is not a valid header` };
  }
  const headers = present.map(([name, value]) => [name.toLowerCase(), String(value)] as const);
  // API Gateway drops the headers that it sets itself, even if a function returns them.
  return { headers: dropConnectionHeaders(headers) };
}

/**
 * Returns true if the name and the value of a header are valid.
 *
 * A header value that is an array or an object is rejected, because it is unknown how API Gateway handles
 * such a value.
 */
function isValidHeader([name, value]: ReturnedHeaders[number]): boolean {
  return NAME.test(name) && typeof value !== "object" && VALUE.test(String(value));
}

function withContentType(headers: Headers): Headers {
  if (headers.some(([name]) => name === "content-type")) return headers;
  return [["content-type", "text/plain; charset=utf-8"], ...headers];
}

function formatShort(value: unknown): string {
  const text = JSON.stringify(value) ?? "undefined";
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
