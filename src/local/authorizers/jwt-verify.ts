import { compactVerify, errors, type ProtectedHeaderParameters } from "jose";
import { HTTP_API_QUOTAS } from "#aws";
import { errorMessage } from "#error";
import type { IssuerKeys } from "../issuer/issuer";
import { JwksUnreachableError } from "./jwks";
import { TOKEN_ERRORS } from "./jwt-challenge";
import type { Claims } from "./jwt-claims";

/**
 * Accepted algorithms: "Currently, only RSA-based algorithms are supported" (http-api-jwt-authorizer,
 * developer guide). RSASSA-PSS (PS256) is also RSA-based, but is not in this list, because no evidence was
 * found that API Gateway accepts it.
 */
const ALGORITHMS = ["RS256", "RS384", "RS512"];

/** Error that describes why a token is rejected. */
export class TokenError extends Error {
  override readonly name = "TokenError";
  /** Message that is sent as `error_description` in the `www-authenticate` header. */
  readonly description: string;
  /** Additional detail, which is only printed in the terminal. */
  readonly detail: string | undefined;

  constructor(description: string, detail?: string) {
    super(description);
    this.description = description;
    this.detail = detail;
  }
}

/**
 * Verifies a token's signature and returns its claims.
 *
 * @param issuer URL of the issuer whose keys verify the token
 *
 * @throws TokenError if the token is malformed or its signature is invalid
 */
export async function verifyToken(token: string, issuer: string, keys: IssuerKeys): Promise<Claims> {
  if (token.length > HTTP_API_QUOTAS.headerBytes) {
    throw new TokenError(TOKEN_ERRORS.tooLong, `${token.length} characters`);
  }
  const segments = token.split(".");
  if (segments.length !== 3) throw new TokenError(TOKEN_ERRORS.segments);
  if (!segments.every(isBase64Url))
    throw new TokenError(TOKEN_ERRORS.encoding, "expected base64url segments");
  try {
    checkHeader(readObject(Buffer.from(segments[0] ?? "", "base64url")));
    const { payload } = await compactVerify(token, keys.of(issuer), { algorithms: ALGORITHMS });
    return readObject(payload);
  } catch (error) {
    throw toTokenError(error);
  }
}

/**
 * Returns true if a segment is the only base64url form of its bytes: without padding, and without characters of
 * standard base64. Node and jose decode other forms too, and a caller could then change a token that stays valid.
 * @see https://www.rfc-editor.org/rfc/rfc7515#section-2
 */
function isBase64Url(segment: string): boolean {
  return Buffer.from(segment, "base64url").toString("base64url") === segment;
}

/**
 * Rejects a token with an invalid header. Header parameters other than `alg`, `kid` and `crit` are ignored.
 * In particular, a token cannot supply its own key in `jku`, `x5u` or `jwk`.
 *
 * @throws TokenError if `alg`, `kid` or `crit` is invalid
 */
function checkHeader({ alg, kid, crit }: ProtectedHeaderParameters): void {
  if (typeof alg !== "string") throw new TokenError(TOKEN_ERRORS.unspecified);
  if (!ALGORITHMS.includes(alg)) throw new TokenError(`signing method ${describeAlgorithm(alg)} is invalid`);
  // AWS documents that a token must have a `kid`. Without this check, jose would accept a token without `kid`
  // if the JWKS contains only one key.
  if (typeof kid !== "string") throw new TokenError(TOKEN_ERRORS.key, "the header has no kid");
  // `crit` lists extensions that the verifier must support. An extension can change which bytes are signed,
  // as `b64` does (RFC 7797). A JWT authorizer supports no extension.
  if (crit !== undefined) throw new TokenError(TOKEN_ERRORS.encoding, "the header has crit");
}

/**
 * Returns the name of an algorithm for the `www-authenticate` header. The name comes from a token that is not
 * verified yet, so a name with special characters or more than 20 characters is replaced.
 */
function describeAlgorithm(alg: string): string {
  return /^[\w-]{1,20}$/.test(alg) ? alg : "(alg)";
}

/** Decodes JSON. It must be valid UTF-8 without a byte order mark, which the decoder removes by default. */
const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function readObject(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  const value: unknown = JSON.parse(UTF8.decode(bytes));
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Claims;
  throw new TokenError(TOKEN_ERRORS.encoding, "the header or the claims are not an object");
}

function toTokenError(error: unknown): TokenError {
  if (error instanceof TokenError) return error;
  if (error instanceof JwksUnreachableError) return new TokenError(error.description, error.message);
  if (error instanceof errors.JWKSNoMatchingKey) return new TokenError(TOKEN_ERRORS.key, error.message);
  if (error instanceof errors.JWSSignatureVerificationFailed) return new TokenError(TOKEN_ERRORS.signature);
  return new TokenError(TOKEN_ERRORS.encoding, errorMessage(error));
}
