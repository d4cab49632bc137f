import path from "node:path";
import type { BuildOptions, Plugin } from "esbuild";
import { nodeConditions } from "#node-conditions";
import { DEFAULT_SETTINGS } from "./bundle-settings";
import type { BuildTarget, BundleRequest } from "./bundle-types";
import { splitContracts } from "./contract-plugin";
import { EMPTY_IMPORT_META, IMPORT_META } from "./import-meta";
import { preferModuleField } from "./module-field-plugin";

/** Folder of the output files, relative to the project. esbuild does not create it. */
const OUT_DIR = "out";

/**
 * Returns the esbuild options that bundle several entries in one build: for Node.js, minified, with source maps in
 * separate files.
 *
 * @param root absolute path of the project's folder
 * @see https://esbuild.github.io/api/
 */
export function buildOptions(
  requests: readonly BundleRequest[],
  { target, settings = DEFAULT_SETTINGS }: BuildTarget,
  root: string,
): BuildOptions & { write: false; metafile: true } {
  const { format, banner, loader, keepNames, legalComments } = settings;
  const isCommonJs = format === "cjs";
  return {
    entryPoints: requests.map(entryPoint),
    absWorkingDir: root,
    outdir: OUT_DIR,
    bundle: true,
    format,
    outExtension: isCommonJs ? {} : { ".js": ".mjs" },
    platform: "node",
    target,
    minify: true,
    legalComments,
    keepNames,
    loader,
    external: [...settings.external, ...settings.nodeModules],
    banner: { js: [...(isCommonJs ? [] : [COMMONJS_VARIABLES]), ...(banner ? [banner] : [])].join("\n") },
    define: { ...(isCommonJs ? IMPORT_META : {}), ...settings.define },
    // Report the other members of `import.meta` in packages, too. By default, esbuild reports them only in the
    // project's files.
    logOverride: { [EMPTY_IMPORT_META]: "warning" },
    conditions: resolveConditions(),
    sourcemap: "external",
    sourcesContent: false,
    metafile: true,
    write: false,
    logLevel: "silent",
  };
}

/**
 * Declarations of the CommonJS variables `require`, `__filename` and `__dirname` in a bundle that is an ES module.
 * Without it, a bundled CommonJS package cannot require the modules of Node.
 * @see https://github.com/evanw/esbuild/issues/1921
 */
const COMMONJS_VARIABLES = [
  `import { createRequire as gatewrightCreateRequire } from "node:module";`,
  "const require = gatewrightCreateRequire(import.meta.url);",
  "const __filename = import.meta.filename, __dirname = import.meta.dirname;",
].join("");

/**
 * Returns the esbuild plugins of all builds that contain code of packages. The parameters are those of {@link
 * preferModuleField}.
 */
export function buildPlugins(root: string, mainPackages?: readonly string[]): Plugin[] {
  return [splitContracts(root), preferModuleField(root, mainPackages)];
}

function entryPoint({ entry }: BundleRequest, index: number): { in: string; out: string } {
  return { in: `./${entry}`, out: `${index}/index` };
}

/** Returns the name of the file with the handler in the zip. */
export function codeFile({ settings = DEFAULT_SETTINGS }: Pick<BuildTarget, "settings">): string {
  return settings.format === "esm" ? "index.mjs" : "index.js";
}

/**
 * Returns the path of esbuild's output file for a request.
 * @param index index of the request in the list that was passed to {@link buildOptions}
 */
export function outputName(index: number, request: BundleRequest): string {
  return path.join(OUT_DIR, `${index}`, codeFile(request));
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
