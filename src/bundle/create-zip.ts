import { createHash } from "node:crypto";
import { type Zippable, zipSync } from "fflate";
import type { Bundle } from "./bundle-types";

/**
 * Modification time of every file in the zip. A zip stores local time without a time zone, and fflate writes
 * the local hours and minutes of a date. This date is created from a local hour and minute, so the bytes are
 * the same in every time zone.
 */
const ENTRY_TIME = new Date(1980, 0, 1, 12, 0, 0);
/**
 * Code for Unix as the operating system that created the zip. With this code, unzip programs apply the file
 * mode.
 */
const UNIX = 3;
/**
 * File attributes of a zip entry: a regular file that all users can read (0644), in the upper 16 bits. All
 * users need access, because Lambda runs a function as a user that does not own the unpacked files.
 */
const FILE_MODE = (0o100644 << 16) >>> 0;

/**
 * File attributes of a program in a package. Unlike with {@link FILE_MODE}, all users can also execute the file (0755).
 */
const PROGRAM_MODE = (0o100755 << 16) >>> 0;

/** File of a zip. */
export interface ZipFile {
  readonly bytes: Uint8Array;
  readonly isExecutable?: boolean;
}

/** Files of a zip by their path in the zip, with `/` as the separator. */
export type ZipFiles = ReadonlyMap<string, ZipFile>;

/** Returns a zip whose bytes depend only on the names, the bytes and the attributes of the files. */
export function createZip(files: ZipFiles): Uint8Array {
  const entries: Zippable = {};
  for (const [name, { bytes, isExecutable }] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const attrs = isExecutable ? PROGRAM_MODE : FILE_MODE;
    entries[name] = [bytes, { level: 6, mtime: ENTRY_TIME, os: UNIX, attrs }];
  }
  return zipSync(entries);
}

type CompressedBundle = Pick<Bundle, "zip" | "hash" | "unpackedSize">;

/** Returns the zip of a function's files, with its hash and its unpacked size. */
export function compressBundle(files: ZipFiles): CompressedBundle {
  const zip = createZip(files);
  return {
    zip,
    hash: createHash("sha256").update(zip).digest("base64"),
    unpackedSize: [...files.values()].reduce((size, { bytes }) => size + bytes.byteLength, 0),
  };
}
