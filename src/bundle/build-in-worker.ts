import { existsSync } from "node:fs";
import path from "node:path";
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from "node:worker_threads";
import { buildSync } from "esbuild";
import { resolveConditions } from "./build-options";
import type { BuildFiles } from "./build-output";
import {
  type BuildWorkerData,
  type BuildWorkerRequest,
  type BuildWorkerResult,
  WORKER_STATE,
} from "./build-worker-protocol";
import type { BuildRequest } from "./bundle-types";

/** Worker thread that runs builds. */
interface BuildWorker {
  readonly port: MessagePort;
  readonly state: Int32Array;
}

let latestWorker: BuildWorker | undefined;

/**
 * Runs a build with plugins in a worker thread, and blocks this thread until the build ends. esbuild's own synchronous
 * API does not support plugins. Several builds in a short time use the same worker, because starting one takes longer
 * than a small build.
 *
 * @throws BuildFailure if esbuild cannot build the code
 */
export function buildInWorker(
  options: BuildWorkerRequest["options"],
  { root, mainPackages }: Pick<BuildRequest, "root" | "mainPackages">,
): BuildFiles {
  const worker = latestWorker && reserveWorker(latestWorker) ? latestWorker : startWorker();
  latestWorker = worker;
  const request: BuildWorkerRequest = { options, root, mainPackages };
  worker.port.postMessage(request);
  Atomics.wait(worker.state, 0, WORKER_STATE.busy);
  const result: BuildWorkerResult = receiveMessageOnPort(worker.port)?.message;
  if ("crash" in result) throw new Error(result.crash);
  if ("failure" in result) throw Object.assign(new Error("the build failed"), result.failure);
  return result;
}

/** Returns false if the worker has ended. */
function reserveWorker({ state }: BuildWorker): boolean {
  const { idle, busy } = WORKER_STATE;
  return Atomics.compareExchange(state, 0, idle, busy) === idle;
}

/** Starts a worker that does not keep this process running. */
function startWorker(): BuildWorker {
  const { port1, port2 } = new MessageChannel();
  const state = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  Atomics.store(state, 0, WORKER_STATE.busy);
  const workerData: BuildWorkerData = { port: port2, state };
  // Start the worker without the flags of this process, because they would load a TypeScript compiler into the worker.
  const env = { ...process.env, NODE_OPTIONS: "" };
  const options = { eval: true, workerData, transferList: [port2], execArgv: [], env };
  new Worker(readScript(), options).unref();
  return { port: port1, state };
}

let script: string | undefined;

/**
 * Returns the code of the worker. The repository contains only the source of the worker, so the code is bundled first.
 */
function readScript(): string {
  const file = path.join(__dirname, "build-worker.js");
  script ??= existsSync(file) ? `require(${JSON.stringify(file)});` : bundleScript();
  return script;
}

function bundleScript(): string {
  const { outputFiles } = buildSync({
    entryPoints: [path.join(__dirname, "build-worker.ts")],
    bundle: true,
    format: "cjs",
    platform: "node",
    packages: "external",
    conditions: resolveConditions(),
    write: false,
  });
  const createRequire = `process.getBuiltinModule("node:module").createRequire(${JSON.stringify(__filename)})`;
  return `require = ${createRequire};\n${outputFiles[0]?.text}`;
}
