import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { SignatureV4 } from "@smithy/signature-v4";
import type { Credentials } from "#aws";
import type { GatewayRequest } from "../http/request";
import { headerOf } from "../http/request";
import { type Signature, signedQuery } from "./sigv4-parse";

/**
 * Returns true if a request was signed with the given secret access key. To check this, the function signs
 * the same parts of the request again and compares the result with the signature in the request.
 */
export async function verifySignature(
  { secretAccessKey }: Credentials,
  request: GatewayRequest,
  claimed: Signature,
): Promise<boolean> {
  // The session token is omitted here, because the request already contains it in a signed header or query
  // parameter.
  const credentials = { accessKeyId: claimed.accessKeyId, secretAccessKey };
  const { region, service } = claimed;
  const signer = new SignatureV4({ credentials, region, service, sha256: Sha256, applyChecksum: false });
  const expected = await RESIGN[claimed.form](signer, toSignerRequest(request, claimed), claimed);
  return isSameSignature(Buffer.from(expected, "hex"), Buffer.from(claimed.signature, "hex"));
}

/** Compares two signatures in constant time, so that the duration does not reveal how many bytes match. */
function isSameSignature(expected: Buffer, claimed: Buffer): boolean {
  return expected.length === claimed.length && timingSafeEqual(expected, claimed);
}

type SignerRequest = ReturnType<typeof toSignerRequest>;
type ResignRequest = (signer: SignatureV4, request: SignerRequest, claimed: Signature) => Promise<string>;

const RESIGN: Record<Signature["form"], ResignRequest> = {
  async header(signer, request, { timeEpoch, signedHeaders }) {
    const signableHeaders = new Set(signedHeaders);
    const { headers } = await signer.sign(request, { signingDate: new Date(timeEpoch), signableHeaders });
    return /Signature=(\w+)$/.exec(headers.authorization ?? "")?.[1] ?? "";
  },
  async query(signer, request, { timeEpoch, signedHeaders, expiresSeconds = 0 }) {
    const signableHeaders = new Set(signedHeaders);
    const { query } = await signer.presign(request, {
      signingDate: new Date(timeEpoch),
      expiresIn: expiresSeconds,
      signableHeaders,
      unhoistableHeaders: signableHeaders,
    });
    return String(query?.["X-Amz-Signature"]);
  },
};

/** Converts the signed parts of a request to the input of the signer. */
function toSignerRequest(request: GatewayRequest, { signedHeaders }: Signature) {
  return {
    method: request.method,
    protocol: "https:",
    hostname: headerOf(request, "host") ?? "",
    // The path is already encoded, and the signer encodes it again. SigV4 requires this double encoding for
    // every service except S3.
    path: request.encodedPath,
    query: readQuery(request),
    headers: readHeaders(request, signedHeaders),
    body: request.body,
  };
}

/** Returns all parameters of the query. The signer ignores the parameter that contains the signature. */
function readQuery({ rawQuery }: GatewayRequest): Record<string, string[]> {
  const grouped = new Map<string, string[]>();
  for (const [name, value] of signedQuery(rawQuery)) {
    const values = grouped.get(name);
    if (values) values.push(value);
    else grouped.set(name, [value]);
  }
  return Object.fromEntries(grouped);
}

/** Returns the signed headers. A header that the request does not have is empty. */
function readHeaders({ headers }: GatewayRequest, signedHeaders: readonly string[]): Record<string, string> {
  const signed = Object.fromEntries(signedHeaders.map((name) => [name, ""]));
  const present = new Set<string>();
  for (const [name, value] of headers) {
    if (!Object.hasOwn(signed, name)) continue;
    signed[name] = present.has(name) ? `${signed[name]},${value}` : value;
    present.add(name);
  }
  return signed;
}

/** SHA-256 hash for the signer, calculated by `node:crypto`. If a secret is given, the hash is an HMAC. */
class Sha256 {
  readonly #hash;

  constructor(secret?: unknown) {
    // The signer passes a string or the result of `digest()` as the secret.
    this.#hash =
      secret === undefined ? createHash("sha256") : createHmac("sha256", secret as string | Uint8Array);
  }

  update(data: Uint8Array): void {
    this.#hash.update(data);
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  /** Throws an error. The signer's interface requires this method, but the signer never calls it. */
  reset(): void {
    throw new Error("a hash cannot be reset");
  }
}
