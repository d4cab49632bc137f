import threads, { type MessagePort } from "node:worker_threads";
import type { WorkerMessage, WorkerSetup } from "../messages";

/** Data that the host thread started this worker with. Read before it is hidden below. */
export const setup: WorkerSetup = threads.workerData;

/**
 * Port to the host thread. While nothing else keeps the worker's event loop busy, the referenced port alone keeps the
 * worker from exiting.
 */
export const port = threads.parentPort as MessagePort;

// Hide the worker from the function. On AWS a function runs in no worker, so the function must not find the port or the
// data above, and must not be able to send messages to the host thread.
Object.assign(threads, { isMainThread: true, parentPort: null, workerData: null });

/** Sends a message to the host thread. */
export function sendToHost(message: WorkerMessage): void {
  port.postMessage(message);
}
