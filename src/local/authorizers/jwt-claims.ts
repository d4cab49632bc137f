import type { JwtAuthorization } from "../model/model";
import { TOKEN_ERRORS } from "./jwt-challenge";

export type Claims = Readonly<Record<string, unknown>>;

interface Rule {
  readonly error: string;
  /** @param now seconds since 1970, with their fraction */
  holds(claims: Claims, guard: JwtAuthorization, now: number): boolean;
  /** What was found, for the terminal. */
  found(claims: Claims, guard: JwtAuthorization, now: number): string;
}

/**
 * What API Gateway asks of a token, in its order, with no allowance for clocks that differ.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
 */
const RULES: readonly Rule[] = [
  {
    error: TOKEN_ERRORS.issuer,
    holds: ({ iss }, { issuer }) => iss === issuer,
    found: ({ iss }, { issuer }) =>
      `iss is ${formatClaim(iss)}, the authorizer's issuer is ${formatClaim(issuer)}`,
  },
  {
    error: TOKEN_ERRORS.audience,
    holds: (claims, { audiences }) => audiencesOf(claims).some((one) => audiences.includes(one)),
    found: (claims, { audiences }) =>
      `the token is for ${formatClaim(audiencesOf(claims))}, the authorizer has ${formatClaim(audiences)}`,
  },
  {
    // A token without `exp` is refused: AWS lists the claim with those that are evaluated, and says nothing of its absence.
    error: TOKEN_ERRORS.expired,
    holds: ({ exp }, _, now) => isTime(exp) && now < exp,
    found: ({ exp }, _, now) => `exp is ${formatClaim(exp)}, now is ${Math.floor(now)}`,
  },
  {
    error: TOKEN_ERRORS.notYet,
    holds: ({ nbf }, _, now) => nbf === undefined || (isTime(nbf) && nbf <= now),
    found: ({ nbf }, _, now) => `nbf is ${formatClaim(nbf)}, now is ${Math.floor(now)}`,
  },
  {
    error: TOKEN_ERRORS.issuedLater,
    holds: ({ iat }, _, now) => iat === undefined || (isTime(iat) && iat <= now),
    found: ({ iat }, _, now) => `iat is ${formatClaim(iat)}, now is ${Math.floor(now)}`,
  },
];

/** The first thing that is wrong with a token's claims, and what was found. */
export function validateClaims(
  claims: Claims,
  guard: JwtAuthorization,
  now: number,
): [string, string] | undefined {
  const broken = RULES.find((rule) => !rule.holds(claims, guard, now));
  return broken && [broken.error, broken.found(claims, guard, now)];
}

/** `client_id` is looked at only where there is no `aud`: Cognito's access tokens have none. */
function audiencesOf({ aud, client_id: clientId }: Claims): string[] {
  return texts(aud === undefined ? clientId : aud);
}

/**
 * A token's scopes: `scope`, or `scp` where there is no `scope`, each a text with spaces or a list. Which of the two
 * counts for a token with both is not documented; reading one of them admits less than reading both.
 */
export function scopesOf({ scope, scp }: Claims): string[] {
  return texts(scope === undefined ? scp : scope).flatMap((text) => text.split(" ").filter(Boolean));
}

function texts(claim: unknown): string[] {
  return [claim].flat().filter((one) => typeof one === "string");
}

/**
 * Claims as a function is told them: all texts, a list as Go prints it, an object as JSON, and no `null` (measured:
 * https://github.com/floci-io/floci/pull/2011).
 */
export function claimTexts(claims: Claims): Record<string, string> {
  const there = Object.entries(claims).filter(([, claim]) => claim !== null);
  return Object.fromEntries(there.map(([name, claim]) => [name, claimText(claim)]));
}

function claimText(claim: unknown): string {
  if (Array.isArray(claim)) return `[${claim.map(claimText).join(" ")}]`;
  return typeof claim === "object" ? JSON.stringify(claim) : String(claim);
}

function isTime(claim: unknown): claim is number {
  return typeof claim === "number" && Number.isFinite(claim);
}

/** As JSON, so that nothing in it can do anything to a terminal. */
function formatClaim(value: unknown): string {
  return JSON.stringify(value)?.slice(0, 200) ?? "absent";
}
