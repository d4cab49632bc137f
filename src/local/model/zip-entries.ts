import { readFileSync } from "node:fs";
import path from "node:path";
import { unzipSync } from "fflate";
import { LocalError } from "./local-error";

/** Entry of a zip. */
export interface ZipEntry {
  /** Path of the file, relative to the folder of the code, with `/` between its parts. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * Checks the names of the entries in a zip. Each must be the path of a file inside the folder into which the zip is
 * unpacked, because a zip of unknown origin could otherwise overwrite any file of the user.
 *
 * @param zipFile absolute path
 * @throws LocalError if the file is not a zip, or if the name of an entry is not such a path. The error lists all of them
 */
export function checkZip(zipFile: string): void {
  const names: string[] = [];
  readZip(zipFile, (name) => {
    names.push(name);
    return false;
  });
  rejectNames(zipFile, names);
}

/** Returns the files in a zip. @throws LocalError under the same conditions as {@link checkZip} */
export function readZipEntries(zipFile: string): readonly ZipEntry[] {
  checkZip(zipFile);
  const entries = Object.entries(readZip(zipFile, (name) => !name.endsWith("/")));
  return entries.map(([name, bytes]) => ({ name, bytes }));
}

function readZip(zipFile: string, filter: (name: string) => boolean): Record<string, Uint8Array> {
  try {
    const content = readFileSync(zipFile);
    return unzipSync(content, { filter: ({ name }) => filter(name) });
  } catch (error) {
    throw new LocalError([
      `${zipFile}: not a readable zip (${(error as Error).message}). Build the zip of the function again.`,
    ]);
  }
}

function rejectNames(zipFile: string, names: readonly string[]): void {
  const files = new Set(names.filter((name) => !name.endsWith("/")).map(path.posix.normalize));
  const errors = names.flatMap((name) => {
    const problem = findProblem(name, files);
    if (problem === undefined) return [];
    return [`${zipFile}: entry ${JSON.stringify(name)}; ${problem}. Build the zip of the function again.`];
  });
  if (errors.length > 0) throw new LocalError(errors);
}

/** Returns why a file with this name cannot be written into the folder of the code. */
function findProblem(name: string, files: ReadonlySet<string>): string | undefined {
  const normalized = path.posix.normalize(name);
  const isInside = !/[\\\0]|^[A-Za-z]:|^\/|^\.\.(\/|$)/.test(normalized);
  return isInside ? findConflict(normalized, files) : "expected a path inside the folder of the code";
}

/** Returns the error of an entry that is below another entry, which is a file and not a folder. */
function findConflict(name: string, files: ReadonlySet<string>): string | undefined {
  const parent = path.posix.dirname(name);
  if (parent === ".") return undefined;
  if (files.has(parent)) return `entry ${JSON.stringify(parent)} is a file; expected a folder`;
  return findConflict(parent, files);
}
