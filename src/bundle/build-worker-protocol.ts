/** Data that synthesis and the worker thread that runs its builds exchange. */
import type { MessagePort } from "node:worker_threads";
import type { BuildOptions } from "esbuild";
import type { BuildFiles } from "./build-output";

/** States of the worker. Both threads read and write the state. */
export const WORKER_STATE = { idle: 0, busy: 1, ended: 2 } as const;

/** Data that the main thread passes to the worker at its start. */
export interface BuildWorkerData {
  /** Port that receives {@link BuildWorkerRequest}s, and sends a {@link BuildWorkerResult} for each. */
  readonly port: MessagePort;
  /** State of the worker: a value of {@link WORKER_STATE}. The main thread sets it to `busy` before it sends a request. */
  readonly state: Int32Array;
}

/** Build that the worker runs. */
export interface BuildWorkerRequest {
  readonly options: BuildOptions & { readonly write: false; readonly metafile: true };
  readonly root: string;
  readonly mainPackages?: readonly string[];
}

/** Result of the build, or its error. */
export type BuildWorkerResult = BuildFiles | { readonly failure: unknown } | { readonly crash: string };
