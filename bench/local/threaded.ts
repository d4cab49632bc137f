/**
 * Child process with a `node:http` server that runs a handler in a worker thread. The local gateway also runs
 * functions in worker threads, but it also selects the route, creates an event in the format of API Gateway,
 * and checks limits. The throughput of this server is therefore an upper bound for that of the gateway.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Worker } from "node:worker_threads";
import { handleRequests, sendToParent } from "./child";
import type { RecordedResponse } from "./servers";

interface Invocation {
  readonly id: number;
  /** Event as a JSON string. */
  readonly event: string;
}

interface InvocationResult {
  readonly id: number;
  readonly body: string;
}

/**
 * Code of the worker thread. For each event, it returns `{"hello":"world"}`, the same body that the other
 * servers send.
 */
const WORKER_CODE = `
  const { parentPort } = require("node:worker_threads");
  const invoke = ({ id, event }) => ({ id, body: JSON.stringify({ hello: JSON.parse(event).name ?? "world" }) });
  parentPort.on("message", (invocations) => parentPort.postMessage(invocations.map(invoke)));
`;

/**
 * Starts the server. The server collects the requests that arrive in one iteration of the event loop, and
 * sends them to the worker thread in one message. The thread returns all results in one message.
 */
function serve({ status, headers }: RecordedResponse): void {
  const worker = new Worker(WORKER_CODE, { eval: true, execArgv: [] });
  const pending = new Map<number, (body: string) => void>();
  let queue: Invocation[] = [];
  let lastId = 0;
  const postQueue = () => {
    worker.postMessage(queue);
    queue = [];
  };
  worker.on("message", (results: readonly InvocationResult[]) => {
    for (const { id, body } of results) {
      pending.get(id)?.(body);
      pending.delete(id);
    }
  });
  const server = createServer((request, response) => {
    pending.set(++lastId, (body) => {
      response.writeHead(status, [...headers]);
      response.end(body);
    });
    if (queue.push({ id: lastId, event: JSON.stringify(request.headers) }) === 1) setImmediate(postQueue);
  });
  server.listen(0, "127.0.0.1", () => {
    handleRequests(() => undefined);
    sendToParent({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  });
}

serve(JSON.parse(process.argv[2] ?? ""));
