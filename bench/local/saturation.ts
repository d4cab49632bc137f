import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import type { Figures } from "../call-counter";
import type { Server } from "./servers";

const AUTOCANNON = path.join(__dirname, "../node_modules/autocannon/autocannon.js");

/** How many requests are on their way at once, each on a connection that is kept. */
export const CONNECTIONS = 50;
const SECONDS = 2;

/** What `autocannon --json` says, of which this is read. */
interface Result {
  readonly "2xx": number;
  readonly non2xx: number;
  readonly errors: number;
  readonly duration: number;
}

/** How many requests a second a server answers when there is always another one. */
export async function saturated(server: Server): Promise<Figures<"perSecond">> {
  const result = await fire(server, "--duration", SECONDS);
  return { perSecond: result["2xx"] / result.duration };
}

/** Makes so many requests. */
export async function requested(server: Server, count: number): Promise<void> {
  await fire(server, "--amount", count);
}

async function fire({ name, url }: Server, until: string, amount: number): Promise<Result> {
  const flags = ["--json", "--no-progress", "--connections", String(CONNECTIONS), until, String(amount)];
  const { stdout } = await promisify(execFile)(process.execPath, [AUTOCANNON, ...flags, url]);
  const result: Result = JSON.parse(stdout);
  if (result.non2xx === 0 && result.errors === 0) return result;
  throw new Error(`${name} failed: ${result.errors} errors, ${result.non2xx} answers that are no success`);
}
