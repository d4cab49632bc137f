/**
 * Script of a worker thread that runs one build with plugins. Plugins need esbuild's asynchronous API. The main thread
 * waits for the result, because synthesis is synchronous.
 */
import { type MessagePort, workerData } from "node:worker_threads";
import { type BuildOptions, build, stop } from "esbuild";
import { buildPlugins } from "./build-options";
import type { BuildFiles } from "./build-output";
import { isBuildFailure } from "./bundle-error";

/** Data that the main thread passes to the worker. */
export interface BuildWorkerData {
  readonly options: BuildOptions & { readonly write: false; readonly metafile: true };
  readonly root: string;
  readonly mainPackages?: readonly string[];
  /** Port to which the worker sends one {@link BuildWorkerResult}. */
  readonly port: MessagePort;
  /** Number that the worker changes from 0 to 1 after it has sent the result. */
  readonly isDone: Int32Array;
}

/** Result of the build, or its error. */
export type BuildWorkerResult = BuildFiles | { readonly failure: unknown } | { readonly crash: string };

const { options, root, mainPackages, port, isDone }: BuildWorkerData = workerData;

runBuild().then((result) => {
  const contents = "outputFiles" in result ? result.outputFiles.map((file) => file.contents.buffer) : [];
  // Transfer the memory of the output files. Copying it would take longer.
  port.postMessage(result, [...new Set(contents as ArrayBuffer[])]);
  Atomics.store(isDone, 0, 1);
  Atomics.notify(isDone, 0);
});

async function runBuild(): Promise<BuildWorkerResult> {
  try {
    const plugins = buildPlugins(root, mainPackages);
    const { warnings, metafile, outputFiles } = await build({ ...options, plugins });
    // Leave out `text`, because reading it decodes the file.
    const files = outputFiles.map(({ path, contents }) => ({ path, contents }));
    return { warnings, metafile, outputFiles: files };
  } catch (error) {
    if (!isBuildFailure(error)) return { crash: String((error as Error).stack) };
    return { failure: { errors: error.errors, warnings: error.warnings } };
  } finally {
    await stop();
  }
}
