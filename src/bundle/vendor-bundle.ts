import { existsSync, statSync } from "node:fs";
import path from "node:path";
import { build, type Metafile, type Plugin } from "esbuild";
import { buildOptions, buildPlugins } from "./build-options";
import { listInputs } from "./build-output";
import { partition } from "./bundle-error";
import type { BuildTarget, PackageBundle } from "./bundle-types";
import { PackageCache } from "./cache";
import { declareImportMetaUrl } from "./import-meta";
import { findDualPackages } from "./module-field-plugin";
import { addonErrors } from "./native-addon";

/**
 * Bundles the required packages together with the packages of the previous bundle, `known`. Returns `known`
 * itself if it is up to date and contains all required packages.
 *
 * @param known previous bundle, if there is one. The new bundle replaces it for all functions
 * @param required import paths of the packages that one function requires
 * @throws BuildFailure if esbuild cannot build a package
 */
export async function bundlePackages(
  known: PackageBundle | undefined,
  required: readonly string[],
  options: PackageOptions,
): Promise<PackageBundle> {
  const { root, cacheDir } = options;
  const isCurrent = known !== undefined && known.stamp === stampOf(known.inputs, root);
  if (isCurrent && required.every((name) => known.names.includes(name))) return known;
  const cache = cacheDir === undefined ? undefined : new PackageCache(cacheDir, root, options);
  const cached = known ? undefined : cache?.get();
  if (cached && required.every((name) => cached.names.includes(name)))
    return { ...cached, stamp: stampOf(cached.inputs, root) };
  const build = () => buildPackages(known, required, options);
  return cache ? cache.store(build) : build();
}

interface PackageOptions extends BuildTarget {
  /** Path of the project's folder, without symbolic links. */
  readonly root: string;
  /** Folder of the bundle cache. Default: no cache. */
  readonly cacheDir?: string;
}

async function buildPackages(
  known: PackageBundle | undefined,
  required: readonly string[],
  options: PackageOptions,
): Promise<PackageBundle> {
  try {
    return await runBuild([...(known?.names ?? []), ...required], options);
  } catch (error) {
    // The build also fails if a package of `known` is no longer installed. Try again with only the required
    // packages.
    if (!known || known.names.every((name) => required.includes(name))) throw error;
    return runBuild(required, options);
  }
}

async function runBuild(
  all: readonly string[],
  options: PackageOptions,
  mainPackages: readonly string[] = [],
): Promise<PackageBundle> {
  const { root } = options;
  const names = [...new Set(all)].sort();
  const { outputFiles, metafile } = await build({
    ...buildOptions([], options, root),
    entryPoints: undefined,
    stdin: { contents: `module.exports = { ${names.map(getter).join(", ")} };`, resolveDir: root },
    plugins: [AS_IMPORTED, ...buildPlugins(root, mainPackages)],
    // Every package can be required, whatever the format of the functions is.
    format: "cjs",
    banner: {},
    minify: false,
    sourcemap: false,
  });
  const dualPackages = findDualPackages(Object.keys(metafile.inputs), withImports(metafile), root);
  if (dualPackages.length > 0) return runBuild(all, options, [...mainPackages, ...dualPackages]);
  const files = Object.keys(metafile.inputs).filter((file) => file !== "<stdin>");
  const [packageFiles, inputs] = partition(files, (file) => file.includes("node_modules/"));
  const { code } = declareImportMetaUrl({ code: outputFiles[0]?.contents ?? new Uint8Array() });
  const addonErrors = findAddonErrors(metafile, root);
  return { names, code, inputs, packageFiles, addonErrors, stamp: stampOf(inputs, root) };
}

/** Returns a metafile in which the entry imports the packages, as AS_IMPORTED resolves them. */
function withImports({ inputs, outputs }: Metafile): Metafile {
  const { "<stdin>": entry, ...others } = inputs;
  if (!entry) return { inputs, outputs };
  const imports = entry.imports.map((imported) => ({ ...imported, kind: "import-statement" as const }));
  return { inputs: { ...others, "<stdin>": { ...entry, imports } }, outputs };
}

function findAddonErrors({ inputs, outputs }: Metafile, root: string): Record<string, string[]> {
  const bundled = Object.values(outputs)[0]?.inputs ?? {};
  const errors = (inputs["<stdin>"]?.imports ?? []).map(({ original = "", path: file }) => {
    const files = listInputs(file, inputs).filter((name) => bundled[name]?.bytesInOutput);
    return [original, addonErrors(files, root)] as const;
  });
  return Object.fromEntries(errors.filter(([, messages]) => messages.length > 0));
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

/** Files that npm, pnpm, Yarn or Bun writes on every install. */
const INSTALL_FILES = [
  "node_modules/.package-lock.json",
  "node_modules/.modules.yaml",
  "node_modules/.yarn-integrity",
  "node_modules/.yarn-state.yml",
  "package-lock.json",
  "pnpm-lock.yaml",
  "yarn.lock",
  "bun.lock",
  "bun.lockb",
];

/**
 * Returns a string with the modification times of the inputs, and of the files that a package manager writes on every
 * install. In a workspace of a monorepo, it writes them in a parent folder.
 */
function stampOf(inputs: readonly string[], root: string): string {
  const installFiles = [root, ...parentDirs(root)].flatMap((folder) =>
    INSTALL_FILES.map((name) => path.join(folder, name)),
  );
  const files = [...installFiles, ...inputs.map((file) => path.join(root, file))];
  return files.map((file) => (existsSync(file) ? statSync(file).mtimeMs : 0)).join(" ");
}

function parentDirs(folder: string): readonly string[] {
  const parent = path.dirname(folder);
  return parent === folder ? [] : [parent, ...parentDirs(parent)];
}
