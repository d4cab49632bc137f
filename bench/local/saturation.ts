import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import type { Measurement } from "../measure-in-turns";
import type { Server } from "./servers";

const AUTOCANNON = path.join(__dirname, "../node_modules/autocannon/autocannon.js");

/** Number of keep-alive connections. Each connection sends its next request after the previous response. */
export const CONNECTIONS = 50;
const SECONDS = 2;

/** Fields in the output of `autocannon --json` that this benchmark reads. */
interface AutocannonResult {
  readonly "2xx": number;
  readonly non2xx: number;
  readonly errors: number;
  /** Duration of the measurement in seconds. */
  readonly duration: number;
}

/**
 * Measures how many requests per second a server handles while every connection always has a request in
 * progress.
 */
export async function measureThroughput(server: Server): Promise<Measurement<"requestsPerSecond">> {
  const result = await runAutocannon(server, "--duration", SECONDS);
  return { requestsPerSecond: result["2xx"] / result.duration };
}

/** Sends `count` requests and waits for their responses. */
export async function sendRequests(server: Server, count: number): Promise<void> {
  await runAutocannon(server, "--amount", count);
}

async function runAutocannon(
  { name, url }: Server,
  limit: "--duration" | "--amount",
  value: number,
): Promise<AutocannonResult> {
  const flags = ["--json", "--no-progress", "--connections", String(CONNECTIONS), limit, String(value)];
  const { stdout } = await promisify(execFile)(process.execPath, [AUTOCANNON, ...flags, url]);
  const result: AutocannonResult = JSON.parse(stdout);
  if (result.non2xx === 0 && result.errors === 0) return result;
  throw new Error(
    `${name} failed: ${result.errors} errors, ${result.non2xx} responses with a status other than 2xx`,
  );
}
