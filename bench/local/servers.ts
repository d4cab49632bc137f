import { once } from "node:events";
import { get } from "node:http";
import { buffer } from "node:stream/consumers";
import { Child } from "./child";
import { PATH } from "./stack";

/** Server that runs in its own process. */
export interface Server {
  readonly name: string;
  /** URL of the only route of the server. */
  readonly url: string;
  readonly end: () => Promise<void>;
}

export const PLAIN = "node:http";
export const THREADED = "node:http + worker";
export const GATEWRIGHT = "gatewright";
export const GATEWRIGHT_REST = "gatewright REST";
export const OFFLINE = "serverless-offline";
export const OFFLINE_REST = "offline REST";

/** Response that was recorded from one server, so that another server can send the same response. */
export interface RecordedResponse {
  readonly status: number;
  /** Alternating names and values, as in Node's `rawHeaders`. */
  readonly headers: readonly string[];
  readonly body: string;
}

/** Starts the local gateway for a stack with an HTTP API. */
export async function startGateway(stackDir: string): Promise<Server> {
  return connectServer(GATEWRIGHT, new Child("gateway.ts", [stackDir]));
}

/** Starts the local gateway for a stack with a REST API. */
export async function startRestGateway(stackDir: string): Promise<Server> {
  return connectServer(GATEWRIGHT_REST, new Child("gateway.ts", [stackDir]));
}

/** Starts a `node:http` server that sends the same response as another server. */
export async function startPlain(original: Server): Promise<Server> {
  return connectServer(PLAIN, new Child("plain.ts", [JSON.stringify(await recordResponse(original))]));
}

/**
 * Starts a `node:http` server that sends the same status and headers as another server. A worker thread creates
 * the body.
 */
export async function startThreaded(original: Server): Promise<Server> {
  return connectServer(THREADED, new Child("threaded.ts", [JSON.stringify(await recordResponse(original))]));
}

/** Waits until a child process has sent the URL of its server, and returns the server. */
export async function connectServer(name: string, child: Child): Promise<Server> {
  const { url } = await child.receive<{ url: string }>();
  return { name, url: `${url}${PATH}`, end: () => child.end() };
}

async function recordResponse({ url }: Server): Promise<RecordedResponse> {
  const [response] = await once(get(url), "response");
  const { statusCode: status, rawHeaders: headers } = response;
  return { status, headers, body: (await buffer(response)).toString() };
}
