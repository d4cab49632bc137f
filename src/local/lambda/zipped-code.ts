import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { isRegularFile } from "#terraform";
import { readZipEntries } from "../model";

/** Code of a function, which is stored in a folder. */
export interface Code {
  /** Files of the npm packages that the code requires. A worker may load them before it receives the code. */
  readonly requires: readonly string[];
  /**
   * Returns the folder of the code (`LAMBDA_TASK_ROOT`), and creates the folder if necessary.
   *
   * @throws Error if the folder cannot be created
   */
  taskRoot(): string;
  /** Removes the folder. */
  remove(): void;
}

/** Code in a zip. It is unpacked into a temporary folder when the first worker needs it. */
export class ZippedCode implements Code {
  readonly requires = [];
  readonly #zipFile: string;
  readonly #parentFolder: string;
  readonly #project: string;
  #taskRoot?: string;

  /**
   * @param zipFile absolute path
   * @param parentFolder existing folder, in which a new folder for the code is created
   * @param project absolute path of the project, which contains the source files that the source map lists
   */
  constructor(zipFile: string, parentFolder: string, project: string) {
    this.#zipFile = zipFile;
    this.#parentFolder = parentFolder;
    this.#project = project;
  }

  taskRoot(): string {
    this.#taskRoot ??= this.#unpack();
    return this.#taskRoot;
  }

  remove(): void {
    if (this.#taskRoot !== undefined) rmSync(this.#taskRoot, { recursive: true, force: true });
  }

  #unpack(): string {
    const entries = readZipEntries(this.#zipFile);
    const root = mkdtempSync(path.join(this.#parentFolder, `${path.basename(this.#zipFile, ".zip")}-`));
    for (const { name, bytes } of entries) writeTaskFile(path.join(root, name), bytes);
    for (const name of ["index.js", "index.mjs"]) this.#addSourceMap(path.join(root, name));
    return root;
  }

  /**
   * Adds the source map to an unpacked file, if the map exists next to the zip. Node finds a source map by a
   * comment at the end of the code, which this method adds. The code in the zip does not contain the comment,
   * so that the bytes of the zip depend on the code alone.
   */
  #addSourceMap(file: string): void {
    const mapFile = this.#zipFile.replace(/\.zip$/, ".js.map");
    if (!isRegularFile(mapFile) || !existsSync(file)) return;
    writeFileSync(`${file}.map`, addSourceRoot(readFileSync(mapFile, "utf8"), this.#project));
    writeFileSync(file, `\n//# sourceMappingURL=${path.basename(file)}.map\n`, { flag: "a" });
  }
}

/**
 * Returns the SHA-256 hash of a file's bytes, in base64. For a missing file, this function returns the hash
 * of an empty file and does not throw. The first invocation then fails and reports that the zip is missing.
 */
export function hashFile(file: string): string {
  const bytes = isRegularFile(file) ? readFileSync(file) : "";
  return createHash("sha256").update(bytes).digest("base64");
}

/**
 * Adds a `sourceRoot` to a source map, so that stack traces name files of the project, and returns the map as
 * JSON.
 *
 * The maps that `#bundle` writes have no `sourceRoot`. Their `sources` are relative to a folder two levels
 * below the project (`../../functions/products/create.ts`). Therefore the `sourceRoot` ends in two
 * placeholder folders, which the two `..` cancel out. The `sourceRoot` is inserted by a string replacement,
 * because parsing a map of half a megabyte takes a long time.
 */
export function addSourceRoot(map: string, project: string): string {
  const root = JSON.stringify(`${pathToFileURL(project)}/-/-/`);
  return map.replace("{", () => `{ "sourceRoot": ${root},`);
}

/** Writes a file of a function, and creates the folder of the file. */
export function writeTaskFile(file: string, bytes: Uint8Array): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, bytes);
}
