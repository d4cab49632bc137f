import path from "node:path";
import type { BuildOptions } from "esbuild";
import type { BundleRequest } from "./bundle-types";

const OUT_DIR = "out";

/**
 * Returns esbuild's options for building several entries together: CommonJS for Node.js, minified, external source maps.
 *
 * @param target the Node version, as esbuild names it: `node22`
 * @param root root folder of the project
 * @see https://esbuild.github.io/api/
 */
export function buildOptions(
  requests: readonly BundleRequest[],
  target: string,
  root: string,
): BuildOptions & { write: false; metafile: true } {
  return {
    entryPoints: requests.map(entryPoint),
    absWorkingDir: root,
    outdir: OUT_DIR,
    bundle: true,
    format: "cjs",
    platform: "node",
    target,
    minify: true,
    legalComments: "none",
    // Prefer ES modules, because only they can be tree-shaken. The DynamoDB client becomes a third smaller.
    mainFields: ["module", "main"],
    sourcemap: "external",
    sourcesContent: false,
    metafile: true,
    write: false,
    logLevel: "silent",
  };
}

function entryPoint({ entry }: BundleRequest, index: number): { in: string; out: string } {
  return { in: `./${entry}`, out: `${index}/index` };
}

/** Returns esbuild's name of the output file of a request. */
export function outputName(index: number): string {
  return path.join(OUT_DIR, `${index}`, "index.js");
}
