import { isBuiltin } from "node:module";
import path from "node:path";
import type { Plugin } from "esbuild";
import { findUpwards } from "#project-root";
import { packageName } from "./package-manifest";

/**
 * Returns an esbuild plugin that leaves packages out of the build. A package is left out if one of the
 * project's own files imports it, and if it is installed in the folder of the project or in a parent folder.
 * A package in a `node_modules` folder below the project may be another version than the package of the
 * project. The build therefore includes such a package and everything that it imports.
 *
 * @param project path of the project's folder, without symbolic links
 * @see https://nodejs.org/api/modules.html#loading-from-node_modules-folders
 */
export function externalizePackages(project: string): Plugin {
  return {
    name: "external-packages",
    setup: ({ onResolve }) => {
      onResolve({ filter: /^[^./#]/ }, ({ path: name, kind, importer, resolveDir }) => {
        const isPackageImport = importer.split(path.sep).includes("node_modules");
        if (kind === "entry-point" || isPackageImport || isBuiltin(name)) return undefined;
        const folder = findUpwards(resolveDir, path.join("node_modules", packageName(name)));
        return folder !== undefined && isParentDir(folder, project)
          ? { path: name, external: true }
          : undefined;
      });
    },
  };
}

/**
 * Returns true if `folder` is the project or one of its parent folders. If the project is a workspace of a
 * monorepo, its packages are installed in a parent folder.
 */
function isParentDir(folder: string, project: string): boolean {
  return `${project}${path.sep}`.startsWith(folder.endsWith(path.sep) ? folder : `${folder}${path.sep}`);
}
