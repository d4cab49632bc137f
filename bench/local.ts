/**
 * The gateway on this machine, beside `node:http`, that with a thread, and serverless-offline: how much it answers and how
 * soon, what memory that takes, and how soon an edit is served. Servers are measured in turns, each in a process of its own; what counts
 * is how they compare.
 */
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import path from "node:path";
import { measured } from "./call-counter";
import { remembered } from "./local/memory";
import { startOffline } from "./local/offline";
import { Pacer } from "./local/rate-limited";
import { reloaded } from "./local/reload";
import { limits, type Measured, table } from "./local/report";
import { saturated } from "./local/saturation";
import { type Server, startGateway, startPlain, startThreaded } from "./local/servers";
import { writeStack } from "./local/stack";

const WARM_UPS = 1;
const ROUNDS = 5;

async function main(): Promise<void> {
  const folder = mkdtempSync(path.join(realpathSync(tmpdir()), "gatewright-bench-"));
  try {
    const found = await measuredIn(folder);
    console.log(`${table(found)}\n`);
    for (const { line, isMet } of limits(found)) {
      console.log(line);
      if (!isMet) process.exitCode = 1;
    }
    console.log(
      `load average ${loadavg()
        .map((load) => load.toFixed(1))
        .join(", ")}`,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function measuredIn(folder: string): Promise<Measured> {
  const dir = writeStack(folder);
  const ours = await startGateway(dir);
  const plain = await startPlain(ours);
  const many = await saturatedInTurns([plain, ours], [await startThreaded(ours), await startOffline(folder)]);
  const paced = await pacedInTurns([plain, ours]);
  return { saturated: many, paced, memory: await remembered(dir), reload: await reloaded(folder) };
}

/** @param others are ended after it */
async function saturatedInTurns(servers: readonly Server[], others: readonly Server[]) {
  try {
    const all = [...servers, ...others];
    await measured(all, WARM_UPS, saturated);
    return await measured(all, ROUNDS, saturated);
  } finally {
    for (const one of others) await one.end();
  }
}

async function pacedInTurns(servers: readonly Server[]) {
  const pacer = new Pacer();
  try {
    await pacer.ready();
    return await measured(servers, ROUNDS, (server) => pacer.latency(server));
  } finally {
    for (const one of [...servers, pacer]) await one.end();
  }
}

main();
