import { createHash, createHmac, type Hash, type Hmac } from "node:crypto";

/** SHA-256 in the form that the signer of the AWS SDK requires. */
export class Sha256 {
  readonly #hash: Hash | Hmac;

  constructor(secret?: unknown) {
    this.#hash = secret ? createHmac("sha256", secret as string) : createHash("sha256");
  }

  update(data: Uint8Array): void {
    this.#hash.update(data);
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {}
}
