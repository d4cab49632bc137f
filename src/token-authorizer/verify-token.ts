import { errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from "jose";
import { hasAudience } from "./claims";
import { createKeyLookup } from "./issuer-keys";
import type { TokenAuthorizerSettings } from "./settings";

/** Error of a missing or invalid token. The message is the reason, and contains no part of the token. */
export class TokenRejection extends Error {
  override readonly name = "TokenRejection";
}

/** Claims of a valid token. */
export interface VerifiedClaims extends JWTPayload {
  readonly sub: string;
}

/**
 * Accepted algorithms: those with a public key. A token whose algorithm is `none` or uses a shared secret (`HS256`) is
 * rejected.
 */
const ALGORITHMS = [
  ...["RS256", "RS384", "RS512"],
  ...["PS256", "PS384", "PS512"],
  ...["ES256", "ES384", "ES512"],
  "EdDSA",
];

/** Codes of jose for an invalid token. Every other error concerns the issuer. */
const TOKEN_ERRORS = new Set([
  errors.JOSEAlgNotAllowed.code,
  errors.JOSENotSupported.code,
  errors.JWKSMultipleMatchingKeys.code,
  errors.JWKSNoMatchingKey.code,
  errors.JWSInvalid.code,
  errors.JWSSignatureVerificationFailed.code,
  errors.JWTClaimValidationFailed.code,
  errors.JWTExpired.code,
  errors.JWTInvalid.code,
]);

type VerifierSettings = Pick<TokenAuthorizerSettings, "issuer" | "audiences" | "tokenUse">;

/**
 * Creates the function that verifies tokens and returns their claims. It checks the signature, the issuer, the times, the
 * audience and the use. The keys of the issuer are kept between invocations.
 */
export function createTokenVerifier({ issuer, audiences, tokenUse }: VerifierSettings) {
  const findKey = createKeyLookup(issuer);
  return async (token: string): Promise<VerifiedClaims> => {
    if (token === "") throw new TokenRejection("the handshake has no token");
    const claims = await verifySignature(token, issuer, findKey);
    if (typeof claims.sub !== "string") throw new TokenRejection("sub is not a string");
    // jose compares `iat` with the time only if a token has a maximum age. An HTTP API always does.
    if (Number(claims.iat ?? 0) > Date.now() / 1000) throw new TokenRejection("iat is later than now");
    if (!hasAudience(claims, audiences)) throw new TokenRejection("unexpected aud or client_id");
    if (tokenUse !== undefined && claims.token_use !== tokenUse)
      throw new TokenRejection("unexpected token_use");
    return { ...claims, sub: claims.sub };
  };
}

async function verifySignature(token: string, issuer: string, findKey: JWTVerifyGetKey): Promise<JWTPayload> {
  try {
    const options = { issuer, algorithms: ALGORITHMS, requiredClaims: ["exp", "sub"] };
    return (await jwtVerify(token, findKey, options)).payload;
  } catch (error) {
    if (!(error instanceof errors.JOSEError) || !TOKEN_ERRORS.has(error.code)) throw error;
    throw new TokenRejection([error.code, claimOf(error)].filter(Boolean).join(" "));
  }
}

/** Returns the name of the claim that jose has rejected, such as `iss`. */
function claimOf(error: errors.JOSEError): string {
  return error instanceof errors.JWTClaimValidationFailed || error instanceof errors.JWTExpired
    ? error.claim
    : "";
}
