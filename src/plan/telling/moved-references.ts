import { Stack } from "#terraform";
import type { Change } from "../planned";
import { isMoved } from "./state";
import type { Declared } from "./told-values";

/**
 * What was synthesized, with references to what is moved by its new address also in what was there before: what refers
 * to the same thing is then the same text on both sides.
 */
export function withMovedReferences(declared: Declared, changes: readonly Change[]): Declared {
  const moves = new Map(
    changes.filter(isMoved).map(({ previousAddress = "", address }) => [previousAddress, address]),
  );
  if (!declared.before || moves.size === 0) return declared;
  const redirected = (_name: string, value: unknown) =>
    typeof value === "string" ? redirect(value, moves) : value;
  const before = Stack.parse(JSON.stringify(declared.before.configuration, redirected));
  return { ...declared, before };
}

/** A resource, or one of its instances by a key that is written. */
const INSTANCE = /[a-z]\w*\.[A-Za-z_][\w-]*(?:\[(?:\d+|"(?:[^"\\]|\\.)*")\])?/g;

function redirect(text: string, moves: ReadonlyMap<string, string>): string {
  return text.replaceAll(INSTANCE, (address) => moves.get(address) ?? address);
}
