import { existsSync } from "node:fs";
import path from "node:path";
import { MessageChannel, receiveMessageOnPort, Worker } from "node:worker_threads";
import { type BuildOptions, buildSync } from "esbuild";
import { resolveConditions } from "./build-options";
import type { BuildFiles } from "./build-output";
import type { BuildWorkerData, BuildWorkerResult } from "./build-worker";
import type { BuildRequest } from "./bundle-types";

/**
 * Runs a build with plugins in a worker thread, and blocks this thread until the build ends. esbuild's own synchronous
 * API does not support plugins.
 *
 * @throws BuildFailure if esbuild cannot build the code
 */
export function buildInWorker(
  options: BuildOptions & { readonly write: false; readonly metafile: true },
  { root, mainPackages }: Pick<BuildRequest, "root" | "mainPackages">,
): BuildFiles {
  const { port1, port2 } = new MessageChannel();
  const isDone = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const workerData: BuildWorkerData = { options, root, mainPackages, port: port2, isDone };
  // Start the worker without the flags of this process, because they would load a TypeScript compiler into the worker.
  const env = { ...process.env, NODE_OPTIONS: "" };
  new Worker(readScript(), { eval: true, workerData, transferList: [port2], execArgv: [], env });
  Atomics.wait(isDone, 0, 0);
  const result: BuildWorkerResult = receiveMessageOnPort(port1)?.message;
  port1.close();
  if ("crash" in result) throw new Error(result.crash);
  if ("failure" in result) throw Object.assign(new Error("the build failed"), result.failure);
  return result;
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
