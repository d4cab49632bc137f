import type { AuthorizationResult } from "../gateway/core/authorization-result";
import type { RoutedRecord } from "../gateway/core/request-record";
import type { IssuerKeys } from "../issuer/issuer";
import type { CognitoAuthorization } from "../model/model";
import { type Claims, readScopes } from "./jwt-claims";
import { TokenError, verifyToken } from "./jwt-verify";
import { denyRest, denyRestUnauthorized } from "./rest-denials";
import { readRestIdentity } from "./rest-identity";

/**
 * Allows a request with a valid token of one of the user pools: an access token with one of the method's scopes, or an ID
 * token if the method has no scopes.
 *
 * @param now returns milliseconds since the Unix epoch
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-enable-cognito-user-pool.html
 */
export async function authorizeCognito(
  record: RoutedRecord,
  authorization: CognitoAuthorization,
  keys: IssuerKeys,
  now: () => number,
): Promise<AuthorizationResult> {
  const token = readRestIdentity(authorization.identitySource, record)?.replace(/^bearer /i, "");
  const deny = (reason: string) =>
    denyRestUnauthorized(`Cognito authorizer ${authorization.address}: ${reason}`);
  if (token === undefined) return deny(`no token in ${authorization.identitySource}`);
  const issuer = readIssuer(token);
  if (issuer === undefined || !authorization.issuers.includes(issuer))
    return deny(`the issuer of the token is not one of ${authorization.issuers.join(", ")}`);
  try {
    const claims = await verifyToken(token, issuer, keys);
    if (!(typeof claims.exp === "number" && now() / 1000 < claims.exp))
      return denyRest("EXPIRED_TOKEN", "The incoming token has expired", "the token has expired");
    const error = findClaimError(claims, authorization);
    return error === undefined
      ? { isAuthorized: true, authorizer: { claims: formatCognitoClaims(claims) } }
      : deny(error);
  } catch (error) {
    if (!(error instanceof TokenError)) throw error;
    return deny(error.detail === undefined ? error.description : `${error.description}: ${error.detail}`);
  }
}

/** Reads the issuer of a token that is not verified yet. It selects the keys that verify the token. */
function readIssuer(token: string): string | undefined {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
    const { iss } = Object(claims);
    return typeof iss === "string" ? iss : undefined;
  } catch {
    return undefined;
  }
}

function findClaimError(claims: Claims, { scopes }: CognitoAuthorization): string | undefined {
  const expected = scopes.length > 0 ? "access" : "id";
  if (claims.token_use !== expected) {
    const option = scopes.length > 0 ? `--scope ${scopes[0]}` : "--id";
    const fix = `To get a token, run: npx gatewright token ${option}`;
    return `token_use is ${JSON.stringify(claims.token_use)}; the method needs "${expected}". ${fix}`;
  }
  const actual = readScopes(claims);
  return scopes.length === 0 || actual.some((scope) => scopes.includes(scope))
    ? undefined
    : `the token lacks scope: expected one of ${scopes.join(", ")}, got ${actual.join(", ") || "none"}`;
}

/**
 * Formats claims as an event contains them: every value is a string, and `exp` and `iat` are dates
 * (`Tue Jun 18 15:00:04 UTC 2024`), as captures in aws-powertools/powertools-lambda-typescript show. The format of a list
 * is unverified; the values are separated by commas.
 */
function formatCognitoClaims(claims: Claims): Record<string, string> {
  const present = Object.entries(claims).filter(([, claim]) => claim !== null);
  return Object.fromEntries(present.map(([name, claim]) => [name, formatClaim(name, claim)]));
}

function formatClaim(name: string, claim: unknown): string {
  if ((name === "exp" || name === "iat") && typeof claim === "number") return formatJavaDate(claim);
  if (Array.isArray(claim)) return claim.map(String).join(",");
  return typeof claim === "object" ? JSON.stringify(claim) : String(claim);
}

/** Formats a time as the method `toString()` of Java's class `Date` does. */
function formatJavaDate(seconds: number): string {
  const [day, date, month, year, time] = new Date(seconds * 1000).toUTCString().split(/,? /);
  return `${day} ${month} ${date} ${time} UTC ${year}`;
}
