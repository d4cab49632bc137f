import { randomUUID } from "node:crypto";
import type { IncomingMessage, RequestListener, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { rejectForeignCaller } from "../http";
import { LocalDynamoDbClient } from "./client";
import { RequestGate } from "./request-gate";
import { unsupportedOperation } from "./supported-operations";

/** Running dynalite server. */
export interface DynamoDbServer {
  /** Address of the server: `http://127.0.0.1:51234`. */
  readonly endpoint: string;
  /**
   * Client for table updates. Requests of this client are handled even while {@link runExclusive} makes all
   * other requests wait.
   */
  readonly client: LocalDynamoDbClient;
  /**
   * Runs work while only requests of `client` are handled. All other requests wait until the work is
   * complete.
   */
  runExclusive<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Waits for requests that were received completely, aborts all other requests, and closes the server. */
  stop(): Promise<void>;
}

/**
 * Loads dynalite. It is not imported at the top of this file, because loading it takes 50 ms. `require` is used,
 * because Jest cannot load a package with `import()`.
 */
function loadDynalite(): typeof import("dynalite").default {
  return require("dynalite");
}

/**
 * Starts dynalite on a free port of 127.0.0.1.
 *
 * @param dir folder of the LevelDB database; `undefined` keeps tables in memory
 */
export async function startServer(dir: string | undefined): Promise<DynamoDbServer> {
  const server = loadDynalite()({ path: dir, createTableMs: 0, updateTableMs: 0, deleteTableMs: 0 });
  const gate = new RequestGate();
  // The random signature identifies the requests of the client below, which may bypass the gate. dynalite
  // does not verify signatures, so it accepts the random one.
  const authorization = `AWS4-HMAC-SHA256 Credential=own, SignedHeaders=host, Signature=${randomUUID()}`;
  installGate(server, gate, authorization);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", resolve);
  });
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    endpoint,
    client: new LocalDynamoDbClient(endpoint, authorization),
    runExclusive: (work) => runExclusive(gate, work),
    stop: () => stopServer(server, gate),
  };
}

/**
 * Makes all requests pass a gate, except those with the given authorization header. Rejects requests that may come from
 * a web page.
 */
function installGate(server: Server, gate: RequestGate, authorization: string): void {
  const [dynalite] = server.listeners("request") as [RequestListener];
  server.removeAllListeners("request").on("request", (request, response) => {
    const reason = rejectForeignCaller(request);
    if (reason !== undefined) {
      reject(request, response, 403, { type: "AccessDeniedException", message: reason });
      return;
    }
    const isOwnRequest = request.headers.authorization === authorization;
    if (isOwnRequest) handleRequest(dynalite, request, response);
    else gate.enter(response, () => handleRequest(dynalite, request, response));
  });
}

function handleRequest(
  dynalite: RequestListener,
  request: IncomingMessage,
  response: ServerResponse<IncomingMessage> & { req: IncomingMessage },
): void {
  const rejection = unsupportedOperation(request.headers["x-amz-target"] as string | undefined);
  if (rejection === undefined) dynalite(request, response);
  else reject(request, response, 400, { type: "UnknownOperationException", message: rejection });
  // dynalite adds an `error` listener that throws, so an aborted request would end this process.
  request.removeAllListeners("error");
}

/** Responds with an error in the format of DynamoDB. */
function reject(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  { type, message }: { readonly type: string; readonly message: string },
): void {
  request.resume();
  const body = { __type: `com.amazon.coral.service#${type}`, message };
  response.writeHead(status, { "content-type": "application/x-amz-json-1.0" }).end(JSON.stringify(body));
}

async function runExclusive<Result>(gate: RequestGate, work: () => Promise<Result>): Promise<Result> {
  const open = await gate.close();
  try {
    return await work();
  } finally {
    open();
  }
}

/**
 * Stops the server. dynalite throws if its database is closed while a request is being handled. Therefore the
 * gate holds back further requests, and the server is closed only after the current requests have completed.
 */
async function stopServer(server: Server, gate: RequestGate): Promise<void> {
  const idle = gate.close();
  gate.abortIncomplete();
  await idle;
  await new Promise<void>((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
    server.closeAllConnections();
  });
}
