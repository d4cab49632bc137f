import type { Message } from "esbuild";

interface Rule {
  /** Returns true for the messages that the hint fixes. */
  readonly applies: (message: Message) => boolean;
  readonly hint: (message: Message) => string;
}

/** Fixes of esbuild's messages, in the order in which they are tried. */
const RULES: readonly Rule[] = [
  {
    applies: ({ id }) => id === "ignored-bare-import",
    hint: () => `Add the file to "sideEffects" in package.json, or remove "sideEffects".`,
  },
];

/** Returns the sentence with the fix of an error of esbuild, or `undefined` if no general fix is known. */
export function errorHint(message: Message): string | undefined {
  return RULES.find(({ applies }) => applies(message))?.hint(message);
}
