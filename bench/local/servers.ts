import { once } from "node:events";
import { get } from "node:http";
import { buffer } from "node:stream/consumers";
import { Child } from "./child";
import { PATH } from "./stack";

/** A server in a process of its own. */
export interface Server {
  readonly name: string;
  /** Of the one route. */
  readonly url: string;
  readonly end: () => Promise<void>;
}

export const PLAIN = "node:http";
export const THREADED = "with a thread";
export const OURS = "gatewright";
export const OFFLINE = "serverless-offline";

/** An answer as it is sent. */
export interface Bytes {
  readonly status: number;
  readonly headers: readonly string[];
  readonly body: string;
}

export async function startGateway(dir: string): Promise<Server> {
  return started(OURS, new Child("gateway.ts", [dir]));
}

/** `node:http`, answering what another server does. */
export async function startPlain(like: Server): Promise<Server> {
  return started(PLAIN, new Child("plain.ts", [JSON.stringify(await bytesOf(like))]));
}

/** The same, which has a thread make the body. */
export async function startThreaded(like: Server): Promise<Server> {
  return started(THREADED, new Child("threaded.ts", [JSON.stringify(await bytesOf(like))]));
}

export async function started(name: string, child: Child): Promise<Server> {
  const { url } = await child.heard<{ url: string }>();
  return { name, url: `${url}${PATH}`, end: () => child.end() };
}

async function bytesOf({ url }: Server): Promise<Bytes> {
  const [response] = await once(get(url), "response");
  const { statusCode: status, rawHeaders: headers } = response;
  return { status, headers, body: (await buffer(response)).toString() };
}
