import { existsSync } from "node:fs";
import path from "node:path";

/** File in the root folder of every project. */
const PROJECT_FILE = "cdktf.json";

/**
 * Returns the root folder of a project: the nearest folder with a `cdktf.json`, which is `folder` or one of its parent
 * folders. Paths of entries, caches and outputs are relative to the root folder.
 *
 * @returns an absolute path, or `undefined` if there is no such folder
 * @see https://developer.hashicorp.com/terraform/cdktf/create-and-deploy/configuration-file
 */
export function findProjectRoot(folder: string): string | undefined {
  const absolute = path.resolve(folder);
  if (existsSync(path.join(absolute, PROJECT_FILE))) return absolute;
  const parent = path.dirname(absolute);
  return parent === absolute ? undefined : findProjectRoot(parent);
}
