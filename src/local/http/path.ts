/**
 * A request's path, decoded as the live service was captured doing it: twice, and cut at an encoded `?`.
 *
 * @returns `undefined` for one that cannot be decoded, which is 400
 * @see https://github.com/hotsock/voker vokerhttp/testdata/ingress-paths.json
 */
export function decodePath(encoded: string): string | undefined {
  if (!encoded.includes("%")) return encoded;
  try {
    return decodeTwice(cut(encoded));
  } catch {
    return undefined;
  }
}

/**
 * The parts of a path that can be decoded, for a route to match: an encoded `/` stays in its part, and slashes at the
 * front count as one. Whether the service splits there is not known; this keeps an id with a slash one parameter.
 */
export function decodeSegments(encoded: string): readonly string[] {
  return cut(encoded).replace(/^\/+/, "").split("/").map(decodeTwice);
}

function cut(encoded: string): string {
  return encoded.split(/%3F/i)[0] ?? "";
}

function decodeTwice(encoded: string): string {
  return encoded.includes("%") ? decodeURIComponent(decodeURIComponent(encoded)) : encoded;
}
