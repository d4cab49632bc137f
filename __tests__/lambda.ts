import { once } from "node:events";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Worker } from "node:worker_threads";
import { unzipSync } from "fflate";
import type { Bundle } from "#bundle";

/** A bundled function at work. */
export interface Running {
  call<Result>(event: unknown): Promise<Result>;
  stop(): Promise<unknown>;
}

/** Takes one event after the other, as Lambda's own loop does. */
const LOOP = `
  const { parentPort, workerData } = require("node:worker_threads");
  const { handler } = require(workerData);
  parentPort.on("message", async (event) => parentPort.postMessage(await handler(event)));
`;

/** Runs a bundle out of its zip in a Node of its own, with an environment of its own. */
export function run({ zip }: Bundle, env: Record<string, string>): Running {
  const file = path.join(mkdtempSync(path.join(tmpdir(), "gatewright-")), "index.js");
  writeFileSync(file, unzipSync(zip)["index.js"] ?? "");
  const worker = new Worker(LOOP, { eval: true, workerData: file, env, stderr: true });
  return {
    call: async (event) => {
      worker.postMessage(event);
      const [result] = await once(worker, "message");
      return result;
    },
    stop: () => worker.terminate(),
  };
}
