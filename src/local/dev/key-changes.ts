import type { ResolvedStack } from "#terraform";
import { describeApiKey, type LocalApiKey, listLocalApiKeys } from "../model";

/** API keys of a stack, by address. */
export type KeysByAddress = ReadonlyMap<string, LocalApiKey>;

export function keysByAddress(stack: ResolvedStack): KeysByAddress {
  return new Map(listLocalApiKeys(stack).map((key) => [key.address, key]));
}

/** Maximum number of added API keys that are printed. */
const MAX_ADDED_KEYS = 5;

/** Returns a line for each API key that is added, with its local value. */
export function describeAddedKeys(before: KeysByAddress, after: KeysByAddress): readonly string[] {
  const added = [...after.values()].filter(({ address }) => !before.has(address));
  const hidden = added.length - MAX_ADDED_KEYS;
  const lines = added.slice(0, MAX_ADDED_KEYS).map((key) => `+ ${describeApiKey(key)}`);
  return hidden > 0 ? [...lines, `+ ${hidden} more API keys`] : lines;
}
