/** Values of headers by name. */
type HeaderMap<Value> = Readonly<Record<string, Value>>;

/** Maximum number of names that are stored, because callers choose the names of headers. */
const MAX_STORED_NAMES = 1000;
/** Lowercase names of previous calls. Looking up a name takes less time than converting it. */
const storedNames = new Set<string>();

function isLowercase(name: string): boolean {
  if (storedNames.has(name)) return true;
  if (name !== name.toLowerCase()) return false;
  if (storedNames.size < MAX_STORED_NAMES) storedNames.add(name);
  return true;
}

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
  if (names.every(isLowercase)) return headers;
  return Object.fromEntries(names.map((name) => [name.toLowerCase(), headers[name] as Value]));
}
