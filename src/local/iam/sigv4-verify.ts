import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { SignatureV4 } from "@smithy/signature-v4";
import type { Credentials } from "#aws";
import type { GatewayRequest } from "../http/request";
import { headerOf } from "../http/request";
import { type Signature, signedQuery } from "./sigv4-parse";

/** Whether a request is signed by who knows a secret: it is signed once more, with what the signature says it covers. */
export async function verifySignature(
  { secretAccessKey }: Credentials,
  request: GatewayRequest,
  claimed: Signature,
): Promise<boolean> {
  // Without its token: a session's token is signed as the header or parameter that it is, which the request has already.
  const credentials = { accessKeyId: claimed.accessKeyId, secretAccessKey };
  const { region, service } = claimed;
  const signer = new SignatureV4({ credentials, region, service, sha256: Sha256, applyChecksum: false });
  const made = await RESIGN[claimed.form](signer, covered(request, claimed), claimed);
  return isSameSignature(Buffer.from(made, "hex"), Buffer.from(claimed.signature, "hex"));
}

/** How long it takes says nothing of how much is the same. */
function isSameSignature(made: Buffer, claimed: Buffer): boolean {
  return made.length === claimed.length && timingSafeEqual(made, claimed);
}

type Covered = ReturnType<typeof covered>;
type ResignRequest = (signer: SignatureV4, request: Covered, claimed: Signature) => Promise<string>;

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

/** Of a request what its signature covers, for the signer. */
function covered(request: GatewayRequest, { signedHeaders }: Signature) {
  return {
    method: request.method,
    protocol: "https:",
    hostname: headerOf(request, "host") ?? "",
    // As sent: the signer encodes it once more, as all services but S3 want it.
    path: request.encodedPath,
    query: queryOf(request),
    headers: Object.fromEntries(signedHeaders.map((name) => [name, headerOf(request, name) ?? ""])),
    body: request.body,
  };
}

/** All of it: the signature itself the signer leaves out. */
function queryOf({ rawQuery }: GatewayRequest): Record<string, string[]> {
  const query = signedQuery(rawQuery);
  return Object.fromEntries([...new Set(query.keys())].map((name) => [name, query.getAll(name)]));
}

/** What of Node's hashes the signer asks for; with a secret, an HMAC. */
class Sha256 {
  readonly #hash;

  constructor(secret?: unknown) {
    // The signer's secrets are texts, and what digest() gave.
    this.#hash =
      secret === undefined ? createHash("sha256") : createHmac("sha256", secret as string | Uint8Array);
  }

  update(data: Uint8Array): void {
    this.#hash.update(data);
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  /** Never called: a hash is made for each thing to hash. */
  reset(): void {
    throw new Error("a hash is used once");
  }
}
