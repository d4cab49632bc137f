import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { LAMBDA_QUOTAS } from "#aws";
import { LocalError } from "./local-error";
import { listRecords, unpackRecord, type ZipRecord } from "./zip-archive";

/** Entry of a zip. */
export interface ZipEntry {
  /** Path of the file, relative to the folder of the code, with `/` between its parts. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * Returns the files in a zip.
 *
 * The name of each entry must be a path inside the folder into which the zip is unpacked, because a zip of unknown origin
 * could otherwise overwrite any file of the user.
 *
 * @param zipFile absolute path
 * @throws LocalError if the file is not a zip or exceeds Lambda's quota, if the name of an entry is not such a path, or if
 * an entry is damaged. The error lists all invalid names, or all damaged entries
 */
export function readZipEntries(zipFile: string): readonly ZipEntry[] {
  rejectSize(zipFile, "file", statSync(zipFile, { throwIfNoEntry: false })?.size ?? 0);
  const { zip, records } = readZip(zipFile);
  const unpackedBytes = records.reduce((total, record) => total + record.unpackedBytes, 0);
  rejectSize(zipFile, "unpacked", unpackedBytes);
  rejectNames(
    zipFile,
    records.map(({ name }) => name),
  );
  const damaged: string[] = [];
  const entries = records
    .filter(({ name }) => !name.endsWith("/"))
    .flatMap((record) => {
      try {
        return [{ name: record.name, bytes: unpackRecord(zip, record) }];
      } catch (error) {
        damaged.push(entryError(zipFile, record.name, `the entry is damaged (${describeError(error)})`));
        return [];
      }
    });
  if (damaged.length > 0) throw new LocalError(damaged);
  return entries;
}

/**
 * Creates a function that checks a zip and discards its files. It checks a zip only once, because many functions can
 * have the same zip. The function throws the errors of {@link readZipEntries}.
 */
export function createZipCheck(): (zipFile: string) => void {
  const checked = new Set<string>();
  return (zipFile) => {
    if (!checked.has(zipFile)) readZipEntries(zipFile);
    checked.add(zipFile);
  };
}

function readZip(zipFile: string): { readonly zip: Buffer; readonly records: readonly ZipRecord[] } {
  try {
    const zip = readFileSync(zipFile);
    return { zip, records: listRecords(zip) };
  } catch (error) {
    throw new LocalError([
      `${zipFile}: not a readable zip (${describeError(error)}). Build the zip of the function again.`,
    ]);
  }
}

/** Descriptions for error codes of Node whose messages do not describe the zip. */
const REASONS: Readonly<Record<string, string>> = {
  ERR_OUT_OF_RANGE: "invalid offset",
  ERR_BUFFER_TOO_LARGE: "more bytes than declared",
};

function describeError(error: unknown): string {
  const { code = "", message } = error as NodeJS.ErrnoException;
  return REASONS[code] ?? message;
}

/**
 * Rejects a zip that Lambda would reject, before the bytes are read: reading or unpacking them could block the gateway
 * for seconds. The size of the file has the same limit, because the unpacked code is never much smaller.
 */
function rejectSize(zipFile: string, kind: "file" | "unpacked", bytes: number): void {
  const quota = LAMBDA_QUOTAS.unpackedBytes;
  if (bytes <= quota) return;
  throw new LocalError([
    `${zipFile}: ${kind} size is ${bytes} bytes; expected at most ${quota}, the quota of Lambda. Remove files from the zip.`,
  ]);
}

function entryError(zipFile: string, name: string, problem: string): string {
  return `${zipFile}: entry ${JSON.stringify(name)}; ${problem}. Build the zip of the function again.`;
}

function rejectNames(zipFile: string, names: readonly string[]): void {
  const files = new Set(names.filter((name) => !name.endsWith("/")).map(path.posix.normalize));
  const errors = names.flatMap((name) => {
    const problem = findProblem(name, files);
    return problem === undefined ? [] : [entryError(zipFile, name, problem)];
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
