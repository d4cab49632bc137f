import type { AuthorizationResult } from "../gateway/core/authorization-result";
import type { RoutedRecord } from "../gateway/core/request-record";
import type { IssuerKeys } from "../issuer/issuer";
import type { JwtAuthorization } from "../model/model";
import { readIdentity } from "./identity-source";
import { denyInsufficientScope, denyInvalidToken, denyMissingToken } from "./jwt-challenge";
import { type Claims, formatClaims, readScopes, validateClaims } from "./jwt-claims";
import { TokenError, verifyToken } from "./jwt-verify";

/**
 * Allows a request whose token has a valid signature, valid claims and at least one of the route's scopes. If
 * the route has no scopes, the scopes of the token are not checked.
 *
 * @param now returns milliseconds since the Unix epoch
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
 */
export async function authorizeJwt(
  record: RoutedRecord,
  authorization: JwtAuthorization,
  keys: IssuerKeys,
  now: () => number,
): Promise<AuthorizationResult> {
  const token = readToken(record, authorization);
  if (token === undefined) return denyMissingToken(authorization.identitySources);
  try {
    const claims = await verifyToken(token, authorization.issuer, keys);
    const claimError = validateClaims(claims, authorization, now() / 1000);
    return claimError
      ? denyInvalidToken(authorization, claimError.description, claimError.detail)
      : allowToken(claims, authorization);
  } catch (error) {
    if (!(error instanceof TokenError)) throw error;
    return denyInvalidToken(authorization, error.description, error.detail);
  }
}

function allowToken(claims: Claims, authorization: JwtAuthorization): AuthorizationResult {
  const scopes = readScopes(claims);
  const isScoped = authorization.scopes.length > 0;
  if (isScoped && !scopes.some((scope) => authorization.scopes.includes(scope)))
    return denyInsufficientScope(authorization, scopes);
  return {
    isAuthorized: true,
    authorizer: { jwt: { claims: formatClaims(claims), scopes: isScoped ? scopes : null } },
  };
}

/**
 * Reads the token from the first identity source that has a value. "The identitySource can include only the
 * token, or the token prefixed with `Bearer `" (http-api-jwt-authorizer, developer guide). The prefix is
 * case-insensitive (RFC 9110).
 */
function readToken(record: RoutedRecord, { identitySources }: JwtAuthorization): string | undefined {
  const values = identitySources.map((source) => readIdentity(source, record));
  return values.find((value) => value !== undefined)?.replace(/^bearer /i, "");
}
