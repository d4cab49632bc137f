/** Makes requests at a constant rate, whatever becomes of those before. */
import { Agent, get } from "node:http";
import { answer, tell } from "./child";

export interface Pace {
  readonly url: string;
  readonly perSecond: number;
  readonly seconds: number;
}

export interface Latency {
  readonly p50: number;
  readonly p99: number;
}

const agent = new Agent({ keepAlive: true });

/**
 * Milliseconds from when a request was due, not from when it was sent: one that could not be sent for what came before
 * it has waited too.
 */
async function latency({ url, perSecond, seconds }: Pace): Promise<Latency> {
  const gap = 1000 / perSecond;
  const began = performance.now() + gap;
  const due = Array.from({ length: perSecond * seconds }, (_, index) => began + index * gap);
  const took = await Promise.all(due.map((at) => timed(url, at)));
  took.sort((a, b) => a - b);
  return { p50: took[took.length * 0.5] ?? 0, p99: took[took.length * 0.99] ?? 0 };
}

async function timed(url: string, due: number): Promise<number> {
  await until(due);
  await requested(url);
  return performance.now() - due;
}

function until(due: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.ceil(due - performance.now())));
}

function requested(url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`${url} answered ${response.statusCode}`));
      response.resume().on("end", resolve);
    });
    request.on("error", reject);
  });
}

answer(latency);
tell("ready");
