import { LAMBDA_QUOTAS } from "#aws";
import { headerOf } from "../../http/request";
import type { GatewayResponse } from "../../http/response";
import type { RouteContext } from "../core/route-context";
import { firstAccepted, isBinaryType } from "./binary-types";
import { gatewayError } from "./gateway-error";

/** Error in the value that a function returned. Its message is for the terminal. */
export class MalformedResultError extends Error {
  override readonly name = "MalformedResultError";
}

/**
 * Converts the value that a function returned to a response. A malformed value results in a 502 response. The rules were
 * recorded on AWS by LocalStack's tests (test_aws_proxy_response_payload_format_validation).
 *
 * @param json the returned value, as JSON
 * @param binaryMediaTypes binary types of the API
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 */
export function toRestResponse(
  json: string,
  { request }: Pick<RouteContext, "request">,
  binaryMediaTypes: readonly string[],
): GatewayResponse {
  try {
    const { status, headers, body, isBase64Encoded } = readResult(json);
    const accepted = firstAccepted(headerOf(request, "accept"));
    const isBinary = isBase64Encoded && accepted !== undefined && isBinaryType(binaryMediaTypes, accepted);
    return {
      status,
      headers: [...withContentType(headers), ["x-amzn-trace-id", request.traceHeader, "X-Amzn-Trace-Id"]],
      body: Buffer.from(body, isBinary ? "base64" : "utf8"),
    };
  } catch (error) {
    if (!(error instanceof MalformedResultError)) throw error;
    return badGateway(`malformed Lambda proxy response: ${error.message}`);
  }
}

/** Returns the 502 response to a request whose function failed or returned a malformed value. */
export function badGateway(reason: string): GatewayResponse {
  return gatewayError("INTEGRATION_FAILURE", "Internal server error", reason, { status: 502 });
}

type Headers = GatewayResponse["headers"];

interface ProxyResult {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
  readonly isBase64Encoded: boolean;
}

function readResult(json: string): ProxyResult {
  const bytes = Buffer.byteLength(json);
  if (bytes > LAMBDA_QUOTAS.payloadBytes)
    throw new MalformedResultError(`${bytes} bytes; Lambda allows at most ${LAMBDA_QUOTAS.payloadBytes}`);
  const fields = readFields(parsePayload(json), FIELDS);
  const isBase64Encoded = fields.isBase64Encoded ?? false;
  if (typeof isBase64Encoded !== "boolean")
    throw new MalformedResultError(`isBase64Encoded ${formatShort(isBase64Encoded)} must be a boolean`);
  return {
    status: readStatus(fields.statusCode ?? 200),
    headers: readAllHeaders(fields),
    body: readBody(fields.body ?? ""),
    isBase64Encoded,
  };
}

/**
 * Parses the payload of a function. If its handler wrote metadata and a body to a stream, the payload is the metadata,
 * because API Gateway then responds without the body (response-transfer-mode-lambda).
 */
function parsePayload(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return parseMetadata(json.split("\0", 1)[0] ?? "");
  }
}

/** Parses the metadata of a streamed response. @throws MalformedResultError if they are not JSON */
export function parseMetadata(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new MalformedResultError(`${formatShort(text)} is not JSON`);
  }
}

const FIELDS = ["body", "headers", "isBase64Encoded", "multiValueHeaders", "statusCode"];

/** Returns an object with only the known fields; `{}` is a response with status 200. */
export function readFields(value: unknown, known: readonly string[]): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new MalformedResultError(`${formatShort(value)} must be an object`);
  const unknown = Object.keys(value).find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new MalformedResultError(`unknown field ${formatShort(unknown)}; expected ${known.join(", ")}`);
  return value as Readonly<Record<string, unknown>>;
}

/** Reads a status code, which can be a string. */
export function readStatus(value: unknown): number {
  const status = typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value;
  if (typeof status === "number" && Number.isInteger(status) && status >= 200 && status <= 599) return status;
  throw new MalformedResultError(`statusCode ${formatShort(value)} must be an integer from 200 to 599`);
}

/** A body that is not a string is malformed. It is unverified for a number and a boolean. */
function readBody(value: unknown): string {
  if (typeof value === "string") return value;
  throw new MalformedResultError(`body ${formatShort(value)} must be a string; use JSON.stringify()`);
}

/** Reads the headers with a single value and those with multiple values. */
export function readAllHeaders({ headers, multiValueHeaders }: Readonly<Record<string, unknown>>): Headers {
  return mergeHeaders(readHeaders(headers), readMultiValueHeaders(multiValueHeaders));
}

function readHeaders(value: unknown): Headers {
  return entriesOf(value, "headers").map(([name, item]) => readHeader(name, item));
}

function readMultiValueHeaders(value: unknown): Headers {
  return entriesOf(value, "multiValueHeaders").flatMap(([name, items]) => {
    if (Array.isArray(items)) return items.map((item) => readHeader(name, item));
    throw new MalformedResultError(`multiValueHeaders ${formatShort(name)} must be an array`);
  });
}

function entriesOf(value: unknown, field: string): readonly (readonly [string, unknown])[] {
  if (value === undefined || value === null) return [];
  if (typeof value === "object" && !Array.isArray(value)) return Object.entries(value);
  throw new MalformedResultError(`${field} ${formatShort(value)} must be an object`);
}

/**
 * Valid characters in the names and values of header fields.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-5.5
 */
const NAME = /^[!#$%&'*+.^_`|~0-9a-z-]+$/i;
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Reads a header. A value that is not a string or a boolean is malformed. It is unverified for a number. */
export function readHeader(name: string, value: unknown): Headers[number] {
  const isText = typeof value === "string" || typeof value === "boolean";
  const text = String(value);
  if (!isText || !NAME.test(name) || !VALUE.test(text))
    throw new MalformedResultError(`${formatShort(name)}: ${formatShort(value)} is not a valid header`);
  const lowercase = name.toLowerCase();
  const remapped = REMAPPED.get(lowercase);
  return remapped === undefined ? [lowercase, text, name] : [remapped.toLowerCase(), text, remapped];
}

/** Headers that API Gateway renames, because it sets them itself (LocalStack: test_apigateway_header_remapping). */
const REMAPPED: ReadonlyMap<string, string> = new Map(
  ["Connection", "Content-Length", "Date", "Server"].map((name) => [
    name.toLowerCase(),
    `x-amzn-Remapped-${name}`,
  ]),
);

/**
 * Adds the single values after the multiple values of the same name, in the spelling of the latter. An equal pair is sent
 * once (set-up-lambda-proxy-integrations).
 */
function mergeHeaders(single: Headers, multiple: Headers): Headers {
  if (multiple.length === 0) return single;
  const spelling = new Map(multiple.map(([name, , sentAs]) => [name, sentAs]));
  const added = single
    .filter(([name, value]) => !multiple.some((other) => other[0] === name && other[1] === value))
    .map(([name, value, sentAs]) => [name, value, spelling.get(name) ?? sentAs ?? name] as const);
  return [...multiple, ...added];
}

/** Adds the default content type to headers that have none. */
export function withContentType(headers: Headers): Headers {
  if (headers.some(([name]) => name === "content-type")) return headers;
  return [["content-type", "application/json"], ...headers];
}

function formatShort(value: unknown): string {
  const text = JSON.stringify(value) ?? "undefined";
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
