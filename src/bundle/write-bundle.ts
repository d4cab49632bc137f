import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { compressBundle } from "./bundle";
import type { Bundle } from "./bundle-types";

/** The JSON file next to a zip. It has what is needed to build the function again. */
export interface BundleRecord {
  /** The file that exports `handler`, relative to the project. */
  readonly entry: string;
  /** The Node version of the build: `node22`. */
  readonly target: string;
  /** Every file of the bundle, relative to the project. */
  readonly inputs: readonly string[];
  /** Base64 SHA-256 of the zip. */
  readonly hash: string;
  /** Size of the zip in bytes. */
  readonly zipSize: number;
  /** Size of the zip's content in bytes. */
  readonly unpackedSize: number;
}

/** Writes a bundle as `<name>.zip`, `<name>.js.map` and `<name>.json`. Creates the folder. */
export function writeBundle(bundle: Bundle, folder: string, name: string): void {
  const { entry, target, inputs, hash, unpackedSize } = bundle;
  const record: BundleRecord = { entry, target, inputs, hash, zipSize: bundle.zip.byteLength, unpackedSize };
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, `${name}.zip`), bundle.zip);
  writeFileSync(path.join(folder, `${name}.js.map`), bundle.sourceMap);
  writeFileSync(path.join(folder, `${name}.json`), `${JSON.stringify(record, undefined, 2)}\n`);
}

/** Returns a bundle that needs no build and whose handler throws, for tests of Terraform. */
export function stubBundle(entry: string, target: string): Bundle {
  const code = Buffer.from(
    'exports.handler = () => { throw new Error("a stub: this function was not bundled"); };\n',
  );
  return { entry, target, inputs: [], sourceMap: "{}", ...compressBundle(code) };
}
