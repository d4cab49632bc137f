import { type LocalServer, type StartLocalOptions, startLocal, type TokenOptions } from "#local";
import { encodeRequestBody, type TestResponse, toTestResponse } from "./invoke";

/** Options of a request to a {@link TestGateway}. None is required. */
export interface GatewayRequestOptions {
  /** Headers by name. Default: none. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Body, which is sent as JSON. A string and a `Uint8Array` are sent unchanged. Default: none. */
  readonly body?: unknown;
  /** Sends an access token of the stack's user pool with these scopes and groups. Default: no token. */
  readonly token?: TokenOptions;
  /** Sends an API key of the stack: its name, or the end of its name, such as `acme`. Default: no key. */
  readonly apiKey?: string;
}

/** Local gateway that runs for a test. */
export interface TestGateway {
  /** The running gateway, with its URL and its log. */
  readonly server: LocalServer;
  /**
   * Sends a request to the first HTTP API or REST API of the stack.
   *
   * @param line method and path, with the query: `GET /products?limit=10`
   * @throws Error if the gateway is stopped, if the stack has only WebSocket APIs, or if a GET or HEAD request has a body
   */
  request(line: string, options?: GatewayRequestOptions): Promise<TestResponse>;
  /** Stops the gateway. Call this function after the tests, or the process does not end. */
  stop(): Promise<void>;
}

/**
 * Starts a local gateway for a test. If the option `stack` is set, its app is synthesized first. The functions run from
 * their bundles, as on AWS.
 *
 * @param options `stack` or `dir`, and the options of `startLocal()`
 * @throws LocalError if the stack cannot be emulated
 */
export async function startGateway(options: StartLocalOptions): Promise<TestGateway> {
  const server = await startLocal(options);
  let isStopped = false;
  return {
    server,
    request: async (line, requestOptions = {}) => {
      if (isStopped)
        throw new Error(`request "${line}": the gateway is stopped. Send the request before stop().`);
      return send(server, line, requestOptions);
    },
    stop: () => {
      isStopped = true;
      return server.stop();
    },
  };
}

async function send(
  server: LocalServer,
  line: string,
  { headers = {}, body, token, apiKey }: GatewayRequestOptions,
): Promise<TestResponse> {
  const [method, path] = splitLine(line);
  const encoded = encodeRequestBody(body);
  if (encoded.content !== undefined && ["GET", "HEAD"].includes(method)) {
    throw new Error(
      `request "${line}" has a body; fetch() sends none with ${method}. Remove it, or use another method.`,
    );
  }
  if (server.url.startsWith("ws")) {
    throw new Error(
      `request "${line}": ${server.url} is the URL of a WebSocket API, which accepts no requests. Open a connection: new WebSocket(gateway.server.url).`,
    );
  }
  const response = await fetch(`${server.url}${path}`, {
    method,
    headers: {
      ...encoded.headers,
      ...(token && { authorization: `Bearer ${await server.token(token)}` }),
      ...(apiKey !== undefined && { "x-api-key": server.apiKey(apiKey) }),
      // Names in lower case, so that a header replaces the default header of the same name.
      ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
    },
    body: encoded.content ?? null,
    redirect: "manual",
  });
  const responseHeaders = Object.fromEntries(response.headers);
  return toTestResponse(
    response.status,
    responseHeaders,
    Buffer.from(await response.arrayBuffer()),
    response.headers.getSetCookie(),
  );
}

/** @throws Error for a text that is not a method and a path */
function splitLine(line: string): [method: string, path: string] {
  const [, method, path] = /^([A-Z]+) (\/\S*)$/.exec(line) ?? [];
  if (method !== undefined && path !== undefined) return [method, path];
  throw new Error(`request is "${line}"; expected a method and a path, such as "GET /products?limit=10"`);
}
