import { createLocalJWKSet, type JSONWebKeySet, type JWTHeaderParameters } from "jose";
import { errorMessage } from "#error";
import type { FindKey, IssuerKeys } from "../issuer/issuer";
import { TOKEN_ERRORS } from "./jwt-challenge";
import { monotonicNow } from "./result-cache";

/** Error for an issuer whose keys cannot be fetched. */
export class JwksUnreachableError extends Error {
  override readonly name = "JwksUnreachableError";
  /** Message that API Gateway sends as `error_description` in the `www-authenticate` header. */
  readonly description: string;

  constructor(description: string, detail: string) {
    super(detail);
    this.description = description;
  }
}

export interface RemoteKeysOptions {
  /** Returns milliseconds of a monotonic clock. Default: `performance.now`. */
  readonly now?: () => number;
  /** Timeout of each HTTP request in milliseconds. Default: 1500, which API Gateway is reported to use. */
  readonly timeoutMs?: number;
}

/**
 * Time for which keys are cached. Source: "API Gateway can cache the public key for two hours"
 * (http-api-jwt-authorizer, developer guide).
 */
const CACHE_MS = 2 * 60 * 60 * 1000;

/**
 * Minimum time between two fetches that tokens with an unknown `kid` (key ID) cause. AWS does not document
 * this time, so the value is the default of the jose library.
 */
const COOLDOWN_MS = 30 * 1000;

/** A JSON Web Key Set (JWKS), and the jose function that finds the key of a token in the set. */
interface KeySet {
  readonly set: JSONWebKeySet;
  readonly find: FindKey;
}

interface CachedKeys extends KeySet {
  /** Milliseconds of the monotonic clock. */
  readonly fetchedAt: number;
}

/**
 * Creates the key lookup for remote issuers. The URL of an issuer's JWKS is read from its discovery document.
 * The JWKS is cached for two hours, as in API Gateway. A token with an unknown `kid` causes another fetch, at
 * most once in 30 seconds. Concurrent requests share one fetch.
 *
 * @returns key lookup that throws a {@link JwksUnreachableError} if the keys of an issuer cannot be fetched
 * @see https://openid.net/specs/openid-connect-discovery-1_0.html
 */
export function createRemoteKeys({
  now = monotonicNow,
  timeoutMs = 1500,
}: RemoteKeysOptions = {}): IssuerKeys {
  const cache = new Map<string, CachedKeys>();
  const pending = new Map<string, Promise<CachedKeys>>();

  async function fetchAndCache(issuer: string): Promise<CachedKeys> {
    const keys = { ...(await fetchJwks(issuer, timeoutMs)), fetchedAt: now() };
    cache.set(issuer, keys);
    return keys;
  }

  function refreshKeys(issuer: string): Promise<CachedKeys> {
    const keys = pending.get(issuer) ?? fetchAndCache(issuer).finally(() => pending.delete(issuer));
    pending.set(issuer, keys);
    return keys;
  }

  function isFresh({ set, fetchedAt }: CachedKeys, { kid }: JWTHeaderParameters): boolean {
    const ageMs = now() - fetchedAt;
    return ageMs < (set.keys.some((key) => key.kid === kid) ? CACHE_MS : COOLDOWN_MS);
  }

  return {
    of: (issuer) => async (header, token) => {
      const cached = cache.get(issuer);
      const isUsable = cached && isFresh(cached, header as JWTHeaderParameters);
      const keys = isUsable ? cached : await refreshKeys(issuer);
      return keys.find(header, token);
    },
  };
}

async function fetchJwks(issuer: string, timeoutMs: number): Promise<KeySet> {
  const url = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
  const discovery = await fetchJson(url, TOKEN_ERRORS.discovery, timeoutMs);
  // OpenID Connect Discovery requires that `issuer` in the document equals the configured issuer URL. API
  // Gateway rejects an authorizer whose issuer differs:
  // https://github.com/aws/serverless-application-model/issues/1727
  if (discovery.issuer !== issuer) {
    throw new JwksUnreachableError(
      TOKEN_ERRORS.discovery,
      `${url}: issuer is ${JSON.stringify(discovery.issuer)}; expected ${JSON.stringify(issuer)}`,
    );
  }
  const jwksUri = discovery.jwks_uri;
  if (typeof jwksUri !== "string") {
    throw new JwksUnreachableError(TOKEN_ERRORS.jwks, `${url}: jwks_uri is missing`);
  }
  const jwks = await fetchJson(jwksUri, TOKEN_ERRORS.jwks, timeoutMs);
  return readJwks(jwks as unknown as JSONWebKeySet, jwksUri);
}

function readJwks(set: JSONWebKeySet, url: string): KeySet {
  try {
    return { set, find: createLocalJWKSet(set) };
  } catch (error) {
    throw new JwksUnreachableError(TOKEN_ERRORS.jwks, `${url}: ${errorMessage(error)}`);
  }
}

async function fetchJson(
  url: string,
  description: string,
  timeoutMs: number,
): Promise<Record<string, unknown>> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
    if (!response.ok) throw new Error(`status ${response.status}`);
    return Object(await response.json());
  } catch (error) {
    throw new JwksUnreachableError(description, `${url}: ${errorMessage(error)}`);
  }
}
