import path from "node:path";
import type { BuildOptions, Plugin } from "esbuild";
import { nodeConditions } from "#node-conditions";
import type { BundleRequest } from "./bundle-types";
import { EMPTY_IMPORT_META, IMPORT_META } from "./import-meta";
import { preferModuleField } from "./module-field-plugin";

/** Folder of the output files, relative to the project. esbuild does not create it. */
export const OUT_DIR = "out";

/**
 * Returns the esbuild options that bundle several entries in one build: CommonJS for Node.js, minified, with
 * source maps in separate files.
 *
 * @param target Node version, as esbuild names it: `node22`
 * @param root absolute path of the project's folder
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
    define: IMPORT_META,
    // Report the other members of `import.meta` in packages too. By default, esbuild reports them in own files only.
    logOverride: { [EMPTY_IMPORT_META]: "warning" },
    conditions: resolveConditions(),
    sourcemap: "external",
    sourcesContent: false,
    metafile: true,
    write: false,
    logLevel: "silent",
  };
}

/** Returns the esbuild plugins of all builds that contain code of packages. */
export function buildPlugins(): Plugin[] {
  return [preferModuleField()];
}

function entryPoint({ entry }: BundleRequest, index: number): { in: string; out: string } {
  return { in: `./${entry}`, out: `${index}/index` };
}

/**
 * Returns the path of esbuild's output file for a request.
 * @param index index of the request in the list that was passed to {@link buildOptions}
 */
export function outputName(index: number): string {
  return path.join(OUT_DIR, `${index}`, "index.js");
}

/**
 * Returns the conditions by which esbuild selects a file of a package: `module`, and the conditions of this Node process.
 * A function is then built with the same files of a package that the app itself loads.
 *
 * esbuild adds `module` itself only if the option `conditions` is not set. With this condition it can tree-shake a
 * package that has an ES module besides its CommonJS module.
 * @see https://esbuild.github.io/api/#conditions
 */
export function resolveConditions(): string[] {
  return ["module", ...nodeConditions()];
}
