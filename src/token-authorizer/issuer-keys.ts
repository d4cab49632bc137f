import { createRemoteJWKSet, errors, type JWTVerifyGetKey } from "jose";

/** Timeout of each request to the issuer. Both requests together take less time than the timeout of the function. */
const TIMEOUT_MS = 3_000;

/**
 * Time for which keys are kept, as in an HTTP API: "API Gateway can cache the public key for two hours"
 * (http-api-jwt-authorizer, developer guide).
 */
const CACHE_MS = 2 * 60 * 60 * 1000;

/** Shortest time between two requests that tokens with an unknown key ID cause. */
const COOLDOWN_MS = 30_000;

/**
 * Shortest time between a failed request and the next one. Each failed request takes up to {@link TIMEOUT_MS}, and clients
 * connect again after an error. The time is short, because no new connection opens until a request succeeds.
 */
const FAILURE_COOLDOWN_MS = 5_000;

/** Creates the lookup of an issuer's keys. The first token causes the request for the discovery document. */
export function createKeyLookup(issuer: string): JWTVerifyGetKey {
  const discover = withFailureCooldown(() => discoverKeys(issuer));
  let keys: Promise<JWTVerifyGetKey> | undefined;
  return async (header, token) => {
    keys ??= discover();
    const findKey = await keys.catch((error) => {
      keys = undefined;
      throw error;
    });
    return findKey(header, token);
  };
}

/** Returns a request that, for a short time after an error, throws this error again. */
function withFailureCooldown<Result>(request: () => Promise<Result>): () => Promise<Result> {
  let failure: { readonly error: unknown; readonly time: number } | undefined;
  return async () => {
    if (failure && Date.now() - failure.time < FAILURE_COOLDOWN_MS) throw failure.error;
    try {
      return await request();
    } catch (error) {
      failure = { error, time: Date.now() };
      throw error;
    }
  };
}

/**
 * Reads the discovery document. A redirect is an error, because another host could name other keys. jose follows no redirect
 * of the keys.
 * @see https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig
 */
async function discoverKeys(issuer: string): Promise<JWTVerifyGetKey> {
  const url = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
  const response = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(TIMEOUT_MS) });
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
  return createRemoteKeys(new URL(jwksUri));
}

/** Creates the lookup of the keys at a URL. Keys that are loaded stay usable while a request for new keys fails. */
function createRemoteKeys(url: URL): JWTVerifyGetKey {
  const keys = createRemoteJWKSet(url, {
    timeoutDuration: TIMEOUT_MS,
    cacheMaxAge: CACHE_MS,
    // jose has no cooldown after a failed request. It must therefore not send requests itself.
    cooldownDuration: Number.POSITIVE_INFINITY,
  });
  let loadedAt = 0;
  const load = withFailureCooldown(async () => {
    await keys.reload();
    loadedAt = Date.now();
  });
  return async (header, token) => {
    if (!keys.fresh) await load();
    try {
      return await keys(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey) || Date.now() - loadedAt < COOLDOWN_MS) throw error;
    }
    await load();
    return keys(header, token);
  };
}
