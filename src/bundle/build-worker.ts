/**
 * Script of a worker thread that runs builds with plugins, one after the other. Plugins need esbuild's asynchronous API.
 * The main thread waits for each result, because synthesis is synchronous. The worker ends after some time without a
 * build.
 */
import { workerData } from "node:worker_threads";
import { build, stop } from "esbuild";
import { buildPlugins } from "./build-options";
import {
  type BuildWorkerData,
  type BuildWorkerRequest,
  type BuildWorkerResult,
  WORKER_STATE,
} from "./build-worker-protocol";
import { isBuildFailure } from "./bundle-error";

/** Time without a build after which the worker ends. The rounds of a test or a benchmark follow each other faster. */
const IDLE_MS = 2000;

const { port, state }: BuildWorkerData = workerData;
let idleTimer: NodeJS.Timeout | undefined;

port.on("message", async (request: BuildWorkerRequest) => {
  clearTimeout(idleTimer);
  const result = await runBuild(request);
  const contents = "outputFiles" in result ? result.outputFiles.map((file) => file.contents.buffer) : [];
  // Transfer the memory of the output files. Copying it would take longer.
  port.postMessage(result, [...new Set(contents as ArrayBuffer[])]);
  idleTimer = setTimeout(endWorker, IDLE_MS);
  Atomics.store(state, 0, WORKER_STATE.idle);
  Atomics.notify(state, 0);
});

async function runBuild({ options, root, mainPackages }: BuildWorkerRequest): Promise<BuildWorkerResult> {
  try {
    const plugins = buildPlugins(root, mainPackages);
    const { warnings, metafile, outputFiles } = await build({ ...options, plugins });
    // Leave out `text`, because reading it decodes the file.
    const files = outputFiles.map(({ path, contents }) => ({ path, contents }));
    return { warnings, metafile, outputFiles: files };
  } catch (error) {
    if (!isBuildFailure(error)) return { crash: String((error as Error).stack) };
    return { failure: { errors: error.errors, warnings: error.warnings } };
  }
}

/** Ends the worker, unless the main thread sends a request in the same moment. */
async function endWorker(): Promise<void> {
  const { idle, ended } = WORKER_STATE;
  if (Atomics.compareExchange(state, 0, idle, ended) !== idle) return;
  port.close();
  await stop();
}
