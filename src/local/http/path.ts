/**
 * Decodes the path of a request as API Gateway does: the path ends before an encoded `?` (`%3F`), and is
 * percent-decoded twice. Source: the captured requests in the linked file.
 *
 * @returns `undefined` if the path cannot be decoded; the gateway then responds with 400
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
 * Splits a path into decoded segments, to match them with routes. Several leading slashes count as one.
 *
 * An encoded `/` does not split a segment, which allows a path parameter to contain a slash. How API Gateway
 * treats an encoded `/` is unknown.
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
