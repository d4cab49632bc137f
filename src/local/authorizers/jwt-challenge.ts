import type { Denied } from "../gateway/core/authorization-result";
import type { JwtAuthorization } from "../model/model";
import { denyForbidden, denyUnauthorized } from "./denials";

/**
 * Descriptions of token errors. They are sent to the caller as `error_description` in the `www-authenticate`
 * header. A description with a source has the wording of API Gateway. The other descriptions have
 * Gatewright's wording, because no record of API Gateway's wording was found.
 */
export const TOKEN_ERRORS = {
  // Seen on the live service: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-troubleshooting-jwt.html
  audience: "the token does not have a valid audience",
  // Seen on the live service: https://github.com/keitakn/go-cognito-lambda
  expired: "the token has expired",
  // Seen in access logs of the live service. The next two descriptions were also seen in these logs, for an
  // issuer that could not be reached.
  issuer: "issuer does not match",
  discovery: "OIDC discovery endpoint communication error",
  jwks: "JWKS communication error",
  // Seen on the live service, as was `signing method ES256 is invalid`. Both descriptions come from the Go
  // library jwt-go. The description `unspecified` is also taken from that library.
  segments: "token contains an invalid number of segments",
  unspecified: "signing method (alg) is unspecified",
  // No record of API Gateway's wording was found for the following errors.
  encoding: "the token cannot be decoded",
  tooLong: "the token is too long",
  key: "no key of the issuer has the token's kid",
  signature: "the token's signature is invalid",
  notYet: "the token is not valid yet",
  issuedLater: "the token was issued in the future",
} as const;

/**
 * Denies a request without a token. As seen on the live service, the `www-authenticate` header then has no
 * parameters.
 */
export function denyMissingToken(identitySources: readonly string[]): Denied {
  return denyUnauthorized(`no token in ${identitySources.join(", ") || "any identity source"}`, {
    headers: { "www-authenticate": "Bearer" },
    error: "missing: token not provided",
  });
}

/**
 * Denies a request whose token is invalid.
 *
 * @param description message that is sent to the caller; it must not contain unchecked content of the token
 * @param detail additional detail, which is only printed in the terminal
 */
export function denyInvalidToken(
  authorization: JwtAuthorization,
  description: string,
  detail?: string,
): Denied {
  return denyUnauthorized(detail === undefined ? description : `${description}: ${detail}`, {
    headers: {
      "www-authenticate": `${formatChallenge(authorization, "invalid_token")} error_description="${description}"`,
    },
    error: `invalid_token: ${description}`,
  });
}

/**
 * Denies a request whose token has none of the route's scopes. The status 403 and the message `Forbidden`
 * were measured. No record of the `www-authenticate` header was found for this case. The header follows RFC
 * 6750, section 3.1, and has the same format as for an invalid token. It has no `error_description`, because
 * the wording would be a guess.
 */
export function denyInsufficientScope(
  authorization: JwtAuthorization,
  tokenScopes: readonly string[],
): Denied {
  const expected = authorization.scopes.join(", ");
  const actual = tokenScopes.length > 0 ? tokenScopes.join(", ") : "none";
  return denyForbidden(`token lacks scope: expected one of ${expected}, got ${actual}`, {
    headers: { "www-authenticate": formatChallenge(authorization, "insufficient_scope") },
    error: "insufficient_scope",
  });
}

/**
 * Formats the value of the `www-authenticate` header. As in API Gateway's responses, its parameters are
 * separated by spaces instead of commas. `scope` contains the scopes of the route.
 */
function formatChallenge({ scopes }: JwtAuthorization, error: string): string {
  return `Bearer scope="${scopes.join(" ")}" error="${error}"`;
}
