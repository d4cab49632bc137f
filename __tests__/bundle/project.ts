import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { unzipSync } from "fflate";
import type { Bundle } from "#bundle";
import { temporaryFolder } from "../support";

/** A project of these files, in a folder of its own. */
export function project(files: Readonly<Record<string, string>>): string {
  const root = temporaryFolder();
  write(root, files);
  return root;
}

export function write(root: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.join(root, path.dirname(name)), { recursive: true });
    writeFileSync(path.join(root, name), text);
  }
}

/** What is in a bundle's zip. */
export function code({ zip }: Bundle): string {
  return Buffer.from(unzipSync(zip)["index.js"] ?? []).toString("utf8");
}
