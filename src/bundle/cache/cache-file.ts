import { createHash } from "node:crypto";
import { readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { debuglog } from "node:util";
import { deserialize, serialize } from "node:v8";

/** Length of the SHA-256 checksum that a cache file starts with. */
const CHECKSUM_BYTES = 32;

/** Writes a cache file. Other processes never read an incomplete file. */
export function writeEntry(file: string, entry: unknown): void {
  const bytes = serialize(entry);
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, Buffer.concat([checksum(bytes), bytes]));
  renameSync(unfinished, file);
}

/** Reads a cache file that {@link writeEntry} has written. @throws CorruptEntryError if the checksum differs */
export function readEntry<Entry>(file: string): Entry {
  const content = readFileSync(file);
  const bytes = content.subarray(CHECKSUM_BYTES);
  if (!checksum(bytes).equals(content.subarray(0, CHECKSUM_BYTES)))
    throw new CorruptEntryError(`${file}: the checksum differs`);
  return deserialize(bytes);
}

function checksum(bytes: Uint8Array): Buffer {
  return createHash("sha256").update(bytes).digest();
}

const MAX_UNUSED_MS = 30 * 24 * 60 * 60 * 1000;

/** Deletes the cache files of a folder that were not used for 30 days. */
export function removeOldEntries(dir: string): void {
  for (const name of readdirSync(dir)) {
    const file = path.join(dir, name);
    if (Date.now() - statSync(file).mtimeMs > MAX_UNUSED_MS) rmSync(file);
  }
}

/**
 * Returns the current time of the file system of a folder, in ms. The time of a network file system may
 * differ from the clock of this computer.
 */
export function fileSystemTime(dir: string): number {
  const file = path.join(dir, `${process.pid}`);
  writeFileSync(file, "");
  const { ctimeMs } = statSync(file);
  rmSync(file);
  return ctimeMs;
}

/** Version of this package. A new version may build other bundles from the same sources. */
export function packageVersion(): unknown {
  return JSON.parse(readFileSync(path.join(__dirname, "../../../package.json"), "utf8")).version;
}

/** Error of a cache file whose content was changed or truncated. */
class CorruptEntryError extends Error {}

/** Prints errors of the cache if the environment variable `NODE_DEBUG` contains `gatewright`. */
const debug = debuglog("gatewright");

/**
 * Returns the result of a function, or `undefined` if the function throws an error of the file system or of a cache
 * file, because a build must also succeed without the cache.
 *
 * @throws any other error, which is a mistake in the code
 */
export function ignoreCacheErrors<Result>(attempt: () => Result): Result | undefined {
  try {
    return attempt();
  } catch (error) {
    const isFileError = typeof (error as NodeJS.ErrnoException).code === "string";
    if (!isFileError && !(error instanceof CorruptEntryError)) throw error;
    debug("bundle cache: %s", (error as Error).message);
    return undefined;
  }
}
