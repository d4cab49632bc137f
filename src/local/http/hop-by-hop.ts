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

type Headers = readonly (readonly [name: string, value: string])[];

/**
 * Removes the response headers that must not be sent to the caller: the hop-by-hop headers, the headers that `Connection`
 * lists, and the headers that the server sets itself.
 */
export function dropConnectionHeaders(headers: Headers): Headers {
  if (!headers.some(([name]) => NOT_SENT.has(name))) return headers;
  const listed = headers.flatMap(([name, value]) => (name === "connection" ? value.split(",") : []));
  const options = new Set(listed.map((option) => option.trim().toLowerCase()));
  return headers.filter(([name]) => !NOT_SENT.has(name) && !options.has(name));
}
