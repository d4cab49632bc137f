import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { temporaryFolder } from "../support";

/**
 * Writes files into a new folder and loads `index.js` with Jest's `require`.
 * @returns the absolute path of the file, and its exports
 */
export function loadCode(files: Readonly<Record<string, string | Uint8Array>>): {
  readonly file: string;
  readonly module: Record<string, unknown>;
} {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
  }
  const file = path.join(folder, "index.js");
  return { file, module: jest.requireActual(file) };
}
