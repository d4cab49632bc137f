import { randomUUID } from "node:crypto";
import { CompactSign, createLocalJWKSet } from "jose";
import type { UserPoolModel } from "../model/model";
import type { PublicJwk, SigningKey } from "./signing-key";
import { grantedClaims, type TokenRequest } from "./token-claims";

/** Finds the public key of a token. It throws where there is none, and a KeysUnreachable where there is no issuer. */
export type FindKey = ReturnType<typeof createLocalJWKSet>;

/** The public keys of issuers. */
export interface IssuerKeys {
  /** @param issuer as an authorizer names it */
  of(issuer: string): FindKey;
}

/** Cognito on this machine, as far as tokens go: the issuer of a stack's user pools. */
export interface Issuer {
  readonly pools: readonly UserPoolModel[];
  /**
   * What a pool has at `/.well-known/openid-configuration`, of what there is here: nobody signs in.
   *
   * @param at where the pool's documents are served: `http://localhost:3000/_pools/users`
   */
  discovery(pool: UserPoolModel, at?: string): DiscoveryDocument;
  /** What a pool has at `/.well-known/jwks.json`. */
  jwks(): { readonly keys: readonly PublicJwk[] };
  /** A signed access token. @throws TokenWishFault for a scope, group or client that the pool does not have */
  token(wish: TokenRequest): Promise<string>;
  /** The keys of the pools, and of other issuers as `others` has them. */
  keys(others: IssuerKeys): IssuerKeys;
}

/** https://docs.aws.amazon.com/cognito/latest/developerguide/federation-endpoints.html */
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
  readonly key: SigningKey;
  /** Milliseconds since 1970. Default: the clock. */
  readonly now?: () => number;
}

/**
 * All pools share a key, other than Cognito's: a token is a pool's by its `iss`, which an authorizer compares.
 */
export function createIssuer({ pools, key, now = Date.now }: IssuerOptions): Issuer {
  const jwks = { keys: [key.publicJwk] };
  const find = createLocalJWKSet({ keys: [{ ...key.publicJwk }] });
  return {
    pools,
    discovery,
    jwks: () => jwks,
    token: (wish) => sign(accessClaims(wish, Math.floor(now() / 1000)), key),
    keys: (others) => ({
      of: (issuer) => (pools.some((pool) => pool.issuer === issuer) ? find : others.of(issuer)),
    }),
  };
}

function discovery({ issuer }: UserPoolModel, at: string = issuer): DiscoveryDocument {
  return {
    id_token_signing_alg_values_supported: ["RS256"],
    issuer,
    jwks_uri: `${at}/.well-known/jwks.json`,
    response_types_supported: ["code", "token"],
    scopes_supported: ["openid", "email", "phone", "profile"],
    subject_types_supported: ["public"],
  };
}

/**
 * @param now seconds since 1970
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html
 */
function accessClaims(wish: TokenRequest, now: number): Record<string, unknown> {
  const { subject, groups, clientId, scopes, expiresInMinutes } = grantedClaims(wish);
  return {
    sub: subject,
    // Who is in no group has no such claim.
    ...(groups.length > 0 ? { "cognito:groups": groups } : {}),
    iss: wish.pool.issuer,
    version: 2,
    client_id: clientId,
    origin_jti: randomUUID(),
    event_id: randomUUID(),
    token_use: "access",
    scope: scopes.join(" "),
    auth_time: now,
    exp: now + Math.round(expiresInMinutes * 60),
    iat: now,
    jti: randomUUID(),
    username: subject,
    ...wish.claims,
  };
}

function sign(claims: Record<string, unknown>, { privateKey, kid }: SigningKey): Promise<string> {
  return new CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
    .setProtectedHeader({ kid, alg: "RS256" })
    .sign(privateKey);
}
