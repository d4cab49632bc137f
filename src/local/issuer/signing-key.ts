import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from "node:crypto";
import { promisify } from "node:util";
import { calculateJwkThumbprint } from "jose";

/** An RSA key that tokens are signed with. */
export interface SigningKey {
  readonly privateKey: KeyObject;
  /** Its name, which follows from the key. */
  readonly kid: string;
  /** Its public part, as a user pool publishes it. */
  readonly publicJwk: PublicJwk;
}

/** https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html */
export interface PublicJwk {
  readonly alg: "RS256";
  readonly e: string;
  readonly kid: string;
  readonly kty: "RSA";
  readonly n: string;
  readonly use: "sig";
}

const BITS = 2048;

/** A new key. */
export async function generateKey(): Promise<SigningKey> {
  const { privateKey } = await promisify(generateKeyPair)("rsa", { modulusLength: BITS });
  return signingKey(privateKey);
}

let ofProcess: Promise<SigningKey> | undefined;

/** This process' key, made when it is first asked for. */
export function sharedKey(): Promise<SigningKey> {
  ofProcess ??= generateKey();
  return ofProcess;
}

/** The key in a PEM text. @throws Error where there is none, or none that RS256 takes */
export async function keyFromPem(pem: string): Promise<SigningKey> {
  return signingKey(createPrivateKey(pem));
}

/** A key as PEM, PKCS #8. */
export function keyToPem({ privateKey }: SigningKey): string {
  return privateKey.export({ type: "pkcs8", format: "pem" }).toString();
}

async function signingKey(privateKey: KeyObject): Promise<SigningKey> {
  const { kty, n, e } = createPublicKey(privateKey).export({ format: "jwk" });
  const bits = privateKey.asymmetricKeyDetails?.modulusLength ?? 0;
  if (kty !== "RSA" || !n || !e || bits < BITS) throw new Error(`an RSA key of ${BITS} bits was expected`);
  const kid = await calculateJwkThumbprint({ kty, n, e });
  return { privateKey, kid, publicJwk: { alg: "RS256", e, kid, kty, n, use: "sig" } };
}
