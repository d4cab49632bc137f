import { once } from "node:events";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { text } from "node:stream/consumers";
import { Worker } from "node:worker_threads";
import { unzipSync } from "fflate";
import type { Bundle } from "#bundle";
import { temporaryFolder } from "./support";

/** Function that runs from its bundle in a worker thread. */
export interface RunningFunction {
  /**
   * Sends an event to the function, and rejects with the error that it throws.
   * @param env environment variables that Lambda sets for each invocation, such as the trace ID
   */
  call<Result>(event: unknown, env?: Record<string, string>): Promise<Result>;
  /** Terminates the worker thread. */
  stop(): Promise<unknown>;
  /** Ends the worker thread after its current work, and returns the output of the function. */
  output(): Promise<Output>;
}

/** Output of a function. */
export interface Output {
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Code of the worker thread. Handles one event after another and writes `console.log` messages as JSON, as
 * the Lambda runtime does.
 */
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

/** Starts a worker thread that runs a bundle from its zip, with its own environment variables. */
export function startFunction({ zip }: Bundle, env: Record<string, string>): RunningFunction {
  const file = path.join(temporaryFolder(), "index.js");
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
