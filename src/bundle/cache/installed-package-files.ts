import { existsSync } from "node:fs";
import path from "node:path";
import { packageName } from "../externalize-plugin";

/** Files that the package managers write into `node_modules` on every install: npm, pnpm, Yarn 2, Yarn 1. */
const STATE_FILES = [".package-lock.json", ".modules.yaml", ".yarn-state.yml", ".yarn-integrity"];
const STORE = "node_modules";

/** Absolute paths of the files of a bundle. */
interface BundledFiles {
  /** The project's own files. */
  readonly own: readonly string[];
  /** Files of packages. */
  readonly others: readonly string[];
}

/**
 * Lists the paths that determine the package code in a bundle. If none of them changes, neither does that
 * code. They are the files of the packages, the `package.json` files that decide how imports of packages
 * resolve, and the files that package managers write on every install. The project's `tsconfig.json` does not
 * affect packages.
 *
 * @returns `undefined` if the paths cannot be determined: one of `others` is outside `node_modules`, or the
 * package manager writes none of the known files
 */
export function listInstalledFiles({ own, others }: BundledFiles): readonly string[] | undefined {
  const installed = [...new Set(others.map(storeDir))];
  if (!installed.every(recordsInstalls)) return undefined;
  const folders = listParentDirs(own);
  const stores = folders.map((folder) => path.join(folder, STORE));
  return [
    ...new Set([
      ...others,
      ...others.map((file) => path.join(packageDir(file), "package.json")),
      // The `type` in the package.json of an importing file changes how esbuild converts imports of CommonJS.
      ...folders.map((folder) => path.join(folder, "package.json")),
      ...stores,
      ...[...stores.filter(existsSync), ...installed].flatMap(listStateFiles),
    ]),
  ];
}

function recordsInstalls(store: string | undefined): store is string {
  return store !== undefined && listStateFiles(store).some(existsSync);
}

function listStateFiles(store: string): readonly string[] {
  return STATE_FILES.map((name) => path.join(store, name));
}

/**
 * Returns the outermost `node_modules` folder in a file's path, where the package manager writes its state
 * files. Returns `undefined` for a file outside `node_modules`.
 */
function storeDir(file: string): string | undefined {
  const parts = file.split(path.sep);
  const end = parts.indexOf(STORE) + 1;
  return end === 0 ? undefined : parts.slice(0, end).join(path.sep);
}

/** Returns the folder of the package that contains a file. */
function packageDir(file: string): string {
  const parts = file.split(path.sep);
  const end = parts.lastIndexOf(STORE) + 1;
  return [...parts.slice(0, end), packageName(parts.slice(end).join("/"))].join(path.sep);
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
