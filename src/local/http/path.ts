/**
 * Decodes the path of a request as captures of the live service show it: twice, and cut at an encoded `?`.
 *
 * @returns `undefined` if the path cannot be decoded; the response is then 400
 * @see https://github.com/hotsock/voker vokerhttp/testdata/ingress-paths.json
 */
export function decodePath(encoded: string): string | undefined {
  if (!encoded.includes("%")) return encoded;
  try {
    return decodeTwice(cutAtEncodedQuestion(encoded));
  } catch {
    return undefined;
  }
}

/**
 * Decodes the segments of a path, to match them with routes. Several slashes at the front count as one.
 *
 * An encoded `/` does not split a segment, so an id with a slash stays one parameter. The behavior of the live service
 * in this case is unknown.
 */
export function decodeSegments(encoded: string): readonly string[] {
  return cutAtEncodedQuestion(encoded).replace(/^\/+/, "").split("/").map(decodeTwice);
}

function cutAtEncodedQuestion(encoded: string): string {
  return encoded.split(/%3F/i)[0] ?? "";
}

function decodeTwice(encoded: string): string {
  return encoded.includes("%") ? decodeURIComponent(decodeURIComponent(encoded)) : encoded;
}
