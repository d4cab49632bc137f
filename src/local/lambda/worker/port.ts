import threads, { type MessagePort } from "node:worker_threads";
import type { WorkerMessage, WorkerSetup } from "../messages";

/** Data that the main thread passed to this worker. It is read here because the code below hides it. */
export const setup: WorkerSetup = threads.workerData;

/**
 * Port to the main thread. A worker exits when its event loop is empty. Between invocations, only this port
 * keeps the event loop from being empty, so it must then be referenced (see `ref()`).
 */
export const port = threads.parentPort as MessagePort;

// Make the function believe that it runs in a main thread, as on AWS. The function must not be able to read
// the data above or to send messages over the port.
Object.assign(threads, { isMainThread: true, parentPort: null, workerData: null });

/** Sends a message to the main thread. */
export function sendToMainThread(message: WorkerMessage): void {
  port.postMessage(message);
}
