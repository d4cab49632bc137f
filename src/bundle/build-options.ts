import path from "node:path";
import type { BuildOptions } from "esbuild";
import type { BundleRequest } from "./bundle-request";

const OUT = "out";

/** @see https://esbuild.github.io/api/ */
export function buildOptions(
  requests: readonly BundleRequest[],
  target: string,
  root: string,
): BuildOptions & { write: false; metafile: true } {
  return {
    entryPoints: requests.map(entryPoint),
    absWorkingDir: root,
    outdir: OUT,
    bundle: true,
    format: "cjs",
    platform: "node",
    target,
    minify: true,
    legalComments: "none",
    // A package's ES module first: only that can be tree-shaken. The DynamoDB client is a third smaller for it.
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

/** How esbuild calls what it makes of a request. */
export function outputName(index: number): string {
  return path.join(OUT, `${index}`, "index.js");
}
