import { subscribe } from "node:diagnostics_channel";
import type { ClientRequest } from "node:http";

/** HTTP/1.1 request that the function sends, with `node:http`, `node:https` or `fetch`. */
export interface HttpRequest {
  readonly hostname: string;
  /** Returns the value of a header, by its lowercase name. Returns an empty string if there is no such header. */
  readonly header: (name: string) => string;
}

/** Part of undici's request, which `fetch` sends. */
interface UndiciRequest {
  readonly origin: string | URL;
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
    const header = (name: string) => String(request.getHeader(name) ?? "");
    listener({ hostname: request.host, header });
  });
  subscribe("undici:request:create", (message) => {
    const { request } = message as { readonly request: UndiciRequest };
    const header = (name: string) => readHeader(request.headers, name);
    listener({ hostname: new URL(request.origin).hostname, header });
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
