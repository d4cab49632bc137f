import { randomFillSync } from "node:crypto";

/**
 * Random bytes for many IDs. They are generated together, because a separate system call for each ID would
 * take longer than all other work for the ID.
 */
const pool = Buffer.alloc(4096);
let used = pool.length;

/**
 * Returns random bytes as text, for IDs that must be unique but are not secret.
 *
 * @param bytes number of random bytes, at most 4096
 * @param encoding text format; `hex` has two characters per byte
 */
export function randomId(bytes: number, encoding: "hex" | "base64url"): string {
  if (used + bytes > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += bytes;
  return pool.toString(encoding, used - bytes, used);
}
