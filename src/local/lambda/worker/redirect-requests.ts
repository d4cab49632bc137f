import { once } from "node:events";
import http from "node:http";
import https from "node:https";
import { syncBuiltinESMExports } from "node:module";
import { urlToHttpOptions } from "node:url";

/** Local URLs, such as `http://127.0.0.1:3001`, by the start of the URLs whose scheme and host they replace. */
type Redirects = Readonly<Record<string, string>>;

/**
 * Redirects HTTPS requests for some URLs of AWS to local URLs. The path stays the same, and so does the header `Host`,
 * because the signature of a request to AWS covers it.
 *
 * Code often takes the host name of `@connections` from an event, as the documentation of AWS does. The AWS SDK then
 * ignores the environment variable with the local endpoint.
 */
export function redirectRequests(redirects: Redirects): void {
  if (Object.keys(redirects).length === 0) return;
  const { request } = https;
  https.request = ((...parameters: Parameters<typeof request>) => {
    const redirected = redirectRequest(parameters, redirects);
    return redirected ?? request(...parameters);
  }) as typeof request;
  https.get = ((...parameters: Parameters<typeof request>) => {
    const started = https.request(...parameters);
    started.end();
    return started;
  }) as typeof https.get;
  syncBuiltinESMExports();
  globalThis.fetch = redirectFetch(globalThis.fetch, redirects);
}

type RequestParameters = readonly (string | URL | https.RequestOptions | ResponseCallback | undefined)[];
type ResponseCallback = (response: http.IncomingMessage) => void;

function redirectRequest(
  parameters: RequestParameters,
  redirects: Redirects,
): http.ClientRequest | undefined {
  const callback = parameters.find((parameter) => typeof parameter === "function");
  const parts = parameters.filter((parameter) => typeof parameter !== "function").map(toOptions);
  const options: https.RequestOptions = Object.assign({}, ...parts);
  const host = options.hostname ?? options.host ?? "";
  const target = findTarget(redirects, `https://${host}${options.path ?? "/"}`);
  if (!target) return undefined;
  const { hostname, port } = target;
  // An agent for HTTPS cannot send HTTP requests.
  const { agent: _agent, createConnection: _create, ...others } = options;
  const headers = Array.isArray(options.headers)
    ? [...options.headers, "Host", host]
    : { Host: host, ...options.headers };
  return http.request({ ...others, protocol: "http:", host: hostname, hostname, port, headers }, callback);
}

function toOptions(parameter: string | URL | https.RequestOptions | undefined): https.RequestOptions {
  if (parameter === undefined) return {};
  if (typeof parameter === "string") return urlToHttpOptions(new URL(parameter));
  return parameter instanceof URL ? urlToHttpOptions(parameter) : parameter;
}

/** Returns a function like `fetch`, which itself would replace the header `Host`. */
function redirectFetch(original: typeof fetch, redirects: Redirects): typeof fetch {
  return async (input, init) => {
    const text = input instanceof Request ? input.url : String(input);
    const url = URL.canParse(text) ? new URL(text) : undefined;
    const isRedirected = url !== undefined && findTarget(redirects, url.href) !== undefined;
    return isRedirected ? sendRequest(new Request(input, init)) : original(input, init);
  };
}

/** Sends a request with `node:https`, whose requests are redirected. */
async function sendRequest(request: Request): Promise<Response> {
  const { url, method, headers, signal } = request;
  const body = Buffer.from(await request.arrayBuffer());
  const sent = https.request(url, { method, headers: Object.fromEntries(headers), signal });
  sent.end(body);
  const [response] = (await once(sent, "response")) as [http.IncomingMessage];
  const content = Buffer.concat(await response.toArray());
  const { statusCode: status = 0, statusMessage: statusText = "", rawHeaders } = response;
  const pairs = rawHeaders.flatMap((name, index): [string, string][] =>
    index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? ""]] : [],
  );
  return new Response(content.length > 0 ? content : null, { status, statusText, headers: pairs });
}

function findTarget(redirects: Redirects, url: string): URL | undefined {
  const start = Object.keys(redirects).find((candidate) => url.startsWith(candidate));
  return start === undefined ? undefined : new URL(redirects[start] ?? "");
}
