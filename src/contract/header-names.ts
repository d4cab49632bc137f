/** Values of headers by name. */
type HeaderMap<Value> = Readonly<Record<string, Value>>;

/**
 * Returns headers with lowercase names, so that they can be read, merged and counted. The names of headers are
 * case-insensitive: `Content-Type` and `content-type` name one header. If a name occurs several times, the last value
 * applies.
 *
 * @param headers headers by name. If all names are lowercase, the object itself is returned, because it is part of each
 * request
 * @example
 * lowercaseNames({ "Content-Type": "text/csv" }); // { "content-type": "text/csv" }
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-5.1
 */
export function lowercaseNames<Value>(headers: HeaderMap<Value>): HeaderMap<Value> {
  const names = Object.keys(headers);
  if (names.every((name) => name === name.toLowerCase())) return headers;
  return Object.fromEntries(names.map((name) => [name.toLowerCase(), headers[name] as Value]));
}
