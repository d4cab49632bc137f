import type { JWTPayload } from "jose";

/**
 * Returns true if a token is for one of the audiences. The audience is the claim `aud`, or `client_id` if the token has no
 * `aud`: access tokens of Cognito have only `client_id`.
 */
export function hasAudience({ aud, client_id }: JWTPayload, audiences: readonly string[]): boolean {
  return textsOf(aud ?? client_id).some((audience) => audiences.includes(audience));
}

/**
 * Returns true if a token has one of the scopes, or if no scope is required. The scopes are the claim `scope`, or `scp` if
 * the token has no `scope`: a list, or a text with spaces between the scopes.
 */
export function hasScope({ scope, scp }: JWTPayload, required: readonly string[]): boolean {
  const scopes = textsOf(scope ?? scp).flatMap((text) => text.split(/\s+/));
  return required.length === 0 || required.some((name) => scopes.includes(name));
}

function textsOf(claim: unknown): readonly string[] {
  return [claim].flat().filter((value) => typeof value === "string");
}

/**
 * Formats a claim as an HTTP API does: a list is `[a b]`, and an object is JSON. API Gateway accepts no list and no object
 * in the context of an authorizer.
 */
export function formatClaim(claim: unknown): string {
  if (Array.isArray(claim)) return `[${claim.map(formatClaim).join(" ")}]`;
  return typeof claim === "object" ? JSON.stringify(claim) : String(claim);
}
