import type { Message } from "esbuild";
import { EMPTY_IMPORT_META } from "./import-meta";

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
  {
    applies: ({ id }) => id === EMPTY_IMPORT_META,
    hint: (message) => `${memberOf(message)} is undefined; only its url, dirname and filename are defined.`,
  },
];

/** Returns the member of `import.meta` at the location of a message: `import.meta.resolve`. */
function memberOf({ location }: Message): string {
  const line = Buffer.from(location?.lineText ?? "")
    .subarray(location?.column)
    .toString();
  return /^import\.meta(\??\.\w+)?/.exec(line)?.[0] ?? "import.meta";
}

/** Returns the sentence with the fix of an error of esbuild, or `undefined` if no general fix is known. */
export function errorHint(message: Message): string | undefined {
  return RULES.find(({ applies }) => applies(message))?.hint(message);
}
