import { compactVerify, decodeProtectedHeader, errors, type ProtectedHeaderParameters } from "jose";
import { errorMessage } from "#error";
import type { AuthorizationRequest, AuthorizationResult } from "../gateway/core/authorization";
import type { IssuerKeys } from "../issuer/issuer";
import type { JwtAuthorization } from "../model/model";
import { readIdentity } from "./identity-source";
import { JwksUnreachableError } from "./jwks";
import { denyInsufficientScope, denyInvalidToken, denyMissingToken, TOKEN_ERRORS } from "./jwt-challenge";
import { type Claims, claimTexts, scopesOf, validateClaims } from "./jwt-claims";

/** "Currently, only RSA-based algorithms are supported"; of RSASSA-PSS (PS256) no record was found, so it is refused. */
const ALGORITHMS = ["RS256", "RS384", "RS512"];

/** Bytes that a request's line and headers may have, so that no longer token arrives: http-api-quotas, developer guide. */
const MAX_TOKEN_LENGTH = 10_240;

/** A token that is refused, and why. */
class TokenError extends Error {
  override readonly name = "TokenFault";
  readonly description: string;
  readonly detail: string | undefined;

  constructor(description: string, detail?: string) {
    super(description);
    this.description = description;
    this.detail = detail;
  }
}

/**
 * Whether a request has a token that its route asks for.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
 */
export async function authorizeJwt(
  asked: AuthorizationRequest,
  guard: JwtAuthorization,
  keys: IssuerKeys,
  now: () => number,
): Promise<AuthorizationResult> {
  const token = readToken(asked, guard);
  if (token === undefined) return denyMissingToken(guard.identitySources);
  try {
    const claims = await verifyToken(token, guard, keys);
    const [fault, found] = validateClaims(claims, guard, now() / 1000) ?? [];
    return fault === undefined ? allowToken(claims, guard) : denyInvalidToken(guard, fault, found);
  } catch (thrown) {
    if (!(thrown instanceof TokenError)) throw thrown;
    return denyInvalidToken(guard, thrown.description, thrown.detail);
  }
}

function allowToken(claims: Claims, guard: JwtAuthorization): AuthorizationResult {
  const scopes = scopesOf(claims);
  const isScoped = guard.scopes.length > 0;
  if (isScoped && !scopes.some((scope) => guard.scopes.includes(scope)))
    return denyInsufficientScope(guard, scopes);
  return {
    isAuthorized: true,
    authorizer: { jwt: { claims: claimTexts(claims), scopes: isScoped ? scopes : null } },
  };
}

/** "The identitySource can include only the token, or the token prefixed with `Bearer `"; a scheme has no case (RFC 9110). */
function readToken(asked: AuthorizationRequest, { identitySources }: JwtAuthorization): string | undefined {
  const value = identitySources.map((source) => readIdentity(source, asked)).find((one) => one !== undefined);
  return value?.replace(/^bearer /i, "");
}

/** The claims of a token that its issuer signed. */
async function verifyToken(token: string, guard: JwtAuthorization, keys: IssuerKeys): Promise<Claims> {
  if (token.length > MAX_TOKEN_LENGTH)
    throw new TokenError(TOKEN_ERRORS.tooLong, `${token.length} characters`);
  if (token.split(".").length !== 3) throw new TokenError(TOKEN_ERRORS.segments);
  checkHeader(readHeader(token));
  try {
    const { payload } = await compactVerify(token, keys.of(guard.issuer), { algorithms: ALGORITHMS });
    return readClaims(payload);
  } catch (thrown) {
    throw toSignatureError(thrown);
  }
}

function readHeader(token: string): ProtectedHeaderParameters {
  try {
    return decodeProtectedHeader(token);
  } catch (thrown) {
    throw new TokenError(TOKEN_ERRORS.encoding, errorMessage(thrown));
  }
}

/** What a header says beyond these, such as where to find a key (`jku`, `x5u`, `jwk`), is never looked at. */
function checkHeader({ alg, kid, crit }: ProtectedHeaderParameters): void {
  if (typeof alg !== "string") throw new TokenError(TOKEN_ERRORS.unspecified);
  if (!ALGORITHMS.includes(alg)) throw new TokenError(`signing method ${describeAlgorithm(alg)} is invalid`);
  // Without one, a set of a single key would do for any token.
  if (typeof kid !== "string") throw new TokenError(TOKEN_ERRORS.key, "it has no kid");
  // An extension may change what is signed, as `b64` does (RFC 7797); a JWT authorizer knows none.
  if (crit !== undefined) throw new TokenError(TOKEN_ERRORS.encoding, "it has a header crit");
}

/** It goes into a header of the answer, and comes from who knows whom. */
function describeAlgorithm(alg: string): string {
  return /^[\w-]{1,20}$/.test(alg) ? alg : "(alg)";
}

function readClaims(payload: Uint8Array): Claims {
  const claims: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(payload));
  if (typeof claims === "object" && claims !== null && !Array.isArray(claims)) return claims as Claims;
  throw new TokenError(TOKEN_ERRORS.encoding, "its claims are no object");
}

function toSignatureError(thrown: unknown): TokenError {
  if (thrown instanceof TokenError) return thrown;
  if (thrown instanceof JwksUnreachableError) return new TokenError(thrown.description, thrown.message);
  if (thrown instanceof errors.JWKSNoMatchingKey) return new TokenError(TOKEN_ERRORS.key, thrown.message);
  if (thrown instanceof errors.JWSSignatureVerificationFailed) return new TokenError(TOKEN_ERRORS.signature);
  return new TokenError(TOKEN_ERRORS.encoding, errorMessage(thrown));
}
