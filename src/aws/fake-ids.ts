import { createHash } from "node:crypto";

/** Characters of the ids that AWS assigns, such as `a1b2c3d4e5` for an API. */
const CHARACTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

/**
 * Returns a fake id in the format of AWS: lowercase letters and digits.
 *
 * Equal input gives an equal id on every computer, so that the ids of a stack stay the same from one run to the next.
 * Each character comes from one byte of the SHA-256 hash of `seed`; after 32 characters, the bytes repeat.
 *
 * @param seed identifies the resource: the stack's name and the resource's address
 * @param length number of characters
 * @returns an id of `length` characters
 */
export function fakeId(seed: string, length: number): string {
  const bytes = createHash("sha256").update(seed).digest();
  const characterAt = (index: number) => CHARACTERS[(bytes[index % bytes.length] ?? 0) % CHARACTERS.length];
  return Array.from({ length }, (_, index) => characterAt(index)).join("");
}
