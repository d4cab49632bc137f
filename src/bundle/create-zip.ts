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

/** Returns a zip whose bytes depend only on the names and bytes of the files. */
export function createZip(files: Readonly<Record<string, Uint8Array>>): Uint8Array {
  const entries: Zippable = {};
  for (const name of Object.keys(files).sort()) {
    const bytes = files[name];
    if (bytes) entries[name] = [bytes, { level: 6, mtime: ENTRY_TIME, os: UNIX, attrs: FILE_MODE }];
  }
  return zipSync(entries);
}

type CompressedBundle = Pick<Bundle, "zip" | "hash" | "unpackedSize">;

/** Returns the zip of a function's code, with its hash and its unpacked size. */
export function compressBundle(code: Uint8Array): CompressedBundle {
  const zip = createZip({ "index.js": code });
  return {
    zip,
    hash: createHash("sha256").update(zip).digest("base64"),
    unpackedSize: code.byteLength,
  };
}
