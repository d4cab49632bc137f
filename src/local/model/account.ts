import { createHash } from "node:crypto";

/** The account that everything on this machine seems to be of. */
export const ACCOUNT_ID = "123456789012";

const LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

/**
 * An id as AWS would give one, the same for the same thing on every machine and every start.
 *
 * @param of what it is the id of: its stack and address
 */
export function madeUpId(of: string, length: number): string {
  const bytes = createHash("sha256").update(of).digest();
  return Array.from({ length }, (_, index) => LETTERS[(bytes[index % bytes.length] ?? 0) % 36]).join("");
}
