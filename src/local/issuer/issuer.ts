import { randomUUID } from "node:crypto";
import { CompactSign, createLocalJWKSet } from "jose";
import type { UserPoolModel } from "../model/model";
import type { PublicJwk, SigningKey } from "./signing-key";
import { resolveTokenSettings, type TokenSettings } from "./token-settings";

/**
 * Function that finds the public key of a token. It throws an error if the issuer has no such key, and a
 * `JwksUnreachableError` if the keys of the issuer cannot be fetched.
 */
export type FindKey = ReturnType<typeof createLocalJWKSet>;

/** Lookup of the public keys that verify the tokens of an issuer. */
export interface IssuerKeys {
  /**
   * Returns the function that finds the keys of an issuer.
   *
   * @param issuer URL of the issuer, exactly as in the configuration of the authorizer
   */
  of(issuer: string): FindKey;
}

/** Local issuer of access tokens for a stack's user pools. It replaces Cognito, but users cannot sign in. */
export interface Issuer {
  readonly pools: readonly UserPoolModel[];
  /**
   * Returns the OpenID configuration of a pool, which is the document at `/.well-known/openid-configuration`
   * below the pool's URL. The document lists no sign-in endpoints, because the local issuer has none.
   *
   * @param baseUrl URL prefix of the pool's JWKS, such as `http://localhost:3000/_gatewright/users`. Default:
   * the issuer URL of the pool
   */
  discovery(pool: UserPoolModel, baseUrl?: string): DiscoveryDocument;
  /**
   * Returns the JWKS of every pool, which is the document at `/.well-known/jwks.json`. All pools share one
   * key.
   */
  jwks(): { readonly keys: readonly PublicJwk[] };
  /**
   * Creates a signed access token or ID token (JWT, RS256).
   *
   * @throws InvalidTokenRequest if the pool does not have a requested scope, group or client
   */
  token(request: TokenSettings): Promise<string>;
  /**
   * Returns a key lookup for all issuers. It uses the local key for the pools of this issuer, and `others`
   * for any other issuer.
   */
  keys(others: IssuerKeys): IssuerKeys;
}

/**
 * OpenID configuration of a user pool. OpenID Connect calls it the discovery document.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/federation-endpoints.html
 */
export interface DiscoveryDocument {
  readonly id_token_signing_alg_values_supported: readonly string[];
  readonly issuer: string;
  readonly jwks_uri: string;
  readonly response_types_supported: readonly string[];
  readonly scopes_supported: readonly string[];
  readonly subject_types_supported: readonly string[];
}

export interface IssuerOptions {
  readonly pools: readonly UserPoolModel[];
  /** Key with which the issuer signs the access tokens of all pools. */
  readonly key: SigningKey;
  /** Returns milliseconds since the Unix epoch. Default: `Date.now`. */
  readonly now?: () => number;
}

/**
 * Creates the issuer of a stack's user pools. Unlike pools in Cognito, all pools share one key. A token is
 * still valid for only one pool, because authorizers compare the claim `iss` with the URL of their issuer.
 */
export function createIssuer({ pools, key, now = Date.now }: IssuerOptions): Issuer {
  const jwks = { keys: [key.publicJwk] };
  const findKey = createLocalJWKSet({ keys: [{ ...key.publicJwk }] });
  return {
    pools,
    discovery: createDiscoveryDocument,
    jwks: () => jwks,
    token: (request) => signClaims(createClaims(request, Math.floor(now() / 1000)), key),
    keys: (others) => ({
      of: (issuer) => (pools.some((pool) => pool.issuer === issuer) ? findKey : others.of(issuer)),
    }),
  };
}

function createDiscoveryDocument({ issuer }: UserPoolModel, baseUrl: string = issuer): DiscoveryDocument {
  return {
    id_token_signing_alg_values_supported: ["RS256"],
    issuer,
    jwks_uri: `${baseUrl}/.well-known/jwks.json`,
    response_types_supported: ["code", "token"],
    scopes_supported: ["openid", "email", "phone", "profile"],
    subject_types_supported: ["public"],
  };
}

/**
 * Creates the claims of a token.
 *
 * @param now seconds since the Unix epoch
 */
function createClaims(request: TokenSettings, now: number): Record<string, unknown> {
  const settings = resolveTokenSettings(request);
  const { subject, groups, expiresInMinutes } = settings;
  return {
    sub: subject,
    // Cognito omits this claim for a user without groups.
    ...(groups.length > 0 ? { "cognito:groups": groups } : {}),
    iss: request.pool.issuer,
    origin_jti: randomUUID(),
    event_id: randomUUID(),
    auth_time: now,
    exp: now + Math.round(expiresInMinutes * 60),
    iat: now,
    jti: randomUUID(),
    ...(request.use === "id" ? idClaims(settings) : accessClaims(settings)),
    ...request.claims,
  };
}

type Settings = ReturnType<typeof resolveTokenSettings>;

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html */
function accessClaims({ subject, clientId, scopes }: Settings): Record<string, unknown> {
  return { version: 2, client_id: clientId, token_use: "access", scope: scopes.join(" "), username: subject };
}

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html */
function idClaims({ subject, clientId }: Settings): Record<string, unknown> {
  return { aud: clientId, token_use: "id", "cognito:username": subject };
}

function signClaims(claims: Record<string, unknown>, { privateKey, kid }: SigningKey): Promise<string> {
  return new CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
    .setProtectedHeader({ kid, alg: "RS256" })
    .sign(privateKey);
}
