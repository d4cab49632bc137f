import type { Stack } from "#terraform";

/** The path of the construct that made a resource, as its user knows it: a main resource is called as its construct. */
export function constructPathOf(stack: Stack, address: string): string | undefined {
  return stack.find(address)?.constructPath?.replace(/\/Default$/, "");
}
