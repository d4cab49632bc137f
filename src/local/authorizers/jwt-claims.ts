import type { JwtAuthorization } from "../model/model";
import { TOKEN_ERRORS } from "./jwt-challenge";

export type Claims = Readonly<Record<string, unknown>>;

/** Error for a token whose claims are invalid. */
export interface ClaimError {
  /** Message that is sent as `error_description` in the `www-authenticate` header. */
  readonly description: string;
  /** Actual and expected values, for the terminal. */
  readonly detail: string;
}

interface Rule {
  readonly description: string;
  /** @param now seconds since the Unix epoch, including fractions of a second */
  isMet(claims: Claims, authorization: JwtAuthorization, now: number): boolean;
  detail(claims: Claims, authorization: JwtAuthorization, now: number): string;
}

/**
 * Rules for claims, in the order in which API Gateway applies them. Clock skew is not tolerated.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
 */
const RULES: readonly Rule[] = [
  {
    description: TOKEN_ERRORS.issuer,
    isMet: ({ iss }, { issuer }) => iss === issuer,
    detail: ({ iss }, { issuer }) => `iss is ${formatClaim(iss)}; expected ${formatClaim(issuer)}`,
  },
  {
    description: TOKEN_ERRORS.audience,
    isMet: (claims, { audiences }) => readAudiences(claims).some((audience) => audiences.includes(audience)),
    detail: (claims, { audiences }) =>
      `audience is ${formatClaim(readAudiences(claims))}; expected one of ${formatClaim(audiences)}`,
  },
  {
    // AWS documents that API Gateway evaluates `exp`, but not how it handles a token without `exp`. The local
    // gateway rejects such a token.
    description: TOKEN_ERRORS.expired,
    isMet: ({ exp }, _, now) => isTime(exp) && now < exp,
    detail: ({ exp }, _, now) => `exp is ${formatClaim(exp)}; the current time is ${Math.floor(now)}`,
  },
  {
    description: TOKEN_ERRORS.notYet,
    isMet: ({ nbf }, _, now) => nbf === undefined || (isTime(nbf) && nbf <= now),
    detail: ({ nbf }, _, now) => `nbf is ${formatClaim(nbf)}; the current time is ${Math.floor(now)}`,
  },
  {
    description: TOKEN_ERRORS.issuedLater,
    isMet: ({ iat }, _, now) => iat === undefined || (isTime(iat) && iat <= now),
    detail: ({ iat }, _, now) => `iat is ${formatClaim(iat)}; the current time is ${Math.floor(now)}`,
  },
];

/**
 * Validates a token's claims.
 *
 * @param now seconds since the Unix epoch, including fractions of a second
 * @returns the first error, or `undefined` if the claims are valid
 */
export function validateClaims(
  claims: Claims,
  authorization: JwtAuthorization,
  now: number,
): ClaimError | undefined {
  const rule = RULES.find(({ isMet }) => !isMet(claims, authorization, now));
  return rule && { description: rule.description, detail: rule.detail(claims, authorization, now) };
}

/**
 * Reads a token's audiences from `aud`, or from `client_id` if the token has no `aud`. Cognito access tokens
 * have only `client_id`.
 */
function readAudiences({ aud, client_id: clientId }: Claims): string[] {
  return stringsOf(aud === undefined ? clientId : aud);
}

/**
 * Reads a token's scopes from `scope`, or from `scp` if the token has no `scope`. The claim is a list, or a
 * string with spaces between the scopes. AWS does not document which claim applies if a token has both. Only
 * `scope` is read in that case, because reading both claims would allow more requests.
 */
export function readScopes({ scope, scp }: Claims): string[] {
  return stringsOf(scope === undefined ? scp : scope).flatMap((value) => value.split(" ").filter(Boolean));
}

function stringsOf(claim: unknown): string[] {
  return [claim].flat().filter((value) => typeof value === "string");
}

/**
 * Formats claims as a Lambda event contains them. Every value is a string: a list is formatted as in Go
 * (`[a b]`), and an object is JSON. Claims that are `null` are omitted. These formats were measured:
 * https://github.com/floci-io/floci/pull/2011.
 */
export function formatClaims(claims: Claims): Record<string, string> {
  const present = Object.entries(claims).filter(([, claim]) => claim !== null);
  return Object.fromEntries(present.map(([name, claim]) => [name, toClaimString(claim)]));
}

function toClaimString(claim: unknown): string {
  if (Array.isArray(claim)) return `[${claim.map(toClaimString).join(" ")}]`;
  return typeof claim === "object" ? JSON.stringify(claim) : String(claim);
}

function isTime(claim: unknown): claim is number {
  return typeof claim === "number" && Number.isFinite(claim);
}

/** Formats a claim for the terminal. JSON escapes the control characters that a terminal would execute. */
function formatClaim(value: unknown): string {
  return JSON.stringify(value)?.slice(0, 200) ?? "absent";
}
