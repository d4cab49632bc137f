import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { unzipSync } from "fflate";

/** A function's code. */
export interface Code {
  /** Files that it requires, which a worker may load before it has the code itself. */
  readonly requires: readonly string[];
  /**
   * The folder that it lies in.
   * @throws Error where it cannot be put there
   */
  taskRoot(): string;
  /** Leaves nothing of it behind. */
  remove(): void;
}

/** A zip, and the folder that it is unpacked in for the first worker that runs it. */
export class ZippedCode implements Code {
  readonly requires = [];
  readonly #zipFile: string;
  readonly #folder: string;
  readonly #project: string;
  #taskRoot?: string;

  /**
   * @param folder where to make a folder for it
   * @param project the project's folder, which its source map's sources are relative to
   */
  constructor(zipFile: string, folder: string, project: string) {
    this.#zipFile = zipFile;
    this.#folder = folder;
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
    const root = mkdtempSync(path.join(this.#folder, `${path.basename(this.#zipFile, ".zip")}-`));
    for (const [name, bytes] of Object.entries(files)) {
      if (!name.endsWith("/")) write(path.join(root, name), bytes);
    }
    this.#addSourceMap(path.join(root, "index.js"));
    return root;
  }

  /** Node finds a map by a comment at the end of the code; the zip has none, so that its bytes say what it does alone. */
  #addSourceMap(file: string): void {
    const map = this.#zipFile.replace(/\.zip$/, ".js.map");
    if (!existsSync(map) || !existsSync(file)) return;
    writeFileSync(`${file}.map`, prefixRoot(readFileSync(map, "utf8"), this.#project));
    writeFileSync(file, "\n//# sourceMappingURL=index.js.map\n", { flag: "a" });
  }
}

/** The hash of a file's bytes; of none where it cannot be read, which is told where it is run. */
export function hashOf(zipFile: string): string {
  const bytes = existsSync(zipFile) ? readFileSync(zipFile) : "";
  return createHash("sha256").update(bytes).digest("base64");
}

/**
 * A source map with the project for a root. What #bundle writes has sources relative to a file two folders down in the
 * project (`../../functions/products/create.ts`), and no root. Half a megabyte is not worth parsing for that.
 */
export function prefixRoot(map: string, project: string): string {
  const root = JSON.stringify(`${pathToFileURL(project)}/-/-/`);
  return map.replace("{", () => `{ "sourceRoot": ${root},`);
}

function write(file: string, bytes: Uint8Array): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, bytes);
}
