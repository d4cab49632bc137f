import { mkdtempSync, writeFileSync } from "node:fs";
import path from "node:path";
import { buildSync } from "esbuild";

/**
 * Writes the script that every worker runs first into a folder: `worker/`, bundled into one JavaScript file.
 *
 * A worker could run TypeScript only with this process's loader, and its function would then see that loader. Compiling
 * the script here costs some 20 ms once per process. In return its source is type-checked and formatted like the rest.
 *
 * @param folder existing folder; the script gets a new folder inside it
 * @returns the script's path
 */
export function writeBootstrap(folder: string): string {
  const file = path.join(mkdtempSync(path.join(folder, "runtime-")), "index.cjs");
  writeFileSync(file, readBootstrap());
  return file;
}

let compiledBootstrap: Uint8Array | undefined;

/** Returns the compiled script; compiles it on the first use in this process. */
function readBootstrap(): Uint8Array {
  compiledBootstrap ??= compileBootstrap();
  return compiledBootstrap;
}

function compileBootstrap(): Uint8Array {
  const { outputFiles } = buildSync({
    entryPoints: [path.join(__dirname, "worker", "main.ts")],
    bundle: true,
    format: "cjs",
    platform: "node",
    target: "node20",
    write: false,
  });
  return outputFiles[0]?.contents ?? new Uint8Array();
}
