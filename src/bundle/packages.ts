import { build } from "esbuild";
import { buildOptions } from "./bundle";

/** Packages of a project in one file, each of which runs when it is asked for. */
export interface Packages {
  /** As they are imported: `@aws-sdk/client-dynamodb`, `zod/mini`. */
  readonly names: readonly string[];
  /** A CommonJS module that has each of them by its name. */
  readonly code: Uint8Array;
}

/**
 * Packages with these names, and those that are known; the very same where that has all of them.
 *
 * @param target the Node version, as esbuild names it
 * @param root the project's folder
 * @throws what esbuild throws for a package that cannot be built
 */
export async function packagesWith(
  known: Packages | undefined,
  wanted: readonly string[],
  target: string,
  root: string,
): Promise<Packages> {
  const names = [...new Set([...(known?.names ?? []), ...wanted])].sort();
  if (known?.names.length === names.length) return known;
  const { outputFiles = [] } = await build({
    ...buildOptions([], target, root),
    entryPoints: undefined,
    stdin: { contents: `module.exports = { ${names.map(getter).join(", ")} };`, resolveDir: root },
    minify: false,
    sourcemap: false,
    metafile: false,
  });
  return { names, code: outputFiles[0]?.contents ?? new Uint8Array() };
}

function getter(name: string): string {
  const text = JSON.stringify(name);
  return `get ${text}() { return require(${text}); }`;
}
