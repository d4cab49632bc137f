import { mkdtempSync, writeFileSync } from "node:fs";
import path from "node:path";
import { buildSync } from "esbuild";

/**
 * Writes what every worker runs first into a folder: `worker/`, as one file of JavaScript. A worker would take
 * TypeScript only with the loader that this process has, and its function would see that loader. Compiling it here
 * rather than keeping it as JavaScript costs some 20 ms once a process, and has it checked and formatted like the rest.
 *
 * @returns the file
 */
export function writeBootstrap(folder: string): string {
  const file = path.join(mkdtempSync(path.join(folder, "runtime-")), "index.cjs");
  writeFileSync(file, bootstrap());
  return file;
}

let compiled: Uint8Array | undefined;

function bootstrap(): Uint8Array {
  compiled ??= compile();
  return compiled;
}

function compile(): Uint8Array {
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
