import { writeFileSync } from "node:fs";
import path from "node:path";
import { unzipSync } from "fflate";
import { bundle, bundleKey } from "../../src/bundle";

/** One implementation of the handler, bundled in the same way as a function of the project. */
export interface Variant {
  readonly name: string;
  /** Path of the bundle, absolute. */
  readonly file: string;
  /** Size of the bundle, not compressed. */
  readonly bytes: number;
}

/** Name of the variant without any library, the baseline for load times. */
export const EMPTY = "empty";
/** Name of the variant that uses this project's runtime. */
export const GATEWRIGHT = "gatewright";

const PROJECT = path.join(__dirname, "../..");
/** Default build target of the constructs. */
const TARGET = "node22";
/**
 * Source files of the variants. Each variant follows the documentation of its library, and turns off the
 * features that the task does not need.
 */
const SOURCES = ["empty.mjs", "gatewright.ts", "middy.mjs", "hono.mjs", "powertools.mjs"];

/** Bundles every variant and writes the bundles into a folder. */
export function buildVariants(folder: string): Variant[] {
  const requests = SOURCES.map((source) => ({ entry: `bench/handlers/variants/${source}`, target: TARGET }));
  const bundles = bundle(requests, PROJECT);
  return requests.map((request) => {
    const { zip } = bundles.get(bundleKey(request)) ?? {};
    const code = zip && unzipSync(zip)["index.js"];
    if (!code) throw new Error(`${request.entry}: the bundle has no index.js`);
    const { name } = path.parse(request.entry);
    const file = path.join(folder, `${name}.js`);
    writeFileSync(file, code);
    return { name, file, bytes: code.byteLength };
  });
}
