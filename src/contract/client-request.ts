import type { RouteKey } from "#aws/route-key";
import type { ClientOptions } from "./client-options";
import { lowercaseNames } from "./header-names";
import type { Credential } from "./option-rules";
import type { Route } from "./route";
import { versionContentType } from "./version-selector";

/** Values of a request, as the caller of the client passes them. */
export interface ClientRequest {
  readonly method?: unknown;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

/** Route to which a request is sent, and its parsed key. */
export interface Target {
  readonly route: Route;
  readonly key: RouteKey;
}

/**
 * Returns the URL of a request.
 * @throws Error if `fetch` or API Gateway would change a value
 */
export function formatUrl(
  { route: { version }, key }: Target,
  { params = {}, query = {} }: ClientRequest,
  baseUrl: string,
): string {
  const path = key.segments.map((segment) =>
    segment.kind === "literal" ? segment.text : formatPathParameter(key, segment, params[segment.name]),
  );
  const pairs = Object.entries(query).flatMap(([name, values]) =>
    [values].flat().flatMap((value) => {
      if (value === undefined) return [];
      if (!isText(value)) throw valueError(key, "query parameter", name, value, TEXT_VALUE);
      return [[name, String(value)] satisfies [string, string]];
    }),
  );
  for (const [name, value] of pairs) {
    // URLSearchParams would replace a lone surrogate with U+FFFD.
    if (!isWellFormed(name + value)) throw valueError(key, "query parameter", name, value, VALID_UNICODE);
  }
  if (version && "parameter" in version) pairs.push([version.parameter, version.value]);
  const search = new URLSearchParams(pairs).toString();
  return `${baseUrl}/${path.join("/")}${search && `?${search}`}`;
}

/**
 * Percent-encodes a path parameter.
 * @throws Error if `fetch` or API Gateway would change the value, because the request could then reach another resource
 */
function formatPathParameter(
  key: RouteKey,
  { kind, name }: Exclude<RouteKey["segments"][number], { readonly kind: "literal" }>,
  value: unknown,
): string {
  const invalid = (expected: string) => valueError(key, "parameter", name, value, expected);
  if (value === undefined || value === null) throw invalid("a value");
  const text = String(value);
  const parts = kind === "greedy" ? text.split("/") : [text];
  // Another route could match the path. API Gateway also ignores repeated slashes at the start of a path.
  if (parts.includes("")) throw invalid(kind === "greedy" ? "no empty segment" : "a value");
  // fetch() would remove these segments even if they were percent-encoded. For "..", it would also remove the segment
  // before it.
  if (parts.some((part) => part === "." || part === "..")) throw invalid('no segment "." or ".."');
  // API Gateway decodes a path twice, and cuts it off at an encoded question mark.
  if (/[%?]/.test(text)) throw invalid('no "%" or "?", which API Gateway would change in a path');
  if (!isWellFormed(text)) throw invalid(VALID_UNICODE);
  return parts.map(encodeURIComponent).join("/");
}

const TEXT_VALUE = "a string, a number or a boolean, or undefined to leave it out";

/** Returns true for a value whose text is meaningful. The text of null or of an object would be sent as `null` or `[object`. */
function isText(value: unknown): boolean {
  return value !== null && (typeof value !== "object" || value instanceof Date);
}

const PRINTABLE_ASCII = "printable ASCII without spaces at its ends";

/** Returns true for a header value that fetch() sends unchanged, and that every server decodes to the same text. */
function isHeaderValue(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text) && text === text.trim();
}

const VALID_UNICODE = "valid Unicode, without half of a surrogate pair";

/** Returns true if a string contains no lone surrogate, so that it can be encoded as UTF-8. */
function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}

function valueError(key: RouteKey, kind: string, name: string, value: unknown, expected: string): Error {
  const text = typeof value === "string" ? JSON.stringify(value) : String(value);
  return new Error(`${key.text}: ${kind} "${name}" is ${text}; expected ${expected}.`);
}

/**
 * Returns the headers of a request, with lowercase names.
 * @throws Error if `fetch` would change a value
 */
export async function requestHeaders(
  { route, key }: Target,
  { headers = {}, body }: ClientRequest,
  { token, apiKey }: Pick<ClientOptions, "apiKey" | "token">,
): Promise<Record<string, string>> {
  const bearer = await readCredential(key, "token", token);
  const keyValue = await readCredential(key, "API key", apiKey);
  const explicit = Object.entries(headers).flatMap(([name, value]) => {
    if (value === undefined) return [];
    if (!isText(value)) throw valueError(key, "header", name, value, TEXT_VALUE);
    return [[name, String(value)] as const];
  });
  for (const [name, value] of explicit) {
    if (!isHeaderValue(value)) throw valueError(key, "header", name, value, PRINTABLE_ASCII);
  }
  const { version } = route;
  const accept = acceptedTypes(route);
  return {
    ...(accept === undefined ? {} : { accept }),
    ...(version && "header" in version ? { [version.header]: version.value } : {}),
    ...(body === undefined ? {} : { "content-type": versionContentType(version) }),
    ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
    ...(keyValue === undefined ? {} : { "x-api-key": keyValue }),
    ...lowercaseNames(Object.fromEntries(explicit)),
  };
}

/** Returns a token or an API key. @throws Error without the value, because errors are logged, if it is invalid */
async function readCredential(
  { text }: RouteKey,
  kind: string,
  credential: Credential | undefined,
): Promise<string | undefined> {
  const value = typeof credential === "function" ? await credential() : credential;
  if (value === undefined || isHeaderValue(value)) return value;
  throw new Error(`${text}: the ${kind} is invalid; expected ${PRINTABLE_ASCII}.`);
}

/**
 * Returns the media types that a request accepts, or undefined for any type. The types of binary replies come first. A REST
 * API decodes the base64 body of a binary reply only if the first accepted type is one of its binary types.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/lambda-proxy-binary-media.html
 */
function acceptedTypes({ version, replies = {} }: Route): string | undefined {
  const selector = version && "mediaType" in version ? version.mediaType : undefined;
  const binaryTypes = Object.values(replies).flatMap((reply) =>
    "media" in reply && reply.media === "binary" ? [reply.contentType] : [],
  );
  return binaryTypes.length > 0 ? [...new Set(binaryTypes), selector ?? "*/*"].join(", ") : selector;
}
