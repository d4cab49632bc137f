import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** Event that a handler has sent to a connection. */
export interface SentEvent {
  readonly connectionId: string;
  /** Name of the event. */
  readonly event: string;
  /** Body of the event; `undefined` if the event has none. */
  // biome-ignore lint/suspicious/noExplicitAny: only the test knows the type of the body
  readonly body: any;
}

/** Requests of a handler to `@connections`. */
export interface ConnectionRequests {
  /** Frames by their order, parsed from JSON. A message that is no JSON object is an empty frame. */
  readonly frames: { readonly connectionId: string; readonly frame: object }[];
  /** IDs of the connections that the handler has closed. */
  readonly closed: string[];
}

/** Environment variables that direct the requests of the AWS SDK to a server without credentials of AWS. */
function environmentFor(url: string): Record<string, string | undefined> {
  return {
    AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI: url,
    AWS_REGION: process.env.AWS_REGION ?? "us-east-1",
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_PROFILE: undefined,
  };
}

/** Last call of {@link recordConnections}. The next one waits for it, because both set the environment of the process. */
let last: Promise<unknown> = Promise.resolve();

/**
 * Runs a handler, and records its requests to `@connections`. A server on the loopback interface receives them.
 *
 * @param gone IDs of connections that no longer exist: requests to them get 410
 */
export function recordConnections<Result>(
  run: () => Promise<Result>,
  gone: readonly string[] = [],
): Promise<Result & { readonly requests: ConnectionRequests }> {
  const next = last.then(() => runWithServer(run, gone));
  last = next.catch(() => {});
  return next;
}

async function runWithServer<Result>(
  run: () => Promise<Result>,
  gone: readonly string[],
): Promise<Result & { readonly requests: ConnectionRequests }> {
  const requests: ConnectionRequests = { frames: [], closed: [] };
  const server = createServer(async (request, response) => {
    const { status, body } = await respond(request, requests, gone);
    response.writeHead(status, { "x-amzn-ErrorType": status === 410 ? "GoneException" : "" }).end(body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const restore = setEnvironment(environmentFor(`http://127.0.0.1:${port}/live`));
  try {
    return { ...(await run()), requests };
  } finally {
    restore();
    server.close();
    server.closeAllConnections();
  }
}

async function respond(
  request: IncomingMessage,
  { frames, closed }: ConnectionRequests,
  gone: readonly string[],
): Promise<{ readonly status: number; readonly body?: string }> {
  const content = await text(request);
  const connectionId = decodeURIComponent(request.url?.split("/").at(-1) ?? "");
  if (gone.includes(connectionId)) return { status: 410 };
  if (request.method === "POST") frames.push({ connectionId, frame: parseFrame(content) });
  if (request.method === "DELETE") closed.push(connectionId);
  return request.method === "GET" ? { status: 200, body: STATE } : { status: 200 };
}

/** Parses a message. A handler can send any text with the AWS SDK. */
function parseFrame(content: string): object {
  try {
    return Object(JSON.parse(content));
  } catch {
    return {};
  }
}

/** State of each connection. */
const STATE = JSON.stringify({
  connectedAt: "2026-01-01T00:00:00.000Z",
  identity: { sourceIp: "127.0.0.1", userAgent: "test" },
  lastActiveAt: "2026-01-01T00:00:00.000Z",
});

/** Sets environment variables, and returns a function that restores them. */
function setEnvironment(variables: Readonly<Record<string, string | undefined>>): () => void {
  const previous = Object.keys(variables).map((name) => [name, process.env[name]] as const);
  const set = (entries: readonly (readonly [string, string | undefined])[]) => {
    for (const [name, value] of entries) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
  set(Object.entries(variables));
  return () => set(previous);
}
