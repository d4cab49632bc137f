/**
 * Hop-by-hop headers. They describe one connection, so a gateway does not forward them.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1
 */
export const HOP_BY_HOP = [
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
] as const;

/** Response headers that the server sets itself, or that must not be forwarded. */
const NOT_SENT: ReadonlySet<string> = new Set([...HOP_BY_HOP, "content-length", "date"]);

type Headers = readonly (readonly [name: string, value: string, ...unknown[]])[];

const NO_NAMES: ReadonlySet<string> = new Set();

/**
 * Returns the names that the header `Connection` lists. They are hop-by-hop headers of this message only. `Host` is never
 * among them, because every request must have it.
 */
export function listedInConnection(headers: Headers): ReadonlySet<string> {
  const connection = headers.filter(([name]) => name === "connection");
  if (connection.every(([, value]) => value === "keep-alive")) return NO_NAMES;
  const names = connection.flatMap(([, value]) => value.toLowerCase().split(",")).map((name) => name.trim());
  return new Set(names.filter((name) => name !== "host"));
}

/**
 * Removes the response headers that must not be sent to the caller: the hop-by-hop headers, the headers that `Connection`
 * lists, and the headers that the server sets itself.
 */
export function dropConnectionHeaders<Header extends Headers[number]>(
  headers: readonly Header[],
): readonly Header[] {
  if (!headers.some(([name]) => NOT_SENT.has(name))) return headers;
  const listed = listedInConnection(headers);
  return headers.filter(([name]) => !NOT_SENT.has(name) && !listed.has(name));
}
