/**
 * Compares the sample's handler of `POST /products`, which uses Gatewright, with the same handler written
 * with middy, Hono and Powertools. Measures the bundle size, the load time and the time per request of these
 * four variants. A fifth variant is the first one without the names of functions and classes. A sixth variant uses only
 * the schemas of the sample, and shows what they cost. A seventh variant, which uses no library, is the baseline for the
 * load time.
 *
 * The benchmark compares only how a library reads and validates the request and builds the response, so the
 * variants do not write to a database. They are measured alternately. Compare only results of the same run
 * with each other, because the absolute times depend on the computer.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { buildVariants, type Variant } from "./handlers/build";
import { checkVariants, INVALID_EVENT, VALID_EVENT } from "./handlers/cases";
import { Invoker } from "./handlers/invoker";
import { measureLoad } from "./handlers/load";
import { checkLimits, formatTable } from "./handlers/report";
import { type Measurement, measureInTurns } from "./measure-in-turns";

const LOAD_ROUNDS = 41;
const WARM_UP_ROUNDS = 10;
const REQUEST_ROUNDS = 31;
const REQUESTS_PER_ROUND = 1000;

type RequestTimes = Measurement<"valid" | "invalid">;

async function main(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "gatewright-bench-"));
  try {
    const variants = buildVariants(folder);
    const results = await measureInTurns(await measureRequests(variants), LOAD_ROUNDS, measureLoad);
    console.log(`${formatTable(results)}\n`);
    for (const { line, isMet } of checkLimits(results)) {
      console.log(line);
      if (!isMet) process.exitCode = 1;
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * Checks that all variants behave the same, then measures their time per request. Each variant runs in a
 * separate process.
 */
async function measureRequests(variants: readonly Variant[]): Promise<(Variant & RequestTimes)[]> {
  const running = variants.map((variant) => ({ variant, invoker: new Invoker(variant) }));
  try {
    await checkVariants(running.map(({ invoker }) => invoker));
    await measureInTurns(running, WARM_UP_ROUNDS, timeRequests);
    const results = await measureInTurns(running, REQUEST_ROUNDS, timeRequests);
    return results.map(({ variant, valid, invalid }) => ({ ...variant, valid, invalid }));
  } finally {
    for (const { invoker } of running) invoker.end();
  }
}

async function timeRequests({ invoker }: { invoker: Invoker }): Promise<RequestTimes> {
  return {
    valid: await invoker.time(VALID_EVENT, REQUESTS_PER_ROUND),
    invalid: await invoker.time(INVALID_EVENT, REQUESTS_PER_ROUND),
  };
}

main();
