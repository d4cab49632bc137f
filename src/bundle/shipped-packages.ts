import { readdirSync } from "node:fs";
import path from "node:path";
import { findUpwards } from "#project-root";
import type { BundleSettings } from "./bundle-settings";
import { type AddedFiles, listFiles, readZipFile, toPosix } from "./copy-files";
import type { ZipFile } from "./create-zip";
import { platformError, supportsLinux } from "./native-addon";
import { findPackage, packageName, readManifest } from "./package-manifest";

/** Package in the zip. */
interface ShippedPackage {
  /** Folder of the installed package, without symbolic links. */
  readonly folder: string;
  /** Folder in the zip: `node_modules/a`, `node_modules/a/node_modules/b`. */
  readonly target: string;
}

/**
 * Returns the files of the packages in the option `nodeModules` and of all packages that they need. Packages for other
 * platforms are left out.
 *
 * @param root path of the project's folder
 */
export function packageFiles(settings: BundleSettings, root: string): Omit<AddedFiles, "sources"> {
  const { nodeModules, architecture = "arm64" } = settings;
  const missing = listMissing(nodeModules, root);
  const isSupported = (folder: string) => supportsLinux(readManifest(folder), architecture);
  const packages = listPackages(nodeModules, root, isSupported);
  const errors = packages.flatMap(({ folder }) => platformError(folder, architecture) ?? []);
  const files = new Map<string, ZipFile>();
  for (const { folder, target } of packages) {
    for (const file of listFiles(folder, (name) => name === "node_modules"))
      files.set(path.posix.join(target, toPosix(path.relative(folder, file))), readZipFile(file));
  }
  const shipped = new Set(packages.map(({ folder }) => folder));
  const otherErrors = nodeModules
    .filter((name) => !missing.includes(name) && !shipped.has(findPackage(root, name) ?? ""))
    .map(
      (name) =>
        `bundling.nodeModules contains "${name}", which is a package for another platform. Remove it.`,
    );
  return { files, errors: [...missing.map(missingError), ...otherErrors, ...new Set(errors)] };
}

/**
 * Returns the folders of the installed packages that a function of the local gateway loads from the project: those of
 * the option `nodeModules`, and those of `external`.
 */
export function linkPackages({ nodeModules, external }: BundleSettings, root: string) {
  const names = [...nodeModules, ...external.flatMap((pattern) => matchInstalled(pattern, root))];
  const links = names.flatMap((name) => {
    const folder = findPackage(root, name);
    return folder === undefined ? [] : [[name, folder] as const];
  });
  return { links: Object.fromEntries(links), errors: listMissing(nodeModules, root).map(missingError) };
}

/** Returns the names of the installed packages that a pattern of `external` matches: `@aws-sdk/*`. */
function matchInstalled(pattern: string, root: string): string[] {
  if (!pattern.includes("*")) return [packageName(pattern)];
  const [start = "", end = ""] = pattern.split("*");
  const scope = start.includes("/") ? start.slice(0, start.indexOf("/")) : "";
  const parent = findUpwards(root, path.join("node_modules", scope));
  const names = parent === undefined ? [] : readdirSync(path.join(parent, "node_modules", scope)).sort();
  return names
    .map((name) => path.posix.join(scope, name))
    .filter((name) => name.startsWith(start) && name.endsWith(end) && !/^[.@][^/]*$/.test(name));
}

function listMissing(names: readonly string[], root: string): string[] {
  return names.filter((name) => findPackage(root, name) === undefined);
}

function missingError(name: string): string {
  return `bundling.nodeModules contains "${name}", which is not installed. Run: npm install ${name}`;
}

/**
 * Lists packages and all packages that they need, with a place in the zip for each. A package is in the outermost
 * `node_modules`, unless another version of it is there. It is then in the `node_modules` of the package that needs it.
 *
 * @param isSupported returns false for the folder of a package that is left out
 */
function listPackages(
  names: readonly string[],
  root: string,
  isSupported: (folder: string) => boolean,
): readonly ShippedPackage[] {
  const placed = new Map<string, ShippedPackage>();
  const queue: ShippedPackage[] = [];
  const place = (name: string, from: string, parent: string) => {
    const folder = findPackage(from, name);
    if (folder === undefined || !isSupported(folder)) return;
    const visible = listTargets(name, parent).find((target) => placed.has(target));
    if (visible !== undefined && placed.get(visible)?.folder === folder) return;
    const shipped = {
      folder,
      target: path.posix.join(visible === undefined ? "" : parent, "node_modules", name),
    };
    placed.set(shipped.target, shipped);
    queue.push(shipped);
  };
  for (const name of names) place(name, root, "");
  for (const { folder, target } of queue) {
    for (const name of listDependencies(folder)) place(name, folder, target);
  }
  return queue;
}

/** Lists the places where Node looks for a package that is required in a folder of the zip, the nearest first. */
function listTargets(name: string, folder: string): string[] {
  const here = path.posix.join(folder, "node_modules", name);
  if (folder === "") return [here];
  // Add a slash before the search, so that the parent of a package in the outermost node_modules is "".
  const parent = `/${folder}`.lastIndexOf("/node_modules/");
  return [here, ...listTargets(name, folder.slice(0, Math.max(0, parent - 1)))];
}

/** Returns the names of the packages that a package needs, sorted. Some of them may not be installed. */
function listDependencies(folder: string): string[] {
  const { dependencies, optionalDependencies, peerDependencies } = readManifest(folder);
  return [...new Set(Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies }))].sort();
}
