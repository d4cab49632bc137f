import { subscribe } from "node:diagnostics_channel";
import type { ClientRequest, IncomingMessage } from "node:http";

/** HTTP/1.1 request that the function sends, with `node:http`, `node:https` or `fetch`. */
export interface HttpRequest {
  /** Object that identifies the request, see {@link onHttpResult}. */
  readonly key: object;
  readonly method: string;
  /** Host name with the port: `127.0.0.1:8000`. The default port is omitted. */
  readonly host: string;
  readonly hostname: string;
  /** Path with the query. */
  readonly path: string;
  /** Returns the value of a header, by its lowercase name. Returns an empty string if there is no such header. */
  readonly header: (name: string) => string;
}

/** Part of undici's request, which `fetch` sends. */
interface UndiciRequest {
  readonly method: string;
  readonly origin: string | URL;
  readonly path: string;
  /** Names and values of headers: an array, or lines of text. */
  readonly headers: unknown;
}

/**
 * Calls a listener when a request was sent.
 * @see https://nodejs.org/docs/latest-v20.x/api/diagnostics_channel.html#built-in-channels
 */
export function onHttpRequest(listener: (request: HttpRequest) => void): void {
  subscribe("http.client.request.start", (message) => {
    const { request } = message as { readonly request: ClientRequest };
    const { method, host: hostname, path } = request;
    const header = (name: string) => String(request.getHeader(name) ?? "");
    listener({ key: request, method, host: header("host") || hostname, hostname, path, header });
  });
  subscribe("undici:request:create", (message) => {
    const { request } = message as { readonly request: UndiciRequest };
    const { host, hostname } = new URL(request.origin);
    const header = (name: string) => readHeader(request.headers, name);
    listener({ key: request, method: request.method, host, hostname, path: request.path, header });
  });
}

/** Returns the value of a header. @param headers names and values: an array, or lines of text */
function readHeader(headers: unknown, name: string): string {
  const parts = Array.isArray(headers)
    ? headers.map(String)
    : String(headers).split("\r\n").flatMap(splitLine);
  const index = parts.findIndex((part, position) => position % 2 === 0 && part.toLowerCase() === name);
  return index < 0 ? "" : (parts[index + 1] ?? "");
}

function splitLine(line: string): [string, string] {
  const [name = "", value = ""] = line.split(/: ?(.*)/s);
  return [name, value];
}

/** Response to an HTTP request, or the error of a request that failed. */
export interface HttpResult {
  readonly status?: number;
  readonly errorType?: string;
}

/**
 * Calls a listener when a request has failed or the headers of its response have arrived, and again when the function has
 * read the whole body of the response.
 *
 * @param listener receives the `key` of the request
 */
export function onHttpResult(listener: (key: object, result: HttpResult) => void): void {
  subscribe("http.client.response.finish", (message) => {
    const { request, response } = message as { request: ClientRequest; response: IncomingMessage };
    const result = { status: response.statusCode };
    listener(request, result);
    // The function has no listeners yet, so this one is the first, and runs before the code that waits for the body.
    response.once("end", () => listener(request, result));
  });
  subscribe("undici:request:headers", (message) => {
    const { request, response } = message as { request: object; response: { statusCode: number } };
    listener(request, { status: response.statusCode });
  });
  subscribe("undici:request:trailers", (message) => listener((message as { request: object }).request, {}));
  for (const name of ["http.client.request.error", "undici:request:error"]) {
    subscribe(name, (message) => {
      const { request, error } = message as { request: object; error: NodeJS.ErrnoException };
      listener(request, { errorType: typeof error.code === "string" ? error.code : error.name });
    });
  }
}
