import { openSync, writeSync } from "node:fs";
import path from "node:path";
import { errorMessage } from "#error";
import type { RequestTrace } from "#local";
import { printError, UsageError } from "./command";

/** File to which traces are appended, as one JSON object per line. */
export class TraceFile {
  /** Absolute path of the file. */
  readonly path: string;
  readonly #descriptor: number;
  #hasFailed = false;

  /**
   * Opens the file, and creates it if necessary.
   * @throws UsageError if the file cannot be written
   */
  constructor(file: string, commandLine: string) {
    this.path = path.resolve(file);
    try {
      this.#descriptor = openSync(this.path, "a");
    } catch (error) {
      const expected = "expected a file that can be written, in an existing folder";
      throw new UsageError(`--trace-file is "${file}"; ${expected} (${errorMessage(error)})`, commandLine);
    }
  }

  /** Appends a trace. After an error, such as a full disk, prints the error once, and ignores further traces. */
  write(trace: RequestTrace): void {
    if (this.#hasFailed) return;
    try {
      writeSync(this.#descriptor, `${JSON.stringify(trace)}\n`);
    } catch (error) {
      this.#hasFailed = true;
      printError(`--trace-file ${this.path}: ${errorMessage(error)}. No further traces are written.`);
    }
  }
}
