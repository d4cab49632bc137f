import { existsSync } from "node:fs";
import path from "node:path";
import { packageName } from "../external-packages";

/** What package managers write into `node_modules` whenever they install: npm, pnpm, Yarn 2, Yarn 1. */
const STATES = [".package-lock.json", ".modules.yaml", ".yarn-state.yml", ".yarn-integrity"];
const STORE = "node_modules";

/** The files of a bundle, by their paths. */
interface BundledFiles {
  /** Of the project itself. */
  readonly own: readonly string[];
  /** All others. */
  readonly others: readonly string[];
}

/**
 * The paths that tell whether what a bundle takes from packages is as it was: their files, what says how these are read, and
 * which packages are installed, wherever they might be taken from. A project's `tsconfig.json` says nothing of packages.
 *
 * @returns `undefined` where others may be no package's, or nothing is known to be written when packages are installed
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
      // Which of Node's ways a package is imported by is said by the importer's.
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
  return STATES.map((name) => path.join(store, name));
}

/** The outermost `node_modules` that a file is in, where it is said what is installed; absent for what is no package's. */
function storeDir(file: string): string | undefined {
  const parts = file.split(path.sep);
  const at = parts.indexOf(STORE) + 1;
  return at === 0 ? undefined : parts.slice(0, at).join(path.sep);
}

/** The folder of the package that a file is of. */
function packageDir(file: string): string {
  const parts = file.split(path.sep);
  const at = parts.lastIndexOf(STORE) + 1;
  return [...parts.slice(0, at), packageName(parts.slice(at).join("/"))].join(path.sep);
}

function listParentDirs(files: readonly string[]): readonly string[] {
  const folders = new Set<string>();
  for (const file of files) {
    for (let one = path.dirname(file); !folders.has(one); one = path.dirname(one)) folders.add(one);
  }
  return [...folders];
}
