import { existsSync } from "node:fs";
import { isBuiltin } from "node:module";
import path from "node:path";
import type { Plugin } from "esbuild";

/**
 * Leaves the project's packages out of a build, if the project's own files import them. A package that is installed
 * nearer to the importing file may be a different version. It is included, with everything that it imports.
 *
 * @param project the project's folder, by its real path
 * @see https://nodejs.org/api/modules.html#loading-from-node_modules-folders
 */
export function externalizePackages(project: string): Plugin {
  return {
    name: "external-packages",
    setup: ({ onResolve }) => {
      onResolve({ filter: /^[^./#]/ }, ({ path: name, kind, importer, resolveDir }) => {
        const isPackageImport = importer.split(path.sep).includes("node_modules");
        if (kind === "entry-point" || isPackageImport || isBuiltin(name)) return undefined;
        const folder = packageDir(packageName(name), resolveDir);
        return folder !== undefined && isParentDir(folder, project)
          ? { path: name, external: true }
          : undefined;
      });
    },
  };
}

/** Returns the package of an import: `@aws-sdk/lib-dynamodb` for `@aws-sdk/lib-dynamodb/dist-es`. */
export function packageName(name: string): string {
  return name
    .split("/")
    .slice(0, name.startsWith("@") ? 2 : 1)
    .join("/");
}

/** Returns the nearest folder, from `from` upwards, that has the package in its `node_modules`. */
function packageDir(name: string, from: string): string | undefined {
  if (existsSync(path.join(from, "node_modules", name))) return from;
  const above = path.dirname(from);
  return above === from ? undefined : packageDir(name, above);
}

/** Checks that `folder` is `below` or one of its parents. The packages of a workspace are installed in a parent. */
function isParentDir(folder: string, below: string): boolean {
  return `${below}${path.sep}`.startsWith(folder.endsWith(path.sep) ? folder : `${folder}${path.sep}`);
}
