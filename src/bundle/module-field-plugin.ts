import { realpathSync } from "node:fs";
import { isBuiltin } from "node:module";
import path from "node:path";
import type { Metafile, Plugin } from "esbuild";
import { findUpwards } from "#project-root";
import { toPosix } from "./copy-files";
import { isInPackage, packageDir, packageName, readManifest } from "./package-manifest";

/** Value of `pluginData` that marks the plugin's own calls of `resolve`. */
const IS_NESTED = Symbol("module-field");

/**
 * Returns an esbuild plugin that resolves an `import` of a package to the ES module in the field `module` of its
 * `package.json`, because esbuild cannot tree-shake CommonJS. The bundle of the DynamoDB client is a third smaller with
 * this plugin.
 *
 * A `require()` resolves to the field `main`, as in Node. If one bundle contains both files of a package, the package
 * has two instances. Such a bundle is built again with the package in `mainPackages`.
 *
 * @param root path of the project's folder, without symbolic links
 * @param mainPackages folders of packages whose imports resolve to the field `main` too, relative to `root`
 * @see https://esbuild.github.io/api/#main-fields
 */
export function preferModuleField(root: string, mainPackages: readonly string[] = []): Plugin {
  return {
    name: "module-field",
    setup: ({ onResolve, resolve }) => {
      const moduleFiles = new Map<string, string | undefined>();
      onResolve({ filter: /^[^./#]/ }, async ({ path: name, kind, importer, resolveDir, pluginData }) => {
        const isImport = kind === "import-statement" || kind === "dynamic-import";
        if (!isImport || pluginData === IS_NESTED || isBuiltin(name)) return undefined;
        const parent = findUpwards(resolveDir, path.join("node_modules", name));
        if (parent === undefined) return undefined;
        const folder = path.join(parent, "node_modules", name);
        if (!moduleFiles.has(folder)) moduleFiles.set(folder, readModuleField(folder, name));
        const file = moduleFiles.get(folder);
        if (file === undefined) return undefined;
        // Check the usual result first, because `paths` of tsconfig.json may resolve the import of an own file elsewhere.
        const usual = await resolve(name, { kind, importer, resolveDir, pluginData: IS_NESTED });
        if (!usual.path.startsWith(`${realpathSync(folder)}${path.sep}`)) return undefined;
        if (mainPackages.includes(toPosix(path.relative(root, packageDir(usual.path))))) return undefined;
        const result = await resolve(file, { kind, resolveDir: folder, pluginData: IS_NESTED });
        return result.errors.length > 0 ? undefined : result;
      });
    },
  };
}

/**
 * Returns the field `module` of a package as a relative path. Returns `undefined` if the package does not have the
 * field, or has `exports`, which has priority.
 */
function readModuleField(folder: string, name: string): string | undefined {
  const depth = name.split("/").length - packageName(name).split("/").length;
  const root = readManifest(path.resolve(folder, "../".repeat(depth)));
  const { module } = readManifest(folder);
  if (typeof module !== "string" || root.exports !== undefined) return undefined;
  return `./${module.replace(/^\.\//, "")}`;
}

/**
 * Returns the folders of the packages that have two instances in a bundle, because one file imports the package and
 * another file requires it. A package with `exports` is left out, because it also has two instances in Node.
 *
 * @param files paths of the files with code in the bundle, relative to `root`
 */
export function findDualPackages(files: readonly string[], { inputs }: Metafile, root: string): string[] {
  const resolved = new Map<string, string>();
  const duals = new Set<string>();
  for (const { original = "", kind, external, path: file } of files.flatMap(
    (name) => inputs[name]?.imports ?? [],
  )) {
    if (external || /^[./#]/.test(original) || !isInPackage(file)) continue;
    const folder = toPosix(packageDir(file));
    const name = `${folder} ${original}`;
    const other = resolved.get(`${kind === "require-call" ? "import" : "require"} ${name}`) ?? file;
    resolved.set(`${kind === "require-call" ? "require" : "import"} ${name}`, file);
    if (other !== file) duals.add(folder);
  }
  return [...duals].filter((folder) => readManifest(path.join(root, folder)).exports === undefined).sort();
}
