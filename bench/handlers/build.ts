import { writeFileSync } from "node:fs";
import path from "node:path";
import { unzipSync } from "fflate";
import { bundle, bundleKey, resolveBundleSettings } from "../../src/bundle";

/** Handler of `POST /products` that uses one of the compared libraries, bundled like a deployed function. */
export interface Variant {
  readonly name: string;
  /** Absolute path of the bundle. */
  readonly file: string;
  /** Size of the bundle before compression. */
  readonly bytes: number;
}

/** Name of the variant that uses no library. It is the baseline for the load time. */
export const EMPTY = "empty";
/** Name of the variant that uses this project's runtime. */
export const GATEWRIGHT = "gatewright";
/** Name of the same variant without the names of functions and classes. It shows what the names cost. */
export const WITHOUT_NAMES = "no names";
/** Name of the variant that uses only the schemas. It shows what the schemas cost. */
export const SCHEMAS = "schemas";

const PROJECT = path.join(__dirname, "../..");
/** Node version that the bundles are built for, as esbuild names it. It is the default of the constructs. */
const TARGET = "node22";
/**
 * Source files of the variants. Each variant follows the documentation of its library, but turns off features
 * that the other variants do not have.
 */
const SOURCES: readonly (readonly [name: string, file: string])[] = [
  [EMPTY, "empty.mjs"],
  [GATEWRIGHT, "gatewright.ts"],
  [WITHOUT_NAMES, "gatewright.ts"],
  [SCHEMAS, "schemas.ts"],
  ["middy", "middy.mjs"],
  ["hono", "hono.mjs"],
  ["powertools", "powertools.mjs"],
];

/** Bundles every variant and writes the bundles into a folder. */
export function buildVariants(folder: string): Variant[] {
  const variants = SOURCES.map(([name, source]) => {
    const settings = resolveBundleSettings({ keepNames: name !== WITHOUT_NAMES });
    return { name, request: { entry: `bench/handlers/variants/${source}`, target: TARGET, settings } };
  });
  const bundles = bundle(
    variants.map(({ request }) => request),
    PROJECT,
  );
  return variants.map(({ name, request }) => {
    const { zip } = bundles.get(bundleKey(request)) ?? {};
    const code = zip && unzipSync(zip)["index.js"];
    if (!code) throw new Error(`${request.entry}: the bundle has no index.js`);
    const file = path.join(folder, `${name}.js`);
    writeFileSync(file, code);
    return { name, file, bytes: code.byteLength };
  });
}
