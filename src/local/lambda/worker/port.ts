import threads, { type MessagePort } from "node:worker_threads";
import type { WorkerMessage, WorkerSetup } from "../messages";

export const setup: WorkerSetup = threads.workerData;

/** What leads to the gateway's thread. Where nothing else keeps this one busy, it alone keeps it from ending. */
export const port = threads.parentPort as MessagePort;

// To a function it is as on AWS, where it runs in no worker: it finds nothing of this, and can tell the gateway nothing.
Object.assign(threads, { isMainThread: true, parentPort: null, workerData: null });

export function sendToHost(what: WorkerMessage): void {
  port.postMessage(what);
}
