import { createHash } from "node:crypto";

const LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

/**
 * Returns an id in the format of AWS: lower-case letters and digits, equal for equal input on every machine.
 *
 * @param seed identifies the resource: the stack's name and the resource's address
 * @param length number of characters
 */
export function fakeId(seed: string, length: number): string {
  const bytes = createHash("sha256").update(seed).digest();
  return Array.from({ length }, (_, index) => LETTERS[(bytes[index % bytes.length] ?? 0) % 36]).join("");
}
