import type { LambdaFunction, UserPoolModel } from "../model/model";
import type { Issuer } from "./issuer";

/**
 * Path prefix for the OpenID configuration and the JWKS of each user pool, which the local gateway itself
 * serves. A route of an API is unlikely to start with this prefix.
 */
const PREFIX = "/_gatewright/";

/** Part of the path of each document. */
const WELL_KNOWN = "/.well-known/";

/**
 * Returns the path prefix of a pool's OpenID configuration and JWKS, on the local URL of an API:
 * `/_gatewright/users`.
 */
function userPoolPath({ label }: UserPoolModel): string {
  return `${PREFIX}${label}`;
}

/**
 * Returns the functions of a stack, whose requests for the documents of the stack's user pools then reach the local gateway.
 * A function can therefore verify local tokens with the same code as on AWS. Other requests to Cognito are not redirected.
 *
 * @param url local URL of an API, which serves the documents. Undefined if the stack has no API
 */
export function addIssuerRedirects(
  functions: ReadonlyMap<string, LambdaFunction>,
  pools: readonly UserPoolModel[],
  url: string | undefined,
): ReadonlyMap<string, LambdaFunction> {
  if (url === undefined || pools.length === 0) return functions;
  const own = Object.fromEntries(pools.map(({ issuer }) => [`${issuer}${WELL_KNOWN}`, url]));
  const add = (fn: LambdaFunction) => ({ ...fn, redirects: { ...fn.redirects, ...own } });
  return new Map([...functions].map(([address, fn]) => [address, add(fn)]));
}

/**
 * Returns the OpenID configuration or the JWKS of a user pool, depending on the path. Cognito serves both
 * documents below the issuer URL. A redirected request of a function has the path and the host of this URL.
 *
 * @param path path of the request: `/_gatewright/users/.well-known/jwks.json`
 * @param host value of the `host` header: `localhost:3000`
 * @returns `undefined` for any other path
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/federation-endpoints.html
 */
export function wellKnownDocument(issuer: Issuer, path: string, host: string): object | undefined {
  if (!path.includes(WELL_KNOWN)) return undefined;
  for (const pool of issuer.pools) {
    const { base, url } = documentBase(pool, host);
    if (path === `${base}${WELL_KNOWN}jwks.json`) return issuer.jwks();
    if (path === `${base}${WELL_KNOWN}openid-configuration`) return issuer.discovery(pool, url);
  }
  return undefined;
}

/** Returns the start of the paths of a pool's documents, and of their URLs, for requests to a host. */
function documentBase(pool: UserPoolModel, host: string): { readonly base: string; readonly url: string } {
  const { host: issuerHost, pathname } = new URL(pool.issuer);
  if (host === issuerHost) return { base: pathname, url: pool.issuer };
  const base = userPoolPath(pool);
  return { base, url: `http://${host}${base}` };
}
