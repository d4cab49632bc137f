import { existsSync } from "node:fs";
import { isBuiltin } from "node:module";
import path from "node:path";
import type { Plugin } from "esbuild";

/**
 * Leaves out of a build the packages of the project that its own files import. One that is nearer to a file may be another,
 * and is built with it, and so is all that it imports.
 *
 * @param project its folder, by its real path
 * @see https://nodejs.org/api/modules.html#loading-from-node_modules-folders
 */
export function externalizePackages(project: string): Plugin {
  return {
    name: "packages-beside",
    setup: ({ onResolve }) => {
      onResolve({ filter: /^[^./#]/ }, ({ path: name, kind, importer, resolveDir }) => {
        const isOthers = importer.split(path.sep).includes("node_modules");
        if (kind === "entry-point" || isOthers || isBuiltin(name)) return undefined;
        const folder = packageDir(packageName(name), resolveDir);
        return folder !== undefined && isParentDir(folder, project)
          ? { path: name, external: true }
          : undefined;
      });
    },
  };
}

/** `@aws-sdk/lib-dynamodb` of `@aws-sdk/lib-dynamodb/dist-es`. */
export function packageName(name: string): string {
  return name
    .split("/")
    .slice(0, name.startsWith("@") ? 2 : 1)
    .join("/");
}

/** The nearest folder that has a package, from this one upwards. */
function packageDir(name: string, from: string): string | undefined {
  if (existsSync(path.join(from, "node_modules", name))) return from;
  const above = path.dirname(from);
  return above === from ? undefined : packageDir(name, above);
}

/** Whether a folder is this one, or above it: a workspace has its packages there. */
function isParentDir(folder: string, below: string): boolean {
  return `${below}${path.sep}`.startsWith(folder.endsWith(path.sep) ? folder : `${folder}${path.sep}`);
}
