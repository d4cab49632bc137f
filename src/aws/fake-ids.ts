import { createHash } from "node:crypto";

/** Characters of the IDs that AWS assigns, such as `a1b2c3d4e5` for an API. */
const CHARACTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

/**
 * Returns a fake ID in the format of AWS: lowercase letters and digits.
 *
 * The same input gives the same ID on every computer, so the IDs of a stack do not change from one run to the
 * next. Each character is derived from one byte of the SHA-256 hash of `seed`. The hash has 32 bytes, so the
 * characters of a longer ID repeat.
 *
 * @param seed text that identifies the resource: the name of the stack and the address of the resource
 * @param length number of characters
 */
export function fakeId(seed: string, length: number): string {
  const bytes = createHash("sha256").update(seed).digest();
  const characterAt = (index: number) => CHARACTERS[(bytes[index % bytes.length] ?? 0) % CHARACTERS.length];
  return Array.from({ length }, (_, index) => characterAt(index)).join("");
}
