/**
 * Child process that sends requests at a constant rate. It does not wait for the response to a request before
 * it sends the next one.
 */
import { Agent, get } from "node:http";
import { handleRequests, sendToParent } from "./child";

export interface Load {
  readonly url: string;
  readonly requestsPerSecond: number;
  readonly seconds: number;
}

/** Percentiles of the latency, in milliseconds. */
export interface Latency {
  readonly p50: number;
  readonly p99: number;
}

const agent = new Agent({ keepAlive: true });

/**
 * Sends the requests and returns the percentiles of their latency. The latency of a request is measured from
 * the time when the request was due, and not from the time when it was sent. If this process sends a request
 * late, the delay is therefore part of the latency.
 */
async function measureLatency({ url, requestsPerSecond, seconds }: Load): Promise<Latency> {
  const intervalMs = 1000 / requestsPerSecond;
  const startAt = performance.now() + intervalMs;
  const count = requestsPerSecond * seconds;
  const dueTimes = Array.from({ length: count }, (_, index) => startAt + index * intervalMs);
  const latencies = await Promise.all(dueTimes.map((dueAt) => timeRequest(url, dueAt)));
  latencies.sort((a, b) => a - b);
  return { p50: latencies[count * 0.5] ?? 0, p99: latencies[count * 0.99] ?? 0 };
}

async function timeRequest(url: string, dueAt: number): Promise<number> {
  await waitUntil(dueAt);
  await sendRequest(url);
  return performance.now() - dueAt;
}

function waitUntil(dueAt: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.ceil(dueAt - performance.now())));
}

function sendRequest(url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`${url} returned ${response.statusCode}`));
      response.resume().on("end", resolve);
    });
    request.on("error", reject);
  });
}

handleRequests(measureLatency);
sendToParent("ready");
