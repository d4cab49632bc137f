import { checkLimit, formatRow, formatTimes, type LimitCheck } from "../local/report";
import { GATEWRIGHT, OFFLINE } from "../local/servers";
import { median } from "../median";
import { CONNECTIONS, type Round } from "./measure";
import { ECHO } from "./servers";

/** Results of a server, with one entry for each round. */
export interface ServerTimes {
  readonly name: string;
  readonly rounds: Round[];
}

/** Minimum number of messages per second of the gateway, as a multiple of that of serverless-offline. */
const MIN_TIMES_OFFLINE = 5;
/** Minimum number of messages per second of the gateway, as a multiple of that of a server without functions. */
const MIN_TIMES_ECHO = 0.3;
/** Part of the time below which the load generator may be slower than the fastest server. */
const MIN_SERVER_BUSY = 0.9;

/** Formats the results as text with one line per measurement. */
export function formatTable(results: readonly ServerTimes[]): string {
  const format = (label: string, value: (server: ServerTimes) => string) =>
    formatRow(label, results.map(value));
  return [
    format("", ({ name }) => name),
    format(`messages/s, ${CONNECTIONS} conn.`, (server) => medianOf(server, "messagesPerSecond").toFixed(0)),
    format(`× ${OFFLINE}`, ({ name }) => compare(results, name, OFFLINE).toFixed(2)),
    format(`× ${ECHO}`, ({ name }) => compare(results, name, ECHO).toFixed(2)),
    format("p50 ms, 1 connection", (server) => medianOf(server, "p50Ms").toFixed(3)),
    format("load generator busy", (server) => formatPercent(medianOf(server, "busy"))),
  ].join("\n");
}

/** Checks the results of the local gateway against its limits. */
export function checkLimits(results: readonly ServerTimes[]): readonly LimitCheck[] {
  const busy = median(findTimes(results, ECHO).rounds.map(({ serverBusy = 0 }) => serverBusy));
  return [
    checkThroughput(results, OFFLINE, MIN_TIMES_OFFLINE),
    checkThroughput(results, ECHO, MIN_TIMES_ECHO),
    checkLimit(
      `${ECHO} is busy at least ${formatPercent(MIN_SERVER_BUSY)} of the time, so that it is the limit`,
      busy >= MIN_SERVER_BUSY,
      formatPercent(busy),
    ),
  ];
}

function checkThroughput(results: readonly ServerTimes[], other: string, limit: number): LimitCheck {
  const times = compare(results, GATEWRIGHT, other);
  const rule = `${GATEWRIGHT}: messages/s at least ${limit} times ${other}`;
  return checkLimit(rule, times >= limit, formatTimes(times));
}

/** Returns the messages per second of a server as a multiple of those of another one: the median of all rounds. */
function compare(results: readonly ServerTimes[], name: string, other: string): number {
  const { rounds } = findTimes(results, other);
  const ratios = findTimes(results, name).rounds.map(
    ({ messagesPerSecond }, round) => messagesPerSecond / (rounds[round]?.messagesPerSecond ?? 0),
  );
  return median(ratios);
}

function medianOf({ rounds }: ServerTimes, field: "messagesPerSecond" | "p50Ms" | "busy"): number {
  return median(rounds.map((round) => round[field]));
}

function findTimes(results: readonly ServerTimes[], name: string): ServerTimes {
  const times = results.find((server) => server.name === name);
  if (!times) throw new Error(`server "${name}" was not measured`);
  return times;
}

function formatPercent(fraction: number): string {
  return `${(fraction * 100).toFixed(0)} %`;
}
