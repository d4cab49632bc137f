/**
 * Compares the local gateway with `node:http`, with `node:http` plus a worker thread, and with
 * serverless-offline.
 *
 * Measures throughput and latency. For the gateway, it also measures the memory, and the time from an edit to
 * the first response of the new code. Every server runs in its own process, and the servers are measured
 * alternately. Compare the servers of one run with each other, because the absolute numbers depend on the
 * computer.
 */
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import path from "node:path";
import { measureMemory } from "./local/memory";
import { startOffline } from "./local/offline";
import { LoadGenerator } from "./local/rate-limited";
import { measureReload } from "./local/reload";
import { checkLimits, formatTable, type LocalResults } from "./local/report";
import { measureThroughput } from "./local/saturation";
import { type Server, startGateway, startPlain, startThreaded } from "./local/servers";
import { writeStack } from "./local/stack";
import { measureInTurns } from "./measure-in-turns";

const WARM_UP_ROUNDS = 1;
const ROUNDS = 5;

async function main(): Promise<void> {
  const folder = mkdtempSync(path.join(realpathSync(tmpdir()), "gatewright-bench-"));
  try {
    const results = await measureAll(folder);
    console.log(`${formatTable(results)}\n`);
    for (const { line, isMet } of checkLimits(results)) {
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

/**
 * @param folder empty folder for the measured stack, the service of serverless-offline and the measured
 *   project
 */
async function measureAll(folder: string): Promise<LocalResults> {
  const stackDir = writeStack(folder);
  const gateway = await startGateway(stackDir);
  const plain = await startPlain(gateway);
  const others = [await startThreaded(gateway), await startOffline(folder)];
  const saturated = await saturateInTurns([plain, gateway], others);
  const rateLimited = await limitRateInTurns([plain, gateway]);
  const memory = await measureMemory(stackDir);
  return { saturated, rateLimited, memory, reload: await measureReload(folder) };
}

/**
 * Measures the throughput of all servers.
 *
 * @param servers servers that keep running after the measurement
 * @param others servers that are stopped after the measurement
 */
async function saturateInTurns(servers: readonly Server[], others: readonly Server[]) {
  try {
    const all = [...servers, ...others];
    await measureInTurns(all, WARM_UP_ROUNDS, measureThroughput);
    return await measureInTurns(all, ROUNDS, measureThroughput);
  } finally {
    for (const server of others) await server.end();
  }
}

/** Measures latency at a constant request rate, then stops the servers. */
async function limitRateInTurns(servers: readonly Server[]) {
  const loadGenerator = new LoadGenerator();
  try {
    await loadGenerator.whenReady();
    return await measureInTurns(servers, ROUNDS, (server) => loadGenerator.measureLatency(server));
  } finally {
    for (const child of [...servers, loadGenerator]) await child.end();
  }
}

main();
