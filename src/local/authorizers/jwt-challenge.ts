import type { Denied } from "../gateway/core/authorization";
import type { JwtAuthorization } from "../model/model";
import { denyForbidden, denyUnauthorized } from "./denials";

/**
 * What API Gateway says is wrong with a token, in `www-authenticate`. Those with a source are its own words; of the
 * others no record was found, and they are ours.
 */
export const TOKEN_ERRORS = {
  // Seen of the live service: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-troubleshooting-jwt.html
  audience: "the token does not have a valid audience",
  // Seen: https://github.com/keitakn/go-cognito-lambda
  expired: "the token has expired",
  // Seen in access logs, as are the two below of an issuer that cannot be reached.
  issuer: "issuer does not match",
  discovery: "OIDC discovery endpoint communication error",
  jwks: "JWKS communication error",
  // Seen, as is `signing method ES256 is invalid`: the words of the Go library jwt-go, whose the next are too.
  segments: "token contains an invalid number of segments",
  unspecified: "signing method (alg) is unspecified",
  // Ours.
  encoding: "the token cannot be decoded",
  tooLong: "the token is too long",
  key: "no key of the issuer has the token's kid",
  signature: "the token's signature is invalid",
  notYet: "the token is not valid yet",
  issuedLater: "the token was issued in the future",
} as const;

/** Seen of the live service: no token, no parameters. */
export function denyMissingToken(sources: readonly string[]): Denied {
  return denyUnauthorized(`no token at ${sources.join(", ") || "any identity source"}`, {
    headers: { "www-authenticate": "Bearer" },
    error: "missing: token not provided",
  });
}

/**
 * @param description what is told to the caller: nothing of a token's own text may be in it that is not checked
 * @param detail what the terminal is told beyond that
 */
export function denyInvalidToken(guard: JwtAuthorization, description: string, detail?: string): Denied {
  return denyUnauthorized(detail === undefined ? description : `${description}: ${detail}`, {
    headers: {
      "www-authenticate": `${challenge(guard, "invalid_token")} error_description="${description}"`,
    },
    error: `invalid_token: ${description}`,
  });
}

/**
 * The status and the body are measured (Forbidden); of the header no record was found. It is what RFC 6750, section
 * 3.1, has for this, in the form of the other refusals, and without a description, which would be invented.
 */
export function denyInsufficientScope(guard: JwtAuthorization, scopes: readonly string[]): Denied {
  const has = scopes.length > 0 ? scopes.join(", ") : "none";
  return denyForbidden(
    `the route asks for one of the scopes ${guard.scopes.join(", ")}, the token has ${has}`,
    {
      headers: { "www-authenticate": challenge(guard, "insufficient_scope") },
      error: "insufficient_scope",
    },
  );
}

/** Spaces, not commas, between the parameters; `scope` has the route's. */
function challenge({ scopes }: JwtAuthorization, error: string): string {
  return `Bearer scope="${scopes.join(" ")}" error="${error}"`;
}
