import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { buildSync } from "esbuild";
import { resolveConditions } from "#bundle";

/**
 * Writes the script that every worker runs first: the files in `worker/`, bundled into one JavaScript file.
 *
 * The script is a bundle because a worker could run TypeScript only with this process's TypeScript loader, which would
 * then also affect the function.
 *
 * @param folder existing folder, in which a new folder for the script is created
 * @returns the script's path
 */
export function writeBootstrap(folder: string): string {
  const file = path.join(mkdtempSync(path.join(folder, "runtime-")), "index.cjs");
  writeFileSync(file, readBootstrap());
  return file;
}

/** Path of the prebuilt bundle. Only the npm package contains this file; the repository does not. */
const PACKAGED_BUNDLE = path.join(__dirname, "worker", "bundle.cjs");

let compiledBootstrap: Uint8Array | undefined;

function readBootstrap(): Uint8Array {
  compiledBootstrap ??= existsSync(PACKAGED_BUNDLE) ? readFileSync(PACKAGED_BUNDLE) : bundleWorker();
  return compiledBootstrap;
}

/** Bundles the script of the workers. The build of the npm package calls this function too. */
export function bundleWorker(): Uint8Array {
  const { outputFiles } = buildSync({
    entryPoints: [path.join(__dirname, "worker", "main")],
    bundle: true,
    format: "cjs",
    platform: "node",
    target: "node20",
    conditions: resolveConditions(),
    write: false,
  });
  return outputFiles[0]?.contents ?? new Uint8Array();
}
