import { createLocalJWKSet, type JSONWebKeySet, type JWTHeaderParameters } from "jose";
import { errorMessage } from "#error";
import type { FindKey, IssuerKeys } from "../issuer/issuer";
import { TOKEN_ERRORS } from "./jwt-challenge";

/** An issuer that tells no keys. */
export class JwksUnreachableError extends Error {
  override readonly name = "KeysUnreachable";
  /** API Gateway's words for it. */
  readonly description: string;

  constructor(description: string, detail: string) {
    super(detail);
    this.description = description;
  }
}

export interface RemoteKeysOptions {
  /** Milliseconds since 1970. Default: the clock. */
  readonly now?: () => number;
  /** Milliseconds for each of the two requests. Default: 1500, as API Gateway's are reported to have. */
  readonly timeoutMs?: number;
}

/** "API Gateway can cache the public key for two hours": http-api-jwt-authorizer, developer guide. */
const CACHE_MS = 2 * 60 * 60 * 1000;

/** How long a kid that is not there is not asked for again; jose's own default. API Gateway's is not known. */
const COOLDOWN_MS = 30 * 1000;

interface CachedKeys {
  readonly set: JSONWebKeySet;
  readonly find: FindKey;
  readonly since: number;
}

/**
 * Keys by an issuer's discovery document, kept as API Gateway keeps them. A kid that is not among them has them
 * fetched again, at most every half minute; requests that come meanwhile wait for the same answer.
 *
 * @see https://openid.net/specs/openid-connect-discovery-1_0.html
 */
export function createRemoteKeys({ now = Date.now, timeoutMs = 1500 }: RemoteKeysOptions = {}): IssuerKeys {
  const kept = new Map<string, CachedKeys>();
  const coming = new Map<string, Promise<CachedKeys>>();

  async function fetched(issuer: string): Promise<CachedKeys> {
    const fresh = { ...(await fetchJwks(issuer, timeoutMs)), since: now() };
    kept.set(issuer, fresh);
    return fresh;
  }

  function fresh(issuer: string): Promise<CachedKeys> {
    const waiting = coming.get(issuer) ?? fetched(issuer).finally(() => coming.delete(issuer));
    coming.set(issuer, waiting);
    return waiting;
  }

  function isEnough({ set, since }: CachedKeys, { kid }: JWTHeaderParameters): boolean {
    const age = now() - since;
    return age < (set.keys.some((key) => key.kid === kid) ? CACHE_MS : COOLDOWN_MS);
  }

  return {
    of: (issuer) => async (header, token) => {
      const known = kept.get(issuer);
      const keys = known && isEnough(known, header as JWTHeaderParameters) ? known : await fresh(issuer);
      return keys.find(header, token);
    },
  };
}

async function fetchJwks(issuer: string, timeoutMs: number): Promise<Pick<CachedKeys, "set" | "find">> {
  const url = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
  const discovered = await fetchJson(url, TOKEN_ERRORS.discovery, timeoutMs);
  // The specification asks for this, and API Gateway takes no authorizer of an issuer that does not do it:
  // https://github.com/aws/serverless-application-model/issues/1727
  if (discovered.issuer !== issuer) {
    throw new JwksUnreachableError(
      TOKEN_ERRORS.discovery,
      `${url} is of the issuer ${JSON.stringify(discovered.issuer)}`,
    );
  }
  const at = discovered.jwks_uri;
  if (typeof at !== "string") throw new JwksUnreachableError(TOKEN_ERRORS.jwks, `${url} has no jwks_uri`);
  return readJwks((await fetchJson(at, TOKEN_ERRORS.jwks, timeoutMs)) as unknown as JSONWebKeySet, at);
}

function readJwks(set: JSONWebKeySet, url: string): Pick<CachedKeys, "set" | "find"> {
  try {
    return { set, find: createLocalJWKSet(set) };
  } catch (fault) {
    throw new JwksUnreachableError(TOKEN_ERRORS.jwks, `${url}: ${errorMessage(fault)}`);
  }
}

async function fetchJson(
  url: string,
  description: string,
  timeoutMs: number,
): Promise<Record<string, unknown>> {
  try {
    const reply = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
    if (!reply.ok) throw new Error(`status ${reply.status}`);
    return Object(await reply.json());
  } catch (fault) {
    throw new JwksUnreachableError(description, `${url}: ${errorMessage(fault)}`);
  }
}
