import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import type { BundleSettings } from "./bundle-settings";
import type { ZipFile, ZipFiles } from "./create-zip";

/** Files that are added to a zip, and the errors of files that cannot be added. */
export interface AddedFiles {
  readonly files: ZipFiles;
  /** Absolute paths of the files on disk. */
  readonly sources: readonly string[];
  readonly errors: readonly string[];
}

/** Returns the files of the option `copy`. @param root path of the project's folder */
export function copyFiles({ copy }: Pick<BundleSettings, "copy">, root: string): AddedFiles {
  const files = new Map<string, ZipFile>();
  const sources: string[] = [];
  const errors: string[] = [];
  for (const { from, to } of copy) {
    const source = path.resolve(root, from);
    if (!existsSync(source)) {
      errors.push(
        `bundling.copy contains "${from}", which does not exist. Write a path relative to the project.`,
      );
      continue;
    }
    // If `from` is a file, and `to` is "." or ends with a slash, keep the name of the file, as `cp` does.
    const parent = statSync(source).isDirectory() || !/^\.?$|\/$/.test(to) ? source : path.dirname(source);
    for (const file of listFiles(source)) {
      sources.push(file);
      files.set(path.posix.join(to, toPosix(path.relative(parent, file))), readZipFile(file));
    }
  }
  return { files, sources, errors };
}

/**
 * Lists a file, or all files below a folder, sorted.
 * @param isSkipped returns true for the name of a file or folder that is left out
 */
export function listFiles(source: string, isSkipped: (name: string) => boolean = () => false): string[] {
  if (!statSync(source).isDirectory()) return [source];
  const names = readdirSync(source).filter((name) => !isSkipped(name));
  return names.sort().flatMap((name) => listFiles(path.join(source, name), isSkipped));
}

export function readZipFile(file: string): ZipFile {
  return { bytes: readFileSync(file), isExecutable: (statSync(file).mode & 0o111) !== 0 };
}

export function toPosix(file: string): string {
  return file.replaceAll(path.sep, "/");
}
