import type { Denied } from "../gateway/core/authorization-types";
import type { JwtAuthorization } from "../model/model";
import { denyForbidden, denyUnauthorized } from "./denials";

/**
 * Descriptions of token errors, sent in `www-authenticate`. Those with a source are API Gateway's own texts. No record
 * of the others was found; their texts are our choice.
 */
export const TOKEN_ERRORS = {
  // Seen on the live service: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-troubleshooting-jwt.html
  audience: "the token does not have a valid audience",
  // Seen on the live service: https://github.com/keitakn/go-cognito-lambda
  expired: "the token has expired",
  // Seen in access logs, as are the next two, for an issuer that cannot be reached.
  issuer: "issuer does not match",
  discovery: "OIDC discovery endpoint communication error",
  jwks: "JWKS communication error",
  // Seen on the live service, as is `signing method ES256 is invalid`. Both texts are of the Go library jwt-go, and so
  // is the next one.
  segments: "token contains an invalid number of segments",
  unspecified: "signing method (alg) is unspecified",
  // Our choice, from here on.
  encoding: "the token cannot be decoded",
  tooLong: "the token is too long",
  key: "no key of the issuer has the token's kid",
  signature: "the token's signature is invalid",
  notYet: "the token is not valid yet",
  issuedLater: "the token was issued in the future",
} as const;

/** Denies a request without a token. As seen on the live service, the challenge then has no parameters. */
export function denyMissingToken(identitySources: readonly string[]): Denied {
  return denyUnauthorized(`no token in ${identitySources.join(", ") || "any identity source"}`, {
    headers: { "www-authenticate": "Bearer" },
    error: "missing: token not provided",
  });
}

/**
 * Denies a request whose token is invalid.
 *
 * @param description sent to the caller; it must contain no unchecked text of the token
 * @param detail printed in the terminal only
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
 * Denies a request whose token has none of the route's scopes. The status and the body (Forbidden) are measured. No
 * record of the header was found. It follows RFC 6750, section 3.1, in the form of the other challenges, and has no
 * description, because any would be invented.
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

/** Formats a challenge. Its parameters are separated by spaces, not commas, and `scope` has the route's scopes. */
function formatChallenge({ scopes }: JwtAuthorization, error: string): string {
  return `Bearer scope="${scopes.join(" ")}" error="${error}"`;
}
