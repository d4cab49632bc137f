import type { UserPoolModel } from "../model/model";
import type { Issuer } from "./issuer";

/** No route of an API that anybody would have begins so; what is below is this machine's own. */
const PREFIX = "/_gatewright/";

/** Where a pool's documents are served, below an API's address: `/_gatewright/users`. */
export function userPoolPath({ label }: UserPoolModel): string {
  return `${PREFIX}${label}`;
}

/**
 * A user pool's discovery document or keys, as Cognito has them at its issuer's address.
 *
 * @returns `undefined` for any other request
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
