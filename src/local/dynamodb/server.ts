import { randomUUID } from "node:crypto";
import type { IncomingMessage, RequestListener, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Client } from "./client";
import { RequestGate } from "./request-gate";
import { unsupportedOperation } from "./supported-operations";

/** dynalite, listening. */
export interface DynamoDbServer {
  /** `http://127.0.0.1:51234`. */
  readonly endpoint: string;
  /** What calls it also while others wait. */
  readonly client: Client;
  /** Does something while nobody else's request is handled. */
  runExclusive<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Ends requests that are there, and closes. */
  stop(): Promise<void>;
}

/** @param folder of LevelDB; in memory without */
export async function startServer(folder: string | undefined): Promise<DynamoDbServer> {
  // Loading it takes a twentieth of a second, which only who has tables waits.
  const { default: dynalite } = await import("dynalite");
  const server = dynalite({ path: folder, createTableMs: 0, updateTableMs: 0, deleteTableMs: 0 });
  const gate = new RequestGate();
  const authorization = `AWS4-HMAC-SHA256 Credential=own, SignedHeaders=host, Signature=${randomUUID()}`;
  guard(server, gate, authorization);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", resolve);
  });
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    endpoint,
    client: new Client(endpoint, authorization),
    runExclusive: (work) => runExclusive(gate, work),
    stop: () => stop(server, gate),
  };
}

/** Has everybody's requests go through a gate, but those with our own authorization. */
function guard(server: Server, gate: RequestGate, authorization: string): void {
  const [dynalite] = server.listeners("request") as [RequestListener];
  server.removeAllListeners("request").on("request", (request, response) => {
    const own = request.headers.authorization === authorization;
    if (own) handle(dynalite, request, response);
    else gate.enter(response, () => handle(dynalite, request, response));
  });
}

function handle(
  dynalite: RequestListener,
  request: IncomingMessage,
  response: ServerResponse<IncomingMessage> & { req: IncomingMessage },
): void {
  const reason = unsupportedOperation(request.headers["x-amz-target"] as string | undefined);
  if (reason === undefined) dynalite(request, response);
  else reject(request, response, reason);
  // dynalite throws the error of a request that breaks off, which would end the process.
  request.removeAllListeners("error");
}

function reject(request: IncomingMessage, response: ServerResponse, message: string): void {
  request.resume();
  const body = { __type: "com.amazon.coral.service#UnknownOperationException", message };
  response.writeHead(400, { "content-type": "application/x-amz-json-1.0" }).end(JSON.stringify(body));
}

async function runExclusive<Result>(gate: RequestGate, work: () => Promise<Result>): Promise<Result> {
  const open = await gate.close();
  try {
    return await work();
  } finally {
    open();
  }
}

/** dynalite throws where its database closes under a request; those inside end first, and nobody else comes in. */
async function stop(server: Server, gate: RequestGate): Promise<void> {
  const empty = gate.close();
  gate.abortIncomplete();
  await empty;
  await new Promise<void>((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
    server.closeAllConnections();
  });
}
