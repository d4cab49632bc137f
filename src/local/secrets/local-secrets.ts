import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { rejectForeignCaller } from "../http";
import type { StoredSecrets } from "../model/env-file";
import { findOperation, StoreError } from "./operations";

/** Running emulation of Secrets Manager and of the Parameter Store of SSM, with the values of the env file. */
export interface LocalSecrets {
  /** Value of `AWS_ENDPOINT_URL_SECRETS_MANAGER` and `AWS_ENDPOINT_URL_SSM` in the functions. */
  readonly endpoint: string;
  /** Replaces all values. */
  update(secrets: StoredSecrets): void;
  stop(): Promise<void>;
}

/** Starts the emulation on a free port of 127.0.0.1. */
export async function startLocalSecrets(secrets: StoredSecrets): Promise<LocalSecrets> {
  let current = secrets;
  const server = createServer((request, response) => {
    respond(request, response, () => current).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    update: (updated) => {
      current = updated;
    },
    stop: () => closeServer(server),
  };
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  secrets: () => StoredSecrets,
): Promise<void> {
  const reason = rejectForeignCaller(request);
  if (reason !== undefined) {
    request.resume();
    sendJson(response, 403, { __type: "AccessDeniedException", message: reason });
    return;
  }
  try {
    const operation = findOperation(String(request.headers["x-amz-target"]));
    sendJson(response, 200, operation(parseObject(await text(request)), secrets()));
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    request.resume();
    sendJson(response, 400, { __type: error.code, message: error.message });
  }
}

function parseObject(body: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body);
    if (value !== null && typeof value === "object") return value as Readonly<Record<string, unknown>>;
  } catch {}
  throw new StoreError("SerializationException", "the body is not a JSON object");
}

/** @see https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html */
function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/x-amz-json-1.1" }).end(JSON.stringify(body));
}

async function closeServer(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
