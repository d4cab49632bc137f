import { existsSync, readFileSync, realpathSync } from "node:fs";
import path from "node:path";
import { findUpwards } from "#project-root";

/** Fields of a `package.json` that decide which files of a package are used. */
export interface PackageManifest {
  readonly name?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly module?: unknown;
  readonly exports?: unknown;
  readonly sideEffects?: unknown;
  /** Operating systems of the package: `["linux"]`, `["!win32"]`. */
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
}

/** Reads the `package.json` in a folder. Returns an empty object if there is none. */
export function readManifest(folder: string): PackageManifest {
  const file = path.join(folder, "package.json");
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
}

/**
 * Returns the folder of an installed package, without symbolic links.
 * @param from folder of the importing file
 */
export function findPackage(from: string, name: string): string | undefined {
  const parent = findUpwards(from, path.join("node_modules", name));
  return parent === undefined ? undefined : realpathSync(path.join(parent, "node_modules", name));
}

/**
 * Returns the name of the package in an import path: `@aws-sdk/lib-dynamodb` for
 * `@aws-sdk/lib-dynamodb/dist-es`.
 */
export function packageName(name: string): string {
  return name
    .split("/")
    .slice(0, name.startsWith("@") ? 2 : 1)
    .join("/");
}

/** Returns the folder of the package that contains a file. */
export function packageDir(file: string): string {
  const parts = file.split(/[\\/]/);
  const end = parts.lastIndexOf("node_modules") + 1;
  return [...parts.slice(0, end), packageName(parts.slice(end).join("/"))].join(path.sep);
}

/** Returns true for the path of a file of a package. */
export function isInPackage(file: string): boolean {
  return file.split(/[\\/]/).includes("node_modules");
}
