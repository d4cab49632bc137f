/**
 * `node:http` that has a handler in a thread answer, and nothing else: no routes, no events, no checks. So much a gateway
 * cannot do better, whose functions have threads of their own.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Worker } from "node:worker_threads";
import { answer, tell } from "./child";
import type { Bytes } from "./servers";

interface Call {
  readonly id: number;
  readonly event: string;
}

interface Done {
  readonly id: number;
  readonly body: string;
}

/** Makes the body that is compared, `{"hello":"world"}`, of what it is called with. */
const WORK = `
  const { parentPort } = require("node:worker_threads");
  const done = ({ id, event }) => ({ id, body: JSON.stringify({ hello: JSON.parse(event).name ?? "world" }) });
  parentPort.on("message", (calls) => parentPort.postMessage(calls.map(done)));
`;

/** All that comes up in one turn of the event loop goes to the thread, and comes back, in one message. */
function serve({ status, headers }: Bytes): void {
  const worker = new Worker(WORK, { eval: true, execArgv: [] });
  const waiting = new Map<number, (body: string) => void>();
  let calls: Call[] = [];
  let last = 0;
  const post = () => {
    worker.postMessage(calls);
    calls = [];
  };
  worker.on("message", (all: readonly Done[]) => {
    for (const { id, body } of all) {
      waiting.get(id)?.(body);
      waiting.delete(id);
    }
  });
  const server = createServer((request, response) => {
    waiting.set(++last, (body) => {
      response.writeHead(status, [...headers]);
      response.end(body);
    });
    if (calls.push({ id: last, event: JSON.stringify(request.headers) }) === 1) setImmediate(post);
  });
  server.listen(0, "127.0.0.1", () => {
    answer(() => undefined);
    tell({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  });
}

serve(JSON.parse(process.argv[2] ?? ""));
