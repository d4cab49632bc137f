import { existsSync } from "node:fs";
import path from "node:path";

/** Name of the file that marks the root folder of a project. */
export const PROJECT_FILE = "cdktf.json";

/**
 * Returns the root folder of a project: the nearest folder with a `cdktf.json`, which is `folder` or one of its parent
 * folders. The paths of function entries, caches and outputs are relative to the root folder.
 *
 * @param folder absolute, or relative to the current folder
 * @returns an absolute path, or `undefined` if there is no such folder
 * @see https://developer.hashicorp.com/terraform/cdktf/create-and-deploy/configuration-file
 */
export function findProjectRoot(folder: string): string | undefined {
  return findUpwards(folder, PROJECT_FILE);
}

/**
 * Returns the absolute path of the nearest folder that contains a file or folder: `folder` or one of its parent folders.
 *
 * @param name path relative to the folder: `package.json`, `node_modules/zod`
 */
export function findUpwards(folder: string, name: string): string | undefined {
  const absolute = path.resolve(folder);
  if (existsSync(path.join(absolute, name))) return absolute;
  const parent = path.dirname(absolute);
  return parent === absolute ? undefined : findUpwards(parent, name);
}

/** Returns the folder in which `gatewright plan` and `gatewright start` cache bundles. A deployment uses no cache. */
export function bundleCacheDir(project: string): string {
  return path.join(project, "node_modules", ".cache", "gatewright");
}
