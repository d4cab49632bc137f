import { existsSync } from "node:fs";
import path from "node:path";
import { packageDir } from "../package-manifest";

/** Files that npm, pnpm, Yarn 2 and Yarn 1 write into `node_modules` on every install. */
const STATE_FILES = [".package-lock.json", ".modules.yaml", ".yarn-state.yml", ".yarn-integrity"];
const NODE_MODULES = "node_modules";

/** Absolute paths of the files of a bundle. */
interface BundledFiles {
  /** The project's own files. */
  readonly own: readonly string[];
  /** Files of packages. */
  readonly others: readonly string[];
}

/**
 * Lists the paths that determine the code of packages in a bundle. If none of these paths changes, the code
 * does not change. The list contains the files of the packages, the `package.json` files and `node_modules`
 * folders that decide how imports of packages resolve, and the files that package managers write on every
 * install. It does not contain the project's `tsconfig.json`, which does not affect packages.
 *
 * @returns `undefined` if the paths cannot be determined: one of `others` is outside `node_modules`, or the
 * package manager writes none of the files in `STATE_FILES`
 */
export function listInstalledFiles({ own, others }: BundledFiles): readonly string[] | undefined {
  const installed = [...new Set(others.map(nodeModulesDir))];
  if (!installed.every(recordsInstalls)) return undefined;
  const folders = listParentDirs(own);
  const moduleFolders = folders.map((folder) => path.join(folder, NODE_MODULES));
  return [
    ...new Set([
      ...others,
      ...others.map((file) => path.join(packageDir(file), "package.json")),
      // The `type` in the package.json next to or above a file changes how esbuild converts its imports of
      // CommonJS.
      ...folders.map((folder) => path.join(folder, "package.json")),
      ...moduleFolders,
      ...[...moduleFolders.filter(existsSync), ...installed].flatMap(listStateFiles),
    ]),
  ];
}

function recordsInstalls(nodeModules: string | undefined): nodeModules is string {
  return nodeModules !== undefined && listStateFiles(nodeModules).some(existsSync);
}

function listStateFiles(nodeModules: string): readonly string[] {
  return STATE_FILES.map((name) => path.join(nodeModules, name));
}

/**
 * Returns the outermost `node_modules` folder in a file's path, where the package manager writes its state
 * files. Returns `undefined` for a file outside `node_modules`.
 */
function nodeModulesDir(file: string): string | undefined {
  const parts = file.split(path.sep);
  const end = parts.indexOf(NODE_MODULES) + 1;
  return end === 0 ? undefined : parts.slice(0, end).join(path.sep);
}

function listParentDirs(files: readonly string[]): readonly string[] {
  const folders = new Set<string>();
  for (const file of files) {
    let folder = path.dirname(file);
    while (!folders.has(folder)) {
      folders.add(folder);
      folder = path.dirname(folder);
    }
  }
  return [...folders];
}
