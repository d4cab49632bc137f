import { type MessagePort, parentPort } from "node:worker_threads";
import type { Report } from "../messages";

/** What leads to the gateway's thread. Where nothing else keeps this one busy, it alone keeps it from ending. */
export const port = parentPort as MessagePort;

export function report(what: Report): void {
  port.postMessage(what);
}
