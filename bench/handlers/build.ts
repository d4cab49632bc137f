import { writeFileSync } from "node:fs";
import path from "node:path";
import { unzipSync } from "fflate";
import { bundle, bundleKey } from "../../src/bundle";

/** One way to make the handler, bundled as a function of the project is. */
export interface Way {
  readonly name: string;
  /** The bundle. */
  readonly file: string;
  readonly bytes: number;
}

/** The way without anything, which the others' load times are compared to. */
export const EMPTY = "empty";
/** This project's own way. */
export const OURS = "gatewright";

const PROJECT = path.join(__dirname, "../..");
/** What the constructs bundle for where nothing else is said. */
const TARGET = "node22";
/** Each peer as its own documentation has it, with what this task does not ask for turned off. */
const SOURCES = ["empty.mjs", "gatewright.ts", "middy.mjs", "hono.mjs", "powertools.mjs"];

/** Bundles every way into a folder. */
export function build(folder: string): Way[] {
  const requests = SOURCES.map((source) => ({ entry: `bench/handlers/variants/${source}`, target: TARGET }));
  const bundles = bundle(requests, PROJECT);
  return requests.map((request) => {
    const { zip } = bundles.get(bundleKey(request)) ?? {};
    const code = zip && unzipSync(zip)["index.js"];
    if (!code) throw new Error(`there is no bundle of ${request.entry}`);
    const { name } = path.parse(request.entry);
    const file = path.join(folder, `${name}.js`);
    writeFileSync(file, code);
    return { name, file, bytes: code.byteLength };
  });
}
