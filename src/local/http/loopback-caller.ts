import type { IncomingMessage } from "node:http";
import { isIPv4 } from "node:net";

/**
 * Checks whether a program on this computer, and not a web page, sent a request to an internal server. Every internal
 * server of the local gateway must reject other requests, because any page in a browser can send requests to 127.0.0.1.
 *
 * - A browser adds the header `Origin` to a request of another site. The AWS SDKs and the AWS CLI send no such header.
 * - A page whose domain resolves to 127.0.0.1 (DNS rebinding) sends its own domain in the header `Host`.
 *
 * @returns the reason for a rejection, or `undefined` if the request is allowed
 * @see https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Origin
 */
export function rejectForeignCaller({ headers, headersDistinct }: IncomingMessage): string | undefined {
  if (headers.origin !== undefined) return "the request has an Origin header, so it may come from a web page";
  const hosts = headersDistinct.host ?? [];
  const [host = ""] = hosts;
  if (hosts.length === 1 && isLoopback(host)) return undefined;
  return `the Host header is "${hosts.join(", ")}"; expected localhost or a loopback address`;
}

function isLoopback(host: string): boolean {
  const name = host.replace(/:\d+$/, "").toLowerCase();
  return name === "localhost" || name === "[::1]" || (isIPv4(name) && name.startsWith("127."));
}
