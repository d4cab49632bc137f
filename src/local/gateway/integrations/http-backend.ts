import type { HttpBackend } from "../../model/non-proxy-integration";
import type { BackendParameters, BackendRequest, BackendResponse } from "./backend";
import { createEndpointUrl, listQuery } from "./endpoint-url";
import { describeUnreachable, sendRequest } from "./http-proxy";
import { explainTimeout } from "./invoke";
import { MappingError } from "./mapping-error";

/**
 * Sends a request to the endpoint of an `HTTP` integration. It contains only the mapped parameters and the headers that API
 * Gateway sets.
 *
 * @throws EndpointRequestError if the integration has no valid URL for the request
 * @throws MappingError if the endpoint is unreachable, or does not respond in time
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/setup-http-integrations.html
 */
export async function callHttp(backend: HttpBackend, request: BackendRequest): Promise<BackendResponse> {
  const { caller, parameters, timeoutMs } = request;
  const { path, querystring } = parameters;
  const target = createEndpointUrl(backend.uri, caller, { path, query: listQuery(querystring) });
  const method = backend.method === "ANY" ? caller.method : backend.method;
  const body = WITHOUT_BODY.has(method) ? Buffer.alloc(0) : Buffer.from(request.body);
  const headers = createHeaders(request, {
    fixed: { "X-Amzn-Apigateway-Api-Id": caller.apiId, "Content-Length": String(body.length) },
    defaults: { Host: target.host },
  });
  return receive(target, { method, headers, body }, timeoutMs);
}

/**
 * Sends a request, and returns the response with its status as the selector.
 * @throws MappingError if the endpoint is unreachable, or does not respond in time
 */
export async function receive(
  target: URL,
  request: Omit<Parameters<typeof sendRequest>[1], "signal">,
  timeoutMs: number,
): Promise<BackendResponse> {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const { incoming, body } = await sendRequest(target, { ...request, signal });
    const { statusCode: status = 502, rawHeaders } = incoming;
    const names = rawHeaders.filter((_, index) => index % 2 === 0);
    const headers = names.map((name, index) => [name, rawHeaders[2 * index + 1] ?? ""] as const);
    return { status, headers, body, selector: String(status) };
  } catch (error) {
    if (signal.aborted) throw new MappingError("TIMED_OUT", explainTimeout(timeoutMs));
    throw new MappingError("UNREACHABLE", describeUnreachable(error));
  }
}

/** Merges headers without regard to the case of their names. The second ones have priority. */
export function mergeHeaders(
  headers: BackendParameters["header"],
  others: BackendParameters["header"],
): BackendParameters["header"] {
  const names = new Set(Object.keys(others).map((name) => name.toLowerCase()));
  const remaining = Object.entries(headers).filter(([name]) => !names.has(name.toLowerCase()));
  return { ...Object.fromEntries(remaining), ...others };
}

/** Methods whose requests have no body. */
const WITHOUT_BODY: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

/** Headers that are not sent, even if a mapping sets them. LocalStack's tests recorded this on AWS. */
const DROPPED: ReadonlySet<string> = new Set(["connection", "expect", "proxy-authenticate", "te", "via"]);

/**
 * Returns the headers of a request to a backend, as alternating names and values. A mapped header replaces a default of the
 * same name, but no fixed header. LocalStack's tests recorded the defaults on AWS (test_apigateway_header_remapping).
 */
export function createHeaders(
  { caller, parameters }: Pick<BackendRequest, "caller" | "parameters">,
  { fixed, defaults = {} }: BackendHeaders,
): readonly string[] {
  const { apiId, method, traceHeader } = caller;
  const contentType = WITHOUT_BODY.has(method) ? undefined : caller.contentType;
  const excluded = new Set([...DROPPED, ...Object.keys(fixed).map((name) => name.toLowerCase())]);
  const mapped = Object.entries(parameters.header).filter(([name]) => !excluded.has(name.toLowerCase()));
  const replaced = new Set([...excluded, ...mapped.map(([name]) => name.toLowerCase())]);
  const others = Object.entries({
    Accept: "application/json",
    "User-Agent": `AmazonAPIGateway_${apiId}`,
    ...(contentType === undefined ? {} : { "Content-Type": contentType }),
    "X-Amzn-Trace-Id": traceHeader,
    ...defaults,
  }).filter(([name]) => !replaced.has(name.toLowerCase()));
  const values = mapped.flatMap(([name, items]) => [items].flat().map((value) => [name, value]));
  return [...values, ...others, ...Object.entries(fixed)].flat();
}

/** Headers that the kind of the backend determines. */
interface BackendHeaders {
  readonly fixed: Readonly<Record<string, string>>;
  /** Default: none. */
  readonly defaults?: Readonly<Record<string, string>>;
}
