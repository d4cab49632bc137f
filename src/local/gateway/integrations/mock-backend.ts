import { ownValue } from "#own-value";
import type { BackendRequest, BackendResponse } from "./backend";
import { MappingError } from "./mapping-error";

/**
 * Returns the response of a `MOCK` integration. The output of its request template contains the status.
 *
 * @param address Terraform address of the integration
 * @throws MappingError if the output contains no status
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-mock-integration.html
 */
export function callMock(address: string, { body }: Pick<BackendRequest, "body">): BackendResponse {
  const status = parseMockStatus(body.toString());
  if (status !== undefined) return { status, headers: [], body: Buffer.alloc(0), selector: String(status) };
  const reason = `${address}: the output of the request template has no integer "statusCode"`;
  throw new MappingError("INVALID_SETTINGS", reason);
}

/**
 * Returns the status in the output of a request template. API Gateway reads it leniently: quotes are optional, and there can
 * be too many commas. LocalStack's tests list valid and invalid outputs. An output that is not JSON cannot have commas in
 * its values.
 */
function parseMockStatus(text: string): number | undefined {
  const json = parseJson(text);
  if (json !== undefined) return Number.isInteger(Object(json).statusCode) ? json.statusCode : undefined;
  const content = text.trim();
  if (!content.startsWith("{") || !content.endsWith("}")) return undefined;
  const pairs = content
    .slice(1, -1)
    .split(",")
    .filter((pair) => pair.trim() !== "")
    .map(splitPair);
  if (!pairs.every(isValidPair)) return undefined;
  const [, value = ""] = pairs.findLast(([name]) => NAMES.includes(name)) ?? [];
  return /^-?\d{1,9}$/.test(value) ? Number(value) : undefined;
}

const NAMES = ["statusCode", "'statusCode'", '"statusCode"'];

function splitPair(pair: string): readonly [name: string, value: string | undefined] {
  const colon = pair.indexOf(":");
  return colon < 0 ? [pair.trim(), undefined] : [pair.slice(0, colon).trim(), pair.slice(colon + 1).trim()];
}

/** A name and a value have no quotes, or two equal ones. Only a value can be an object or a list. */
function isValidPair([name, value]: ReturnType<typeof splitPair>): boolean {
  return value !== undefined && !/^[[{]/.test(name) && isClosed(name) && isClosed(value);
}

const CLOSING: Readonly<Record<string, string>> = { "'": "'", '"': '"', "[": "]", "{": "}" };

function isClosed(text: string): boolean {
  const closing = ownValue(CLOSING, text.charAt(0));
  return closing === undefined || (text.length > 1 && text.endsWith(closing));
}

function parseJson(text: string): { readonly statusCode: number } | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
