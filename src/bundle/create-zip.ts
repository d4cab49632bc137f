import { type Zippable, zipSync } from "fflate";

/**
 * Time of every entry. A zip stores local time without a zone, and fflate writes the local fields of a date. A date
 * that is constructed from local fields gives the same bytes in every time zone.
 */
const ENTRY_TIME = new Date(1980, 0, 1, 12, 0, 0);
const UNIX = 3;
/** A regular file that everyone can read. Lambda's sandbox user does not own the files that Lambda unpacks. */
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
