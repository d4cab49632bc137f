import { once } from "node:events";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { Worker } from "node:worker_threads";
import { unzipSync } from "fflate";
import type { Bundle } from "#bundle";

/** A bundled function at work. */
export interface Running {
  /**
   * Gives it an event, and rejects with what it throws.
   * @param env what Lambda sets anew for each call: the trace
   */
  call<Result>(event: unknown, env?: Record<string, string>): Promise<Result>;
  stop(): Promise<unknown>;
  /** Lets it come to its end by itself, and gives all that it wrote. */
  output(): Promise<Output>;
}

/** What a function wrote. */
export interface Output {
  readonly stdout: string;
  readonly stderr: string;
}

/** Takes one event after the other, as Lambda's own loop does, and makes JSON of what goes through the console. */
const LOOP = `
  const { parentPort, workerData } = require("node:worker_threads");
  console.log = (message) => process.stdout.write(JSON.stringify({ level: "INFO", message }) + "\\n");
  const { handler } = require(workerData);
  parentPort.on("message", async ({ event, env }) => {
    if (event === undefined) return parentPort.close();
    Object.assign(process.env, env);
    parentPort.postMessage(await handler(event).then((result) => ({ result }), (error) => ({ error })));
  });
`;

/** Runs a bundle out of its zip in a Node of its own, with an environment of its own. */
export function run({ zip }: Bundle, env: Record<string, string>): Running {
  const file = path.join(mkdtempSync(path.join(tmpdir(), "gatewright-")), "index.js");
  writeFileSync(file, unzipSync(zip)["index.js"] ?? "");
  const worker = new Worker(LOOP, { eval: true, workerData: file, env, stdout: true, stderr: true });
  return {
    call: async (event, env) => {
      worker.postMessage({ event, env });
      const [{ result, error }] = await once(worker, "message");
      if (error) throw error;
      return result;
    },
    stop: () => worker.terminate(),
    output: async () => {
      worker.postMessage({});
      const [stdout, stderr] = await Promise.all([text(worker.stdout), text(worker.stderr)]);
      return { stdout, stderr };
    },
  };
}
