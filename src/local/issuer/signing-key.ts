import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from "node:crypto";
import { promisify } from "node:util";
import { calculateJwkThumbprint } from "jose";

/** RSA key with which the local issuer signs access tokens. */
export interface SigningKey {
  readonly privateKey: KeyObject;
  /** Key ID: the JWK thumbprint of the public key. */
  readonly kid: string;
  /** Public key in the format in which a user pool publishes it. */
  readonly publicJwk: PublicJwk;
}

/**
 * Public key as a JSON Web Key (JWK), with the same fields as in the JWKS of a user pool.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html
 */
export interface PublicJwk {
  readonly alg: "RS256";
  readonly e: string;
  readonly kid: string;
  readonly kty: "RSA";
  readonly n: string;
  readonly use: "sig";
}

const MIN_KEY_BITS = 2048;

/** Generates an RSA key of 2048 bits. */
export async function generateKey(): Promise<SigningKey> {
  const { privateKey } = await promisify(generateKeyPair)("rsa", { modulusLength: MIN_KEY_BITS });
  return toSigningKey(privateKey);
}

let processKey: Promise<SigningKey> | undefined;

/** Returns the key of this process. The first call generates the key, and later calls return the same key. */
export function sharedKey(): Promise<SigningKey> {
  processKey ??= generateKey();
  return processKey;
}

/**
 * Reads a private key in PEM format.
 *
 * @throws Error if the key is not an RSA key of at least 2048 bits, which RS256 requires
 */
export async function keyFromPem(pem: string): Promise<SigningKey> {
  return toSigningKey(createPrivateKey(pem));
}

/** Formats a private key as PEM (PKCS #8). */
export function keyToPem({ privateKey }: SigningKey): string {
  return privateKey.export({ type: "pkcs8", format: "pem" }).toString();
}

async function toSigningKey(privateKey: KeyObject): Promise<SigningKey> {
  const { kty, n, e } = createPublicKey(privateKey).export({ format: "jwk" });
  const bits = privateKey.asymmetricKeyDetails?.modulusLength ?? 0;
  if (kty !== "RSA" || !n || !e || bits < MIN_KEY_BITS) {
    throw new Error(`expected an RSA key of at least ${MIN_KEY_BITS} bits`);
  }
  const kid = await calculateJwkThumbprint({ kty, n, e });
  return { privateKey, kid, publicJwk: { alg: "RS256", e, kid, kty, n, use: "sig" } };
}
