import { existsSync, statSync } from "node:fs";
import path from "node:path";
import { build, type Plugin } from "esbuild";
import { buildOptions } from "./build-options";

/** Packages of a project in one file. A package runs when it is first required. */
export interface PackageBundle {
  /** Names as they are imported: `@aws-sdk/client-dynamodb`, `zod/mini`. */
  readonly names: readonly string[];
  /** A CommonJS module that exports each package under its name. */
  readonly code: Uint8Array;
  /** Files of packages that belong to the project, relative to it, such as packages of a workspace. */
  readonly inputs: readonly string[];
  /** Version stamp of the sources. It changes when packages are installed or one of `inputs` changes. */
  readonly stamp: string;
}

/**
 * Bundles packages together with those that are bundled already. Returns `known` itself if it has all of them and is
 * up to date.
 *
 * @param target the Node version, as esbuild names it
 * @param root the project's folder
 * @throws BuildFailure if esbuild cannot build a package
 */
export async function bundlePackages(
  known: PackageBundle | undefined,
  required: readonly string[],
  target: string,
  root: string,
): Promise<PackageBundle> {
  const isCurrent = known !== undefined && known.stamp === stampOf(known.inputs, root);
  if (isCurrent && required.every((name) => known.names.includes(name))) return known;
  try {
    return await buildPackages([...(known?.names ?? []), ...required], target, root);
  } catch (error) {
    // A known package that is no longer required may have been uninstalled, so build without the others.
    if (!known || known.names.every((name) => required.includes(name))) throw error;
    return buildPackages(required, target, root);
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

/**
 * Resolves each package as an `import` would, so that a package with two forms has the form of the deployed bundle.
 * The packages' own `require` calls are unchanged.
 */
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

/**
 * Returns the modification times of the lock files and the inputs. npm writes `.package-lock.json` on every install.
 */
function stampOf(inputs: readonly string[], root: string): string {
  const files = ["node_modules/.package-lock.json", "package-lock.json", ...inputs].map((file) =>
    path.join(root, file),
  );
  return files.map((file) => (existsSync(file) ? statSync(file).mtimeMs : 0)).join(" ");
}
