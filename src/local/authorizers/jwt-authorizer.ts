import { compactVerify, decodeProtectedHeader, errors, type ProtectedHeaderParameters } from "jose";
import { errorMessage } from "#error";
import type { Asked, Verdict } from "../gateway/core/authorization";
import type { IssuerKeys } from "../issuer/issuer";
import type { JwtGuard } from "../model/model";
import { identityAt } from "./identity-source";
import { KeysUnreachable } from "./jwks";
import { FAULTS, insufficientScope, invalidToken, withoutToken } from "./jwt-challenge";
import { type Claims, claimFault, claimTexts, scopesOf } from "./jwt-claims";

/** "Currently, only RSA-based algorithms are supported"; of RSASSA-PSS (PS256) no record was found, so it is refused. */
const ALGORITHMS = ["RS256", "RS384", "RS512"];

/** Bytes that a request's line and headers may have, so that no longer token arrives: http-api-quotas, developer guide. */
const MOST_TOKEN_LENGTH = 10_240;

/** A token that is refused, and why. */
class TokenFault extends Error {
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
export async function judgeJwt(
  asked: Asked,
  guard: JwtGuard,
  keys: IssuerKeys,
  now: () => number,
): Promise<Verdict> {
  const token = tokenOf(asked, guard);
  if (token === undefined) return withoutToken(guard.identitySources);
  try {
    const claims = await verified(token, guard, keys);
    const [fault, found] = claimFault(claims, guard, now() / 1000) ?? [];
    return fault === undefined ? admitted(claims, guard) : invalidToken(guard, fault, found);
  } catch (thrown) {
    if (!(thrown instanceof TokenFault)) throw thrown;
    return invalidToken(guard, thrown.description, thrown.detail);
  }
}

function admitted(claims: Claims, guard: JwtGuard): Verdict {
  const scopes = scopesOf(claims);
  const isScoped = guard.scopes.length > 0;
  if (isScoped && !scopes.some((scope) => guard.scopes.includes(scope)))
    return insufficientScope(guard, scopes);
  return {
    isAdmitted: true,
    authorizer: { jwt: { claims: claimTexts(claims), scopes: isScoped ? scopes : null } },
  };
}

/** "The identitySource can include only the token, or the token prefixed with `Bearer `"; a scheme has no case (RFC 9110). */
function tokenOf(asked: Asked, { identitySources }: JwtGuard): string | undefined {
  const value = identitySources.map((source) => identityAt(source, asked)).find((one) => one !== undefined);
  return value?.replace(/^bearer /i, "");
}

/** The claims of a token that its issuer signed. */
async function verified(token: string, guard: JwtGuard, keys: IssuerKeys): Promise<Claims> {
  if (token.length > MOST_TOKEN_LENGTH) throw new TokenFault(FAULTS.tooLong, `${token.length} characters`);
  if (token.split(".").length !== 3) throw new TokenFault(FAULTS.segments);
  checkHeader(headerOf(token));
  try {
    const { payload } = await compactVerify(token, keys.of(guard.issuer), { algorithms: ALGORITHMS });
    return claimsIn(payload);
  } catch (thrown) {
    throw signatureFault(thrown);
  }
}

function headerOf(token: string): ProtectedHeaderParameters {
  try {
    return decodeProtectedHeader(token);
  } catch (thrown) {
    throw new TokenFault(FAULTS.encoding, errorMessage(thrown));
  }
}

/** What a header says beyond these, such as where to find a key (`jku`, `x5u`, `jwk`), is never looked at. */
function checkHeader({ alg, kid, crit }: ProtectedHeaderParameters): void {
  if (typeof alg !== "string") throw new TokenFault(FAULTS.unspecified);
  if (!ALGORITHMS.includes(alg)) throw new TokenFault(`signing method ${nameOf(alg)} is invalid`);
  // Without one, a set of a single key would do for any token.
  if (typeof kid !== "string") throw new TokenFault(FAULTS.key, "it has no kid");
  // An extension may change what is signed, as `b64` does (RFC 7797); a JWT authorizer knows none.
  if (crit !== undefined) throw new TokenFault(FAULTS.encoding, "it has a header crit");
}

/** It goes into a header of the answer, and comes from who knows whom. */
function nameOf(alg: string): string {
  return /^[\w-]{1,20}$/.test(alg) ? alg : "(alg)";
}

function claimsIn(payload: Uint8Array): Claims {
  const claims: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(payload));
  if (typeof claims === "object" && claims !== null && !Array.isArray(claims)) return claims as Claims;
  throw new TokenFault(FAULTS.encoding, "its claims are no object");
}

function signatureFault(thrown: unknown): TokenFault {
  if (thrown instanceof TokenFault) return thrown;
  if (thrown instanceof KeysUnreachable) return new TokenFault(thrown.description, thrown.message);
  if (thrown instanceof errors.JWKSNoMatchingKey) return new TokenFault(FAULTS.key, thrown.message);
  if (thrown instanceof errors.JWSSignatureVerificationFailed) return new TokenFault(FAULTS.signature);
  return new TokenFault(FAULTS.encoding, errorMessage(thrown));
}
