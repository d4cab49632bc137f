import { type Zippable, zipSync } from "fflate";

/**
 * The time of every entry. A zip keeps local time without a zone, and fflate writes the local fields of the date it
 * is given: a date made of local fields gives the same bytes in every time zone.
 */
const ENTRY_TIME = new Date(1980, 0, 1, 12, 0, 0);
const UNIX = 3;
/** A regular file, readable by all: Lambda's sandbox user is not the owner of what it unpacks. */
const FILE_MODE = (0o100644 << 16) >>> 0;

/** A zip whose bytes depend on nothing but the files' names and bytes. */
export function createZip(files: Readonly<Record<string, Uint8Array>>): Uint8Array {
  const entries: Zippable = {};
  for (const name of Object.keys(files).sort()) {
    const bytes = files[name];
    if (bytes) entries[name] = [bytes, { level: 6, mtime: ENTRY_TIME, os: UNIX, attrs: FILE_MODE }];
  }
  return zipSync(entries);
}
