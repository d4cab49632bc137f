import threads, { type MessagePort } from "node:worker_threads";
import type { WorkerMessage, WorkerSetup } from "../messages";

/** Data with which the main thread started this worker. The data is read here, before it is hidden below. */
export const setup: WorkerSetup = threads.workerData;

/**
 * Port to the main thread. A worker exits when its event loop is empty, so between invocations only this
 * port, while it is referenced (see `ref()`), keeps the worker alive.
 */
export const port = threads.parentPort as MessagePort;

// Make the function believe that it runs in a main thread, as on AWS. It must not find the port or the data
// above, or send messages to the main thread.
Object.assign(threads, { isMainThread: true, parentPort: null, workerData: null });

/** Sends a message to the main thread. */
export function sendToMainThread(message: WorkerMessage): void {
  port.postMessage(message);
}
