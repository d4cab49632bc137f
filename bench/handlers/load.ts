import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import type { Figures } from "../call-counter";
import type { Way } from "./build";
import { VALID } from "./cases";
import { LAMBDA_ENVIRONMENT } from "./environment";

const LOAD = path.join(__dirname, "load.cjs");

/** How long a new process takes to load a way, and then to answer its first request, in milliseconds. */
export async function load({ file }: Way): Promise<Figures<"load" | "first">> {
  const run = promisify(execFile);
  const { stdout } = await run(process.execPath, [LOAD, file, VALID], { env: LAMBDA_ENVIRONMENT });
  return JSON.parse(stdout);
}
