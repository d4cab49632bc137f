import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { isAbove, packageOf } from "./packages-beside";
import type { Bundle } from "./request";

/** What esbuild looks for in each folder above a file, and what package managers write when they install. */
const READ_IN_FOLDERS = [
  "package.json",
  "tsconfig.json",
  "jsconfig.json",
  ".pnp.cjs",
  ".pnp.data.json",
  "node_modules",
  "node_modules/.package-lock.json",
  "node_modules/.modules.yaml",
  "node_modules/.yarn-state.yml",
];

/**
 * Every path that a bundle hangs on: the files that went in; where what they import might be beside that; the folders above
 * all these, where a file more might be taken in place of another; what says there how a file is read.
 *
 * @param root the project's folder, by its real path
 * @returns `undefined` where there is more than that: a file outside of the project that is no package's, or settings that
 * extend others
 */
export function readFor({ inputs, imports }: Bundle, root: string): readonly string[] | undefined {
  const files = inputs.map((input) => path.resolve(root, input));
  // A package in an archive, as Yarn keeps them, is no file.
  if (!files.every(existsSync)) return undefined;
  const missing = imports.filter(isPath).map((name) => path.resolve(root, name));
  const asked = imports.filter((name) => !isPath(name)).flatMap((name) => [packageOf(name), name]);
  const packages = packagesAbove([...files, ...missing], asked);
  const looked = [...files, ...missing, ...packages];
  const all = [...looked, ...foldersAbove(looked).flatMap(mainsIn)];
  const folders = foldersAbove(all);
  const isElsewhere = all.some((file) => !isFollowed(path.dirname(file), root));
  if (isElsewhere || folders.some(extendsOthers)) return undefined;
  return [...new Set([...all, ...folders.flatMap((folder) => readIn(folder, isFollowed(folder, root)))])];
}

/** What comes into a folder that is followed is seen in that folder. */
function readIn(folder: string, isFollowed: boolean): readonly string[] {
  const read = READ_IN_FOLDERS.map((name) => path.join(folder, name));
  return isFollowed ? [folder, ...read.filter(existsSync)] : read;
}

/** Where packages of these names are looked for, found or not. */
function packagesAbove(files: readonly string[], names: readonly string[]): readonly string[] {
  return foldersAbove(files)
    .map((folder) => path.join(folder, "node_modules"))
    .filter(existsSync)
    .flatMap((folder) => names.map((name) => path.join(folder, name, "package.json")));
}

/** What a package says is its main file, which may not be there. */
function mainsIn(folder: string): readonly string[] {
  const file = path.join(folder, "package.json");
  if (!existsSync(file)) return [];
  const { module, main } = JSON.parse(readFileSync(file, "utf8"));
  return [module, main].filter((name) => typeof name === "string").map((name) => path.resolve(folder, name));
}

function isPath(name: string): boolean {
  return name.startsWith(".") || path.isAbsolute(name);
}

/** In the project, or in a package: there all that comes and goes is looked at. */
function isFollowed(folder: string, root: string): boolean {
  return isAbove(root, folder) || isPackages(folder);
}

function isPackages(folder: string): boolean {
  return folder.split(path.sep).includes("node_modules");
}

/** Whether settings that esbuild reads there take some from a file that is elsewhere; it reads none in packages. */
function extendsOthers(folder: string): boolean {
  return (
    !isPackages(folder) &&
    ["tsconfig.json", "jsconfig.json"]
      .map((name) => path.join(folder, name))
      .some((file) => existsSync(file) && readFileSync(file, "utf8").includes('"extends"'))
  );
}

function foldersAbove(files: readonly string[]): readonly string[] {
  const folders = new Set<string>();
  for (const file of files) {
    for (let one = path.dirname(file); !folders.has(one); one = path.dirname(one)) folders.add(one);
  }
  return [...folders];
}
