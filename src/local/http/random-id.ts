import { randomFillSync } from "node:crypto";

/** Read at once: a call of the system for each request would cost more than all else that is done for its ids. */
const pool = Buffer.alloc(4096);
let used = pool.length;

/** Random bytes as text, for what has to differ and is no secret. */
export function randomId(bytes: number, encoding: "hex" | "base64url"): string {
  if (used + bytes > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += bytes;
  return pool.toString(encoding, used - bytes, used);
}
