import type { Measurement } from "../measure-in-turns";
import { type FirstByteTime, STREAMS } from "./first-byte";
import { FEW_REQUESTS, MANY_REQUESTS, type MemoryGrowth } from "./memory";
import { REQUESTS_PER_SECOND } from "./rate-limited";
import { EDITS, type ReloadTimes } from "./reload";
import { CONNECTIONS } from "./saturation";
import { GATEWRIGHT, GATEWRIGHT_REST, OFFLINE, OFFLINE_REST, PLAIN, type Server } from "./servers";
import { MANY_KEYS, START_ROUNDS, type StartTimes } from "./start-with-keys";

/** Results of all measurements. */
export interface LocalResults {
  /** Throughput while every connection always has a request in progress. */
  readonly saturated: readonly (Server & Measurement<"requestsPerSecond">)[];
  /** Throughput of the gateway in a REST API, as a multiple of that in an HTTP API. */
  readonly restTimesHttp: number;
  /** Latency at a constant request rate, in milliseconds. */
  readonly rateLimited: readonly (Server & Measurement<"p50" | "p99">)[];
  readonly memory: MemoryGrowth;
  readonly reload: ReloadTimes;
  readonly start: StartTimes;
  readonly firstByte: FirstByteTime;
}

/** Result of a comparison with a limit. */
export interface LimitCheck {
  /** Line of the output: the limit, and the measured value. */
  readonly line: string;
  readonly isMet: boolean;
}

/** Minimum throughput of the gateway, as a multiple of the throughput of serverless-offline. */
const MIN_TIMES_OFFLINE = 20;
/** The same minimum, with both in a REST API. */
const MIN_REST_TIMES_OFFLINE = 5;
/** Minimum throughput of the gateway in a REST API, as a multiple of that in an HTTP API. */
const MIN_REST_TIMES_HTTP = 0.8;
/** Maximum difference between the p99 latencies of the gateway and of `node:http`, in milliseconds. */
const MAX_MS_ABOVE_PLAIN = 5;
/** Maximum growth of the memory usage from few to many requests, as a fraction. */
const MAX_MEMORY_GROWTH = 0.1;
/** Maximum time from an edit to the first response of the new code, in milliseconds. */
const MAX_RELOAD_MS = 150;
/** Maximum time from the first write of a streaming handler to the first byte at the client, in milliseconds. */
const MAX_FIRST_BYTE_MS = 10;

/** Formats the results as text with one line per measurement. */
export function formatTable(results: LocalResults): string {
  const { saturated, rateLimited, memory, reload, start, firstByte } = results;
  const formatCount = (count: number) => `after ${count.toLocaleString("en")} req`;
  const offline = findServer(saturated, OFFLINE);
  return [
    formatRow(
      "",
      saturated.map(({ name }) => name),
    ),
    formatRow(
      `req/s, ${CONNECTIONS} connections`,
      saturated.map(({ requestsPerSecond }) => requestsPerSecond.toFixed(0)),
    ),
    formatRow(
      `× ${OFFLINE}`,
      saturated.map(({ requestsPerSecond }) => (requestsPerSecond / offline.requestsPerSecond).toFixed(1)),
    ),
    formatRow(
      `p50 ms at ${REQUESTS_PER_SECOND} req/s`,
      rateLimited.map(({ p50 }) => p50.toFixed(2)),
    ),
    formatRow(
      `p99 ms at ${REQUESTS_PER_SECOND} req/s`,
      rateLimited.map(({ p99 }) => p99.toFixed(2)),
    ),
    "",
    formatRow("", [formatCount(FEW_REQUESTS), formatCount(MANY_REQUESTS)]),
    formatRow("resident MB", [formatMegabytes(memory.fewResident), formatMegabytes(memory.manyResident)]),
    formatRow("heap and external MB", [
      formatMegabytes(memory.fewRetained),
      formatMegabytes(memory.manyRetained),
    ]),
    "",
    formatRow(`reload ms, ${EDITS} edits`, [reload.total.toFixed(0)]),
    formatRow("  detect the change", [reload.detect.toFixed(0)]),
    formatRow("  build", [reload.build.toFixed(0)]),
    formatRow("  deploy", [reload.deploy.toFixed(0)]),
    formatRow("  load and respond", [reload.respond.toFixed(0)]),
    "",
    formatRow("", ["1 API key", `${MANY_KEYS} API keys`, "× 1 API key", "equal stacks"]),
    formatRow(`start ms, ${START_ROUNDS} rounds`, [
      start.fewMs.toFixed(0),
      start.manyMs.toFixed(0),
      start.manyTimesFew.toFixed(2),
      formatSpread(start.equalTimesFew),
    ]),
    "",
    formatRow(`first byte ms, ${STREAMS} streams`, [firstByte.firstByteMs.toFixed(2)]),
  ].join("\n");
}

/** Checks the results of the local gateway against its limits. */
export function checkLimits(results: LocalResults): LimitCheck[] {
  const { saturated, restTimesHttp, rateLimited, memory, reload, start, firstByte } = results;
  const msAbovePlain = findServer(rateLimited, GATEWRIGHT).p99 - findServer(rateLimited, PLAIN).p99;
  const residentGrowth = memory.manyResident / memory.fewResident - 1;
  const retainedGrowth = memory.manyRetained / memory.fewRetained - 1;
  const maxGrowth = formatPercent(MAX_MEMORY_GROWTH);
  return [
    checkThroughput(GATEWRIGHT, OFFLINE, MIN_TIMES_OFFLINE, saturated),
    checkThroughput(GATEWRIGHT_REST, OFFLINE_REST, MIN_REST_TIMES_OFFLINE, saturated),
    checkLimit(
      formatThroughputRule(GATEWRIGHT_REST, GATEWRIGHT, MIN_REST_TIMES_HTTP),
      restTimesHttp >= MIN_REST_TIMES_HTTP,
      formatTimes(restTimesHttp),
    ),
    checkLimit(
      `p99 at most ${MAX_MS_ABOVE_PLAIN} ms above ${PLAIN}`,
      msAbovePlain <= MAX_MS_ABOVE_PLAIN,
      `${msAbovePlain.toFixed(2)} ms`,
    ),
    checkLimit(
      `resident memory grows by at most ${maxGrowth}`,
      residentGrowth <= MAX_MEMORY_GROWTH,
      formatPercent(residentGrowth),
    ),
    checkLimit(
      `heap and external memory grows by at most ${maxGrowth}`,
      retainedGrowth <= MAX_MEMORY_GROWTH,
      formatPercent(retainedGrowth),
    ),
    checkLimit(
      `reload takes at most ${MAX_RELOAD_MS} ms`,
      reload.total <= MAX_RELOAD_MS,
      `${reload.total.toFixed(0)} ms`,
    ),
    checkLimit(
      `start with ${MANY_KEYS} API keys is not measurably slower than with one`,
      start.manyTimesFew <= start.equalTimesFew[1],
      `${formatTimes(start.manyTimesFew)}; equal stacks ${formatSpread(start.equalTimesFew)} times`,
    ),
    checkLimit(
      `first byte of a stream at most ${MAX_FIRST_BYTE_MS} ms after the first write`,
      firstByte.firstByteMs <= MAX_FIRST_BYTE_MS,
      `${firstByte.firstByteMs.toFixed(2)} ms`,
    ),
  ];
}

/** Checks that a server has at least `limit` times the throughput of another server. */
function checkThroughput(
  name: string,
  other: string,
  limit: number,
  results: LocalResults["saturated"],
): LimitCheck {
  const times = findServer(results, name).requestsPerSecond / findServer(results, other).requestsPerSecond;
  return checkLimit(formatThroughputRule(name, other, limit), times >= limit, formatTimes(times));
}

function formatThroughputRule(name: string, other: string, limit: number): string {
  return `${name}: requests/s at least ${limit} times ${other}`;
}

export function formatTimes(times: number): string {
  return `${times.toFixed(2)} times`;
}

function formatSpread([smallest, largest]: StartTimes["equalTimesFew"]): string {
  return `${smallest.toFixed(2)} to ${largest.toFixed(2)}`;
}

export function checkLimit(rule: string, isMet: boolean, value: string): LimitCheck {
  return { line: `${rule}: ${isMet ? "yes" : "no"}, ${value}`, isMet };
}

export function findServer<Result extends Server>(results: readonly Result[], name: string): Result {
  const result = results.find((server) => server.name === name);
  if (!result) {
    const names = results.map((server) => server.name).join(", ");
    throw new Error(`server "${name}" does not exist; available: ${names}`);
  }
  return result;
}

export function formatRow(label: string, cells: readonly string[]): string {
  return [label.padEnd(24), ...cells.map((cell) => cell.padStart(20))].join("").trimEnd();
}

function formatMegabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

function formatPercent(fraction: number): string {
  return `${(fraction * 100).toFixed(0)} %`;
}
