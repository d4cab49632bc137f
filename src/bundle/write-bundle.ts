import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Bundle, BundleRequest } from "./bundle-types";
import { compressBundle } from "./create-zip";

/**
 * Content of the JSON file next to the zip of a function. The local gateway reads this file to rebuild the
 * function.
 */
export interface BundleRecord extends BundleRequest {
  /** Paths of the entry and of all files that it imports, relative to the project. */
  readonly inputs: readonly string[];
  /** Base64 of the SHA-256 of the zip. */
  readonly hash: string;
  /** Size of the zip in bytes. */
  readonly zipSize: number;
  /** Size of the unpacked files in bytes. */
  readonly unpackedSize: number;
}

/**
 * Writes a bundle as `<name>.zip`, `<name>.js.map` and `<name>.json`. Creates the folder if it does not
 * exist.
 */
export function writeBundle(bundle: Bundle, folder: string, name: string): void {
  const { entry, target, settings, inputs, hash, zip, unpackedSize } = bundle;
  const zipSize = zip.byteLength;
  const record: BundleRecord = { entry, target, settings, inputs, hash, zipSize, unpackedSize };
  mkdirSync(folder, { recursive: true });
  replaceFile(path.join(folder, `${name}.zip`), bundle.zip);
  replaceFile(path.join(folder, `${name}.js.map`), bundle.sourceMap);
  replaceFile(path.join(folder, `${name}.json`), `${JSON.stringify(record, undefined, 2)}\n`);
}

/**
 * Writes a file under a temporary name and renames it, so that another process never reads half of the content. A file
 * that already has the content stays, because a rename that replaces a file makes ext4 write to the disk immediately.
 */
function replaceFile(file: string, content: string | Uint8Array): void {
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  if (existsSync(file) && readFileSync(file).equals(bytes)) return;
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, bytes);
  renameSync(temporary, file);
}

/**
 * Returns a stub in place of the bundle of an entry. Its handler throws an error. Tests that check only the
 * Terraform JSON use the stub, because it needs no build.
 */
export function stubBundle({ entry, target, settings }: BundleRequest): Bundle {
  const code = Buffer.from(
    'exports.handler = () => { throw new Error("a stub: this function was not bundled"); };\n',
  );
  const files = new Map([["index.js", { bytes: code }]]);
  return { entry, target, settings, inputs: [], sourceMap: "{}", ...compressBundle(files) };
}
