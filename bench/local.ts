/**
 * Compares the throughput of the local gateway with that of three other servers: `node:http`, `node:http` with
 * a worker thread, and serverless-offline. The gateway and serverless-offline serve the same route in an HTTP API and
 * in a REST API. Compares the latency of the gateway with that of `node:http`. Also
 * measures the memory of the gateway, its time to start with many API keys, its time from an edit to the first response of
 * the new code, and its time from the first write of a streaming handler to the first byte at the client.
 *
 * Every server runs in its own process, and the servers are measured alternately. Compare only results of the
 * same run with each other, because the absolute numbers depend on the computer.
 */
import { compareThroughput } from "./local/compare-throughput";
import { measureFirstByte } from "./local/first-byte";
import { measureMemory } from "./local/memory";
import { startOffline } from "./local/offline";
import { LoadGenerator } from "./local/rate-limited";
import { measureReload } from "./local/reload";
import { checkLimits, formatTable, type LocalResults } from "./local/report";
import { measureThroughput } from "./local/saturation";
import { type Server, startGateway, startPlain, startRestGateway, startThreaded } from "./local/servers";
import { writeRestStack, writeStack } from "./local/stack";
import { measureStartWithKeys } from "./local/start-with-keys";
import { measureInTurns } from "./measure-in-turns";
import { runBenchmark } from "./run-benchmark";

const WARM_UP_ROUNDS = 1;
const ROUNDS = 5;

/**
 * @param folder empty folder for the measured stack, the serverless-offline service and the project whose
 *   handler is edited
 */
async function measureAll(folder: string): Promise<LocalResults> {
  const stackDir = writeStack(folder);
  const gateway = await startGateway(stackDir);
  const plain = await startPlain(gateway);
  const rest = await startRestGateway(writeRestStack(folder));
  const others = [
    await startThreaded(gateway),
    await startOffline(folder, "httpApi"),
    await startOffline(folder, "http"),
  ];
  const saturated = await saturateInTurns([plain, gateway, rest], others);
  const restTimesHttp = await compareThenEnd(rest, gateway);
  const rateLimited = await limitRateInTurns([plain, gateway]);
  const memory = await measureMemory(stackDir);
  const start = await measureStartWithKeys(folder);
  const firstByte = await measureFirstByte(folder);
  const reload = await measureReload(folder);
  return { saturated, restTimesHttp, rateLimited, memory, start, firstByte, reload };
}

/**
 * Measures the throughput of all servers alternately.
 *
 * @param servers servers that keep running, because a later measurement needs them
 * @param others servers that are stopped after this measurement
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

/** Compares the throughput of a server with that of another one, then stops the server. */
async function compareThenEnd(server: Server, other: Server): Promise<number> {
  try {
    return await compareThroughput(server, other);
  } finally {
    await server.end();
  }
}

/** Measures the latency of the servers at a constant request rate, then stops the servers. */
async function limitRateInTurns(servers: readonly Server[]) {
  const loadGenerator = new LoadGenerator();
  try {
    await loadGenerator.whenReady();
    return await measureInTurns(servers, ROUNDS, (server) => loadGenerator.measureLatency(server));
  } finally {
    for (const child of [...servers, loadGenerator]) await child.end();
  }
}

runBenchmark({ measure: measureAll, formatTable, checkLimits });
