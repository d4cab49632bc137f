import type { UserPoolModel } from "../model/model";
import type { Issuer } from "./issuer";

/**
 * Path prefix for the OpenID configuration and the JWKS of each user pool, which the local gateway itself
 * serves. A route of an API is unlikely to start with this prefix.
 */
const PREFIX = "/_gatewright/";

/**
 * Returns the path prefix of a pool's OpenID configuration and JWKS, on the local URL of an API:
 * `/_gatewright/users`.
 */
export function userPoolPath({ label }: UserPoolModel): string {
  return `${PREFIX}${label}`;
}

/**
 * Returns the OpenID configuration or the JWKS of a user pool, depending on the path. Cognito serves both
 * documents below the issuer URL.
 *
 * @param path path of the request: `/_gatewright/users/.well-known/jwks.json`
 * @param host value of the `host` header: `localhost:3000`
 * @returns `undefined` for any other path
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/federation-endpoints.html
 */
export function wellKnownDocument(issuer: Issuer, path: string, host: string): object | undefined {
  if (!path.startsWith(PREFIX)) return undefined;
  for (const pool of issuer.pools) {
    const base = `${userPoolPath(pool)}/.well-known`;
    if (path === `${base}/jwks.json`) return issuer.jwks();
    if (path === `${base}/openid-configuration`) {
      return issuer.discovery(pool, `http://${host}${userPoolPath(pool)}`);
    }
  }
  return undefined;
}
