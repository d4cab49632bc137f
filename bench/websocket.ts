/**
 * Compares the messages per second and the latency of a WebSocket API of the local gateway with those of two other
 * servers: serverless-offline with the same function, and a server of the package `ws` that sends each message back
 * without a function.
 *
 * Every server runs in its own process, as does the load generator, and the servers are measured alternately. Compare only
 * results of the same run with each other, because the absolute numbers depend on the computer.
 */
import { runBenchmark } from "./run-benchmark";
import { MessageLoadGenerator } from "./websocket/measure";
import { checkLimits, formatTable, type ServerTimes } from "./websocket/report";
import {
  type MeasuredServer,
  startEcho,
  startWebSocketGateway,
  startWebSocketOffline,
} from "./websocket/servers";

/** Before the first round, a few messages start the execution environments of the functions. */
const WARM_UP_ROUNDS = 2;
const ROUNDS = 9;

async function measureAll(folder: string): Promise<readonly ServerTimes[]> {
  const servers: readonly MeasuredServer[] = [
    await startEcho(),
    await startWebSocketGateway(folder),
    await startWebSocketOffline(folder),
  ];
  const loadGenerator = new MessageLoadGenerator();
  try {
    await loadGenerator.whenReady();
    await measureInTurns(servers, WARM_UP_ROUNDS, loadGenerator);
    return await measureInTurns(servers, ROUNDS, loadGenerator);
  } finally {
    for (const child of [...servers, loadGenerator]) await child.end();
  }
}

/** Measures every server once in each round. Every second round measures them in reverse order. */
async function measureInTurns(
  servers: readonly MeasuredServer[],
  rounds: number,
  loadGenerator: MessageLoadGenerator,
): Promise<readonly ServerTimes[]> {
  const results = servers.map((server): ServerTimes & { server: MeasuredServer } => ({
    name: server.name,
    server,
    rounds: [],
  }));
  for (let round = 0; round < rounds; round++) {
    const turns = round % 2 === 0 ? results : results.toReversed();
    for (const { server, rounds: measured } of turns) measured.push(await loadGenerator.measure(server));
  }
  return results;
}

runBenchmark({ measure: measureAll, formatTable, checkLimits });
