import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import type { Measurement } from "../measure-in-turns";
import type { Variant } from "./build";
import { VALID_EVENT } from "./cases";
import { LAMBDA_ENVIRONMENT } from "./environment";

const LOAD_SCRIPT = path.join(__dirname, "load.cjs");

/**
 * Measures how long a variant takes to load (`load`) and to handle its first request (`first`), in
 * milliseconds. Starts a new process for each measurement.
 */
export async function measureLoad({ file }: Variant): Promise<Measurement<"load" | "first">> {
  const run = promisify(execFile);
  const { stdout } = await run(process.execPath, [LOAD_SCRIPT, file, VALID_EVENT], {
    env: LAMBDA_ENVIRONMENT,
  });
  return JSON.parse(stdout);
}
