import { existsSync } from "node:fs";
import path from "node:path";
import { packageName } from "../externalize-plugin";

/** Files that package managers write into `node_modules` on every install: npm, pnpm, Yarn 2, Yarn 1. */
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
 * Lists the paths whose state determines what a bundle takes from packages: the files of the packages, the
 * `package.json` files that decide how they are resolved, and the state files of the package managers. The project's
 * `tsconfig.json` does not affect packages.
 *
 * @returns `undefined` if a file belongs to no package, or if the package manager writes no known state file
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
      // The package.json of the importing file decides whether Node imports the CommonJS or the ES module form.
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
 * Returns the outermost `node_modules` of a file, which has the state files. Returns `undefined` outside packages.
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
