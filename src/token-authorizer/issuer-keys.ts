import { createRemoteJWKSet, type JWTVerifyGetKey } from "jose";

/** Timeout of each request to the issuer. Both requests together take less time than the timeout of the function. */
const TIMEOUT_MS = 3_000;

/**
 * Time for which keys are kept, as in an HTTP API: "API Gateway can cache the public key for two hours"
 * (http-api-jwt-authorizer, developer guide).
 */
const CACHE_MS = 2 * 60 * 60 * 1000;

/** Shortest time between two requests that tokens with an unknown key ID cause. */
const COOLDOWN_MS = 30_000;

/** Creates the lookup of an issuer's keys. The first token causes the request for the discovery document. */
export function createKeyLookup(issuer: string): JWTVerifyGetKey {
  let keys: Promise<JWTVerifyGetKey> | undefined;
  return async (header, token) => {
    keys ??= discoverKeys(issuer);
    // After an error, the next token tries again.
    const findKey = await keys.catch((error) => {
      keys = undefined;
      throw error;
    });
    return findKey(header, token);
  };
}

/** @see https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig */
async function discoverKeys(issuer: string): Promise<JWTVerifyGetKey> {
  const url = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
  const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!response.ok) throw new Error(`${url}: status is ${response.status}; expected 200`);
  const { issuer: actual, jwks_uri: jwksUri }: Readonly<Record<string, unknown>> = Object(
    await response.json(),
  );
  if (actual !== issuer) throw new Error(`${url}: issuer is ${JSON.stringify(actual)}; expected "${issuer}"`);
  const { protocol } = new URL(issuer);
  if (typeof jwksUri !== "string" || !jwksUri.startsWith(protocol))
    throw new Error(
      `${url}: jwks_uri is ${JSON.stringify(jwksUri)}; expected a URL that starts with ${protocol}`,
    );
  return createRemoteJWKSet(new URL(jwksUri), {
    timeoutDuration: TIMEOUT_MS,
    cooldownDuration: COOLDOWN_MS,
    cacheMaxAge: CACHE_MS,
  });
}
