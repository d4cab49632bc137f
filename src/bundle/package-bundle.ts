import { existsSync, statSync } from "node:fs";
import path from "node:path";
import { build, type Plugin } from "esbuild";
import { buildOptions } from "./build-options";

/** Packages of a project in one file, each of which runs when it is asked for. */
export interface PackageBundle {
  /** As they are imported: `@aws-sdk/client-dynamodb`, `zod/mini`. */
  readonly names: readonly string[];
  /** A CommonJS module that has each of them by its name. */
  readonly code: Uint8Array;
  /** Files of theirs that are the project's own, relative to it: a workspace's. */
  readonly inputs: readonly string[];
  /** What they were built of: another one, when packages are installed or a file of these changes. */
  readonly stamp: string;
}

/**
 * Packages with these names, and those that are known; the very same where that has all of them, and nothing is newer.
 *
 * @param target the Node version, as esbuild names it
 * @param root the project's folder
 * @throws what esbuild throws for a package that cannot be built
 */
export async function bundlePackages(
  known: PackageBundle | undefined,
  wanted: readonly string[],
  target: string,
  root: string,
): Promise<PackageBundle> {
  const isCurrent = known !== undefined && known.stamp === stampOf(known.inputs, root);
  if (isCurrent && wanted.every((name) => known.names.includes(name))) return known;
  try {
    return await buildPackages([...(known?.names ?? []), ...wanted], target, root);
  } catch (error) {
    // One that nobody wants any more may be gone.
    if (!known || known.names.every((name) => wanted.includes(name))) throw error;
    return buildPackages(wanted, target, root);
  }
}

async function buildPackages(all: readonly string[], target: string, root: string): Promise<PackageBundle> {
  const names = [...new Set(all)].sort();
  const { outputFiles, metafile } = await build({
    ...buildOptions([], target, root),
    entryPoints: undefined,
    stdin: { contents: `module.exports = { ${names.map(getter).join(", ")} };`, resolveDir: root },
    plugins: [AS_IMPORTED],
    minify: false,
    sourcemap: false,
  });
  const inputs = Object.keys(metafile.inputs).filter((file) => !/node_modules\/|^<stdin>$/.test(file));
  return { names, code: outputFiles[0]?.contents ?? new Uint8Array(), inputs, stamp: stampOf(inputs, root) };
}

/** A package with two forms has the one that code which imports it has in its bundle; others' own requires stay such. */
const AS_IMPORTED: Plugin = {
  name: "as-imported",
  setup: ({ onResolve, resolve }) => {
    onResolve({ filter: /./ }, ({ path: name, importer, resolveDir }) =>
      importer === "<stdin>" ? resolve(name, { kind: "import-statement", resolveDir }) : undefined,
    );
  },
};

function getter(name: string): string {
  const text = JSON.stringify(name);
  return `get ${text}() { return require(${text}); }`;
}

/** npm writes the first of them whenever it installs something. */
function stampOf(inputs: readonly string[], root: string): string {
  const files = ["node_modules/.package-lock.json", "package-lock.json", ...inputs].map((file) =>
    path.join(root, file),
  );
  return files.map((file) => (existsSync(file) ? statSync(file).mtimeMs : 0)).join(" ");
}
