import { existsSync, statSync } from "node:fs";
import path from "node:path";
import { build, type Plugin } from "esbuild";
import { buildOptions } from "./build-options";

/**
 * Packages of a project, bundled into one file. The code of a package runs when the package is first
 * required.
 */
export interface PackageBundle {
  /** Import paths of the packages: `@aws-sdk/client-dynamodb`, `zod/mini`. */
  readonly names: readonly string[];
  /** CommonJS module that exports each package under its import path. */
  readonly code: Uint8Array;
  /**
   * Paths of the source files outside `node_modules`, relative to the project. A package has such files if it
   * is a workspace of the same monorepo.
   */
  readonly inputs: readonly string[];
  /** String that changes when packages are installed or when one of `inputs` changes. */
  readonly stamp: string;
}

/**
 * Bundles the required packages together with the packages of the previous bundle, `known`. Returns `known`
 * itself if it is up to date and contains all required packages.
 *
 * @param known previous bundle, if there is one. The new bundle replaces it for all functions
 * @param required import paths of the packages that one function requires
 * @param target Node version, as esbuild names it: `node22`
 * @param root absolute path of the project's folder
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
    // The build also fails if a package of `known` is no longer installed. Try again with only the required
    // packages.
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
 * Plugin that resolves the packages of a {@link PackageBundle} by the rules of `import`, not of `require`. If
 * a package contains both a CommonJS and an ES module, it then resolves to the same module as in the deployed
 * bundle. The `require` calls inside packages resolve as usual.
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
 * Returns a string with the modification times of the lock files and the inputs. npm writes the lock file in
 * `node_modules` on every install.
 */
function stampOf(inputs: readonly string[], root: string): string {
  const files = ["node_modules/.package-lock.json", "package-lock.json", ...inputs].map((file) =>
    path.join(root, file),
  );
  return files.map((file) => (existsSync(file) ? statSync(file).mtimeMs : 0)).join(" ");
}
