import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { unzipSync } from "fflate";
import type { Bundle } from "#bundle";
import { temporaryFolder } from "../support";

/** Contents of files by their path. */
export type ProjectFiles = Readonly<Record<string, string | Uint8Array>>;

/** Writes files into a new temporary project. Returns its folder. */
export function createProject(files: ProjectFiles): string {
  const root = temporaryFolder();
  write(root, files);
  return root;
}

/** Writes files by their paths, relative to a folder. */
export function write(root: string, files: ProjectFiles): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.join(root, path.dirname(name)), { recursive: true });
    writeFileSync(path.join(root, name), text);
  }
}

/** Returns the content of `index.js` in the zip of a bundle. */
export function code({ zip }: Bundle): string {
  return Buffer.from(unzipSync(zip)["index.js"] ?? []).toString("utf8");
}
