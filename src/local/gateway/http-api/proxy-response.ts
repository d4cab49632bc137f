import { errorResponse, type GatewayResponse } from "../../http/response";

/** What a function returned, read as its payload format says. */
export type ProxyResult = GatewayResponse | MalformedProxyResult;

interface MalformedProxyResult {
  /** What is wrong with it, for the terminal. */
  readonly malformed: string;
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_RESPONSE_BYTES = 6 * 1024 * 1024;

/**
 * The answer that a function's return value stands for; 500 for one that is malformed.
 *
 * @param json what it returned
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function toResponse(json: string, version: "1.0" | "2.0"): GatewayResponse {
  const returned =
    Buffer.byteLength(json) > MAX_RESPONSE_BYTES ? tooLong(json) : read(JSON.parse(json), version);
  if (!("malformed" in returned)) return returned;
  return errorResponse(500, `the function returned ${returned.malformed}`);
}

function tooLong(json: string): MalformedProxyResult {
  return { malformed: `${Buffer.byteLength(json)} bytes, of which Lambda takes ${MAX_RESPONSE_BYTES}` };
}

function read(value: unknown, version: "1.0" | "2.0"): ProxyResult {
  const isStructured = value !== null && typeof value === "object" && "statusCode" in value;
  if (isStructured) return structured(value as Structured, version);
  if (isError(value)) return { malformed: `an error, ${shown(value)}` };
  if (version === "2.0") return inferred(value);
  return { malformed: `${shown(value)}, and format 1.0 wants an object with a statusCode` };
}

/** What Lambda itself gives for a function that failed; whoever returns the like is taken at his word. */
function isError(value: unknown): boolean {
  return value !== null && typeof value === "object" && "errorMessage" in value;
}

/** A value without a status is the body of a success; a text goes out as it is. */
function inferred(value: unknown): GatewayResponse {
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

function structured(value: Structured, version: "1.0" | "2.0"): ProxyResult {
  const { statusCode, headers, multiValueHeaders, cookies, body, isBase64Encoded } = value;
  const status = typeof statusCode === "string" ? Number(statusCode) : statusCode;
  if (!isStatus(status)) return { malformed: `the statusCode ${shown(statusCode)}` };
  const isText = body === undefined || body === null || typeof body === "string";
  if (!isText) return { malformed: `a body that is no text, ${shown(body)}; give JSON.stringify of it` };
  if (![undefined, null, true, false].includes(isBase64Encoded as boolean)) {
    return { malformed: `isBase64Encoded ${shown(isBase64Encoded)}, which is no boolean` };
  }
  const sent = version === "2.0" ? headersV2(headers, cookies) : headersV1(headers, multiValueHeaders);
  if ("malformed" in sent) return sent;
  const bytes = Buffer.from((body as string | null | undefined) ?? "", isBase64Encoded ? "base64" : "utf8");
  return { status, headers: withContentType(sent.headers), body: bytes };
}

function isStatus(status: unknown): status is number {
  return typeof status === "number" && Number.isInteger(status) && status >= 200 && status <= 599;
}

type Headers = readonly (readonly [string, string])[];
type Given = readonly (readonly [name: string, value: unknown])[];
type ReadHeaders = { readonly headers: Headers } | MalformedProxyResult;

/** The service writes these itself. */
const DROPPED = new Set(["connection", "content-length", "date", "upgrade", "transfer-encoding"]);

function headersV2(headers: unknown, cookies: unknown): ReadHeaders {
  if (cookies !== undefined && cookies !== null && !Array.isArray(cookies)) {
    return { malformed: `cookies that are no list, ${shown(cookies)}` };
  }
  const set = ((cookies ?? []) as unknown[]).map((cookie) => ["set-cookie", cookie] as const);
  return sendable([...set, ...pairs(headers)]);
}

function headersV1(headers: unknown, multiValueHeaders: unknown): ReadHeaders {
  const lists = pairs(multiValueHeaders);
  const odd = lists.find(([, list]) => !Array.isArray(list));
  if (odd) return { malformed: `multiValueHeaders with ${shown(odd[1])}, which is no list` };
  const each = lists.flatMap(([name, list]) => (list as unknown[]).map((value) => [name, value] as const));
  return sendable([...pairs(headers), ...each]);
}

function pairs(headers: unknown): Given {
  return headers === null || typeof headers !== "object" ? [] : Object.entries(headers);
}

/** https://www.rfc-editor.org/rfc/rfc9110#section-5.5 */
const NAME = /^[!#$%&'*+.^_`|~0-9a-z-]+$/i;
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

function sendable(given: Given): ReadHeaders {
  const there = given.filter(([, value]) => value !== null);
  const odd = there.find((header) => !isSendable(header));
  if (odd) return { malformed: `the header ${shown(odd[0])}: ${shown(odd[1])}, which cannot be sent` };
  const headers = there.map(([name, value]) => [name.toLowerCase(), String(value)] as const);
  return { headers: headers.filter(([name]) => !DROPPED.has(name)) };
}

/** What the service makes of a list or an object is not known; here it is told of rather than sent. */
function isSendable([name, value]: Given[number]): boolean {
  return NAME.test(name) && typeof value !== "object" && VALUE.test(String(value));
}

function withContentType(headers: Headers): Headers {
  if (headers.some(([name]) => name === "content-type")) return headers;
  return [["content-type", "text/plain; charset=utf-8"], ...headers];
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
