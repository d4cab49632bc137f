import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { unzipSync } from "fflate";

/** Code of a function, on disk. */
export interface Code {
  /** Files of packages that the code requires. A worker may load them before it gets the code itself. */
  readonly requires: readonly string[];
  /**
   * Returns the folder of the code (`LAMBDA_TASK_ROOT`), and creates it if necessary.
   *
   * @throws Error if the folder cannot be created
   */
  taskRoot(): string;
  /** Removes the folder. */
  remove(): void;
}

/** Code in a zip, unpacked into a temporary folder for the first worker that runs it. */
export class ZippedCode implements Code {
  readonly requires = [];
  readonly #zipFile: string;
  readonly #parentFolder: string;
  readonly #project: string;
  #taskRoot?: string;

  /**
   * @param zipFile absolute path
   * @param parentFolder existing folder; the code gets a new folder inside it
   * @param project the project's folder, which the source map's sources are relative to
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
    const files = unzipSync(readFileSync(this.#zipFile));
    const root = mkdtempSync(path.join(this.#parentFolder, `${path.basename(this.#zipFile, ".zip")}-`));
    for (const [name, bytes] of Object.entries(files)) {
      if (!name.endsWith("/")) writeFile(path.join(root, name), bytes);
    }
    this.#addSourceMap(path.join(root, "index.js"));
    return root;
  }

  /**
   * Adds the source map next to the zip, if there is one, to an unpacked file. Node finds a map by a comment at the end
   * of the code. The zip has no such comment, so its bytes depend on the code alone.
   */
  #addSourceMap(file: string): void {
    const mapFile = this.#zipFile.replace(/\.zip$/, ".js.map");
    if (!existsSync(mapFile) || !existsSync(file)) return;
    writeFileSync(`${file}.map`, addSourceRoot(readFileSync(mapFile, "utf8"), this.#project));
    writeFileSync(file, "\n//# sourceMappingURL=index.js.map\n", { flag: "a" });
  }
}

/**
 * Returns the SHA-256 hash of a file's bytes, in base64. A missing file is hashed as an empty
 * one; the invocation that runs it reports the error.
 */
export function hashFile(file: string): string {
  const bytes = existsSync(file) ? readFileSync(file) : "";
  return createHash("sha256").update(bytes).digest("base64");
}

/**
 * Returns a source map, as JSON, with a `sourceRoot` inside the project.
 *
 * The maps that #bundle writes have no `sourceRoot`. Their `sources` are relative to a file two folders below the
 * project (`../../functions/products/create.ts`). The root is inserted as text, because parsing a map of half a
 * megabyte takes a long time.
 */
export function addSourceRoot(map: string, project: string): string {
  const root = JSON.stringify(`${pathToFileURL(project)}/-/-/`);
  return map.replace("{", () => `{ "sourceRoot": ${root},`);
}

function writeFile(file: string, bytes: Uint8Array): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, bytes);
}
