import { randomFillSync } from "node:crypto";

/**
 * Random bytes for many IDs. The bytes are generated together, because one system call takes longer than all
 * other work for an ID.
 */
const pool = Buffer.alloc(4096);
let used = pool.length;

/**
 * Returns a random string, for IDs that must be unique but are not secret.
 *
 * @param bytes number of random bytes, at most 4096
 * @param encoding encoding of the bytes in the string; `hex` has two characters per byte
 */
export function randomId(bytes: number, encoding: "hex" | "base64url"): string {
  if (used + bytes > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += bytes;
  return pool.toString(encoding, used - bytes, used);
}

/**
 * Returns a new X-Ray trace ID: `1-5759e988-bd862e3fe1be46a994272793`.
 * @param timeEpoch time of the request, in milliseconds since the Unix epoch
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html
 */
export function newTraceId(timeEpoch: number): string {
  return `1-${Math.floor(timeEpoch / 1000).toString(16)}-${randomId(12, "hex")}`;
}

/**
 * Creates a request ID in the format of captured API Gateway responses: fifteen letters, digits, `-` or `_`,
 * followed by `=`.
 */
export function newRequestId(): string {
  return `${randomId(12, "base64url").slice(0, 15)}=`;
}
