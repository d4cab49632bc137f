/**
 * What the sample's `POST /products` costs, made four ways: bytes to deploy, time to load, time a request. The store is
 * left out, so that what is compared is reading, validating and answering. All ways are bundled and measured in one run,
 * in turns; what counts is how they compare.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Figures, measured } from "./call-counter";
import { build, type Way } from "./handlers/build";
import { agree, INVALID, VALID } from "./handlers/cases";
import { Invoker } from "./handlers/invoker";
import { load } from "./handlers/load";
import { limits, table } from "./handlers/report";

const LOADS = 41;
const WARM_UPS = 10;
const ROUNDS = 31;
const REQUESTS_A_ROUND = 1000;

async function main(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "gatewright-bench-"));
  try {
    const ways = build(folder);
    const costs = await measured(await requested(ways), LOADS, load);
    console.log(`${table(costs)}\n`);
    for (const { line, isMet } of limits(costs)) {
      console.log(line);
      if (!isMet) process.exitCode = 1;
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The ways with how long a request takes, each in a process of its own, once all are known to agree. */
async function requested(ways: readonly Way[]): Promise<(Way & Figures<"valid" | "invalid">)[]> {
  const running = ways.map((way) => ({ way, invoker: new Invoker(way) }));
  try {
    await agree(running.map(({ invoker }) => invoker));
    await measured(running, WARM_UPS, times);
    const timed = await measured(running, ROUNDS, times);
    return timed.map(({ way, valid, invalid }) => ({ ...way, valid, invalid }));
  } finally {
    for (const { invoker } of running) invoker.end();
  }
}

async function times({ invoker }: { invoker: Invoker }): Promise<Figures<"valid" | "invalid">> {
  return {
    valid: await invoker.time(VALID, REQUESTS_A_ROUND),
    invalid: await invoker.time(INVALID, REQUESTS_A_ROUND),
  };
}

main();
