import { realpathSync } from "node:fs";
import { isBuiltin } from "node:module";
import path from "node:path";
import type { Plugin } from "esbuild";
import { findUpwards } from "#project-root";
import { packageName, readManifest } from "./package-manifest";

/** Value of `pluginData` that marks the plugin's own calls of `resolve`. */
const IS_NESTED = Symbol("module-field");

/**
 * Returns an esbuild plugin that resolves an `import` of a package to the ES module in the field `module` of its
 * `package.json`, because esbuild cannot tree-shake CommonJS. The bundle of the DynamoDB client is a third smaller with
 * this plugin.
 *
 * The plugin applies only to packages that declare `sideEffects`, which is the other condition for tree shaking. A
 * `require()`, and an import of any other package, resolve to the field `main`, as in Node.
 *
 * @see https://esbuild.github.io/api/#main-fields
 */
export function preferModuleField(): Plugin {
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
        const result = await resolve(file, { kind, resolveDir: folder, pluginData: IS_NESTED });
        return result.errors.length > 0 ? undefined : result;
      });
    },
  };
}

/**
 * Returns the field `module` of a package as a relative path. Returns `undefined` if the package does not have the
 * field, has `exports`, which take precedence, or does not declare `sideEffects`.
 */
function readModuleField(folder: string, name: string): string | undefined {
  const depth = name.split("/").length - packageName(name).split("/").length;
  const root = readManifest(path.resolve(folder, "../".repeat(depth)));
  const { module } = readManifest(folder);
  const isTreeShaken = root.sideEffects === false || Array.isArray(root.sideEffects);
  if (typeof module !== "string" || root.exports !== undefined || !isTreeShaken) return undefined;
  return `./${module.replace(/^\.\//, "")}`;
}
