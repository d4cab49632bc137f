import type { Message } from "esbuild";
import { EMPTY_IMPORT_META } from "./import-meta";
import { packageName } from "./package-manifest";

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
    hint: (message) =>
      `${memberOf(message)} is undefined; only its url, dirname and filename are defined. Set bundling.format to "esm", or set ${memberOf(message)} in bundling.define.`,
  },
  {
    applies: ({ text }) => text.startsWith('No loader is configured for ".node" files'),
    hint: ({ text, location }) => {
      const [, file = location?.file ?? ""] = /: (.*)$/.exec(text) ?? [];
      return `Add the package "${packageName(file.split("node_modules/").at(-1) ?? file)}" to bundling.nodeModules.`;
    },
  },
  {
    applies: ({ text }) => text.startsWith("No loader is configured for"),
    hint: ({ text }) => `Set bundling.loader, such as { "${/"(.*?)"/.exec(text)?.[1]}": "text" }.`,
  },
  {
    applies: ({ text }) => /^Could not resolve "[^./]/.test(text),
    hint: () =>
      "Install the package. If no code needs it, or if a Lambda layer contains it, add it to bundling.external.",
  },
  {
    applies: ({ text }) => text.startsWith("Top-level await"),
    hint: () => 'Set bundling.format to "esm".',
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
