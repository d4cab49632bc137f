import type { UserPoolModel } from "../model/model";
import type { Issuer } from "./issuer";

/** Path prefix of the local gateway's own documents. It is unlikely to collide with a route of an API. */
const PREFIX = "/_gatewright/";

/** Returns the path below which a pool's documents are served at an API's address: `/_gatewright/users`. */
export function userPoolPath({ label }: UserPoolModel): string {
  return `${PREFIX}${label}`;
}

/**
 * Returns a user pool's discovery document or keys, which Cognito serves at the issuer's address.
 *
 * @param path path of the request: `/_gatewright/users/.well-known/jwks.json`
 * @param host host and port of the request: `localhost:3000`
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
