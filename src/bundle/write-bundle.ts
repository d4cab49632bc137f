import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { compressBundle } from "./bundle";
import type { Bundle } from "./bundle-request";

/** What lies beside a zip, as JSON: enough to build it again. */
export interface BundleRecord {
  /** The file that exports `handler`, relative to the project. */
  readonly entry: string;
  /** The Node version it is built for: `node22`. */
  readonly target: string;
  /** Every file that went in, relative to the project. */
  readonly inputs: readonly string[];
  /** Base64 SHA-256 of the zip. */
  readonly hash: string;
  /** Bytes of the zip. */
  readonly zipSize: number;
  /** Bytes of what is in it. */
  readonly unpackedSize: number;
}

/** Writes a bundle as `<name>.zip`, `<name>.js.map` and `<name>.json` into a folder, which it makes. */
export function writeBundle(bundle: Bundle, folder: string, name: string): void {
  const { entry, target, inputs, hash, unpackedSize } = bundle;
  const record: BundleRecord = { entry, target, inputs, hash, zipSize: bundle.zip.byteLength, unpackedSize };
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, `${name}.zip`), bundle.zip);
  writeFileSync(path.join(folder, `${name}.js.map`), bundle.sourceMap);
  writeFileSync(path.join(folder, `${name}.json`), `${JSON.stringify(record, undefined, 2)}\n`);
}

/** A bundle that costs no build and does nothing, for tests that look at Terraform and not at code. */
export function stubBundle(entry: string, target: string): Bundle {
  const code = Buffer.from(
    'exports.handler = () => { throw new Error("a stub: this function was not bundled"); };\n',
  );
  return { entry, target, inputs: [], sourceMap: "{}", ...compressBundle(code) };
}
