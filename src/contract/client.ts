import type { StandardSchemaV1 } from "@standard-schema/spec";
import { METHODS, type Method, type PathParameters, parseRouteKey } from "#aws/route-key";
import { type ClientOptions, checkClientOptions } from "./client-options";
import { type ClientRequest, formatUrl, requestHeaders, type Target } from "./client-request";
import { routeEntries } from "./extend-routes";
import { Problem, type ProblemDetails } from "./problem";
import type { Binary, Empty, ProblemReply, Redirect, ReplyMedia, Text } from "./reply-body";
import type { Route } from "./route";
import type { Stream } from "./stream-reply";

type InputOf<R, Name extends "params" | "query" | "headers" | "body", Default> =
  R extends Record<Name, infer Schema extends StandardSchemaV1>
    ? StandardSchemaV1.InferInput<Schema>
    : Default;

/**
 * Type with one part of a request as its property. The property is optional if the schema of the part accepts
 * an empty object.
 */
type PartOf<Name extends string, Value> = [Value] extends [undefined]
  ? { readonly [N in Name]?: undefined }
  : Record<never, never> extends Value
    ? { readonly [N in Name]?: Value }
    : { readonly [N in Name]: Value };

type AnyKey = `ANY ${string}` | "$default";

/** HTTP method of a request to an `ANY` route. The key of any other route contains the method. */
type MethodOf<R extends Route> = [R["key"]] extends [AnyKey]
  ? { readonly method: Exclude<Method, "ANY"> }
  : { readonly method?: Extract<R["key"], AnyKey> extends never ? undefined : Exclude<Method, "ANY"> };

/**
 * Request of a route: `params`, `query`, `headers` and `body`, with the input types of the route's schemas. A request to an
 * `ANY` route also has its `method`. A `signal` can abort it.
 */
export type RequestOf<R extends Route> = MethodOf<R> &
  PartOf<"params", InputOf<R, "params", PathParameters<R["key"]>>> &
  PartOf<"query", InputOf<R, "query", Record<string, string>>> &
  PartOf<"headers", InputOf<R, "headers", Record<string, string>>> &
  PartOf<"body", InputOf<R, "body", undefined>> & {
    /** Signal that aborts the request, and the body of a streamed reply. Default: the request is not aborted. */
    readonly signal?: AbortSignal;
  };

type BodyOfMedia<Media> = Media extends Empty | Redirect
  ? undefined
  : Media extends Text
    ? string
    : Media extends Binary
      ? Uint8Array
      : Media extends Stream
        ? ReadableStream<Uint8Array>
        : Media extends ProblemReply<infer Code>
          ? ProblemDetails<Code>
          : Media extends StandardSchemaV1
            ? StandardSchemaV1.InferOutput<Media>
            : unknown;

/**
 * Response of a route: a union with one member per declared reply, with its status, headers and typed body.
 */
export type ResponseOf<R extends Route> = R extends { readonly replies: infer Replies extends object }
  ? {
      [Status in keyof Replies & number]: {
        readonly status: Status;
        readonly headers: Headers;
        readonly body: BodyOfMedia<Replies[Status]>;
      };
    }[keyof Replies & number]
  : { readonly status: number; readonly headers: Headers; readonly body: unknown };

/** Client of an API: one function per route, with the name of the route. */
export type Client<Routes extends Readonly<Record<string, Route>>> = {
  readonly [Name in keyof Routes]: Record<never, never> extends RequestOf<Routes[Name]>
    ? (request?: RequestOf<Routes[Name]>) => Promise<ResponseOf<Routes[Name]>>
    : (request: RequestOf<Routes[Name]>) => Promise<ResponseOf<Routes[Name]>>;
};

/**
 * Returns a typed client of an API, for a browser or Node. It has one function per route, which sends a
 * request with `fetch` and returns the response with its parsed body. The client does not validate the body. The body of
 * a streamed reply is a `ReadableStream`, which the function returns before the end of the stream.
 *
 * The functions return every reply that the route declares, including problems with a declared code. They throw a
 * {@link Problem} for any other response with a status of 400 or more, and an `Error` for any other status that the route
 * does not declare. They throw a `TimeoutError` after `timeoutMs`, and an `AbortError` if the `signal` of the request is
 * aborted. For a value that `fetch` or API Gateway would change, such as a path parameter with `?` or `%`, they throw an
 * `Error` and send no request.
 *
 * @throws Error if an option is wrong, if the key of a route is malformed, or if a value of `routes` is not a route
 * @example
 * const getThing = route("GET /things/{thingId}");
 * const api = client({ getThing }, { baseUrl: "https://api.example.com", token: "…" });
 * // const { status, body } = await api.getThing({ params: { thingId: "t-1" } });
 */
export function client<const Routes extends Readonly<Record<string, Route>>>(
  routes: Routes,
  options: ClientOptions,
): Client<Routes> {
  checkClientOptions(options);
  const functions = routeEntries(routes).map(([name, route]) => {
    const key = parseRouteKey(route.key);
    if (key.error !== undefined) throw new Error(key.error);
    return [name, (request: ClientRequest = {}) => sendRequest({ route, key }, request, options)];
  });
  return Object.fromEntries(functions);
}

/** @see https://www.rfc-editor.org/rfc/rfc9110#section-9.2.2 */
const IDEMPOTENT_METHODS = ["GET", "HEAD", "OPTIONS", "PUT", "DELETE"];
const RETRIED_STATUSES = [429, 503];
/** Longest `retry-after` for which the client waits. With a longer one, the caller gets the response. */
const MAX_RETRY_DELAY_MS = 60_000;

async function sendRequest(
  { route, key }: Target,
  request: ClientRequest,
  options: ClientOptions,
): Promise<object> {
  const { maxAttempts = 3, timeoutMs = 10_000, fetch: send = fetch } = options;
  const method = selectMethod(key, request);
  for (let attempt = 1; ; attempt++) {
    const url = formatUrl({ route, key }, request, options.baseUrl);
    const headers = await requestHeaders({ route, key }, request, options);
    const body = request.body === undefined ? undefined : JSON.stringify(request.body);
    const result = await withTimeout(timeoutMs, request.signal, async (signal) => {
      const response = await send(url, { method, headers, body, signal });
      const delayMs = retryDelayMs(response, attempt);
      const isRetried =
        RETRIED_STATUSES.includes(response.status) &&
        IDEMPOTENT_METHODS.includes(method) &&
        attempt < maxAttempts &&
        delayMs <= MAX_RETRY_DELAY_MS;
      if (!isRetried) return { response: await readResponse(route, response) };
      await response.body?.cancel();
      return { delayMs };
    }).catch((error: unknown) => throwWithRoute(key.text, error));
    if (result.response) return result.response;
    await sleep(result.delayMs, request.signal);
  }
}

/**
 * Calls a function with a signal that is aborted after a timeout, or by the signal of the caller. When the function has
 * returned, the timeout no longer applies. The signal of the caller can still abort the body of a streamed reply.
 */
async function withTimeout<Result>(
  timeoutMs: number,
  callerSignal: AbortSignal | undefined,
  run: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const timeout = new AbortController();
  const timer = setTimeout(
    () => timeout.abort(new DOMException("The operation was aborted due to timeout", "TimeoutError")),
    timeoutMs,
  );
  try {
    return await run(callerSignal ? AbortSignal.any([timeout.signal, callerSignal]) : timeout.signal);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Returns the method of a request.
 * @throws Error if the route matches every method, and the request has none
 */
function selectMethod({ method, text }: Target["key"], request: ClientRequest): string {
  if (method !== "ANY") return method;
  const methods = METHODS.filter((name) => name !== "ANY");
  if (methods.some((name) => name === request.method)) return String(request.method);
  throw new Error(
    `${text}: method is ${JSON.stringify(request.method)}; expected one of ${methods.join(", ")}. Set \`method\` in the request.`,
  );
}

/** Throws an error of `fetch` again, with the route key at the start of its message. The name of the error stays. */
function throwWithRoute(key: string, error: unknown): never {
  // An error of another realm, such as a DOMException in a test, is no instance of Error.
  const { name = "Error", message = String(error) } = Object(error) as Partial<Error>;
  if (message.startsWith(key)) throw error;
  throw Object.assign(new Error(`${key}: ${message}`, { cause: error }), { name });
}

/**
 * Returns the response with its parsed body.
 * @throws Problem if the status is 400 or more, and the response is not a declared reply
 */
async function readResponse({ key, replies }: Route, response: Response): Promise<object> {
  const { status, headers } = response;
  const declared = replies?.[status];
  const codes = declared && "codes" in declared ? declared.codes : undefined;
  if (status >= 400 && (!declared || codes || hasProblemDetails(response))) {
    const body = await readProblem(response);
    if (body.code !== undefined && codes?.includes(body.code)) return { status, headers, body };
    throw new Problem(status, body, key);
  }
  if (replies && !declared) {
    throw new Error(
      `${key} returned ${status}; the contract declares only ${Object.keys(replies).join(", ")}`,
    );
  }
  return { status, headers, body: await readBody(declared, response) };
}

function hasProblemDetails({ headers }: Response): boolean {
  return headers.get("content-type")?.startsWith("application/problem+json") ?? false;
}

async function readProblem(response: Response): Promise<Partial<ProblemDetails>> {
  const text = await response.text();
  try {
    return { ...JSON.parse(text) };
  } catch {
    return {};
  }
}

async function readBody(media: ReplyMedia | undefined, response: Response): Promise<unknown> {
  if (media && "media" in media) {
    if (media.media === "text") return response.text();
    // Only the response to a HEAD request, or one with a status such as 204, has no body.
    if (media.media === "stream") return response.body ?? new Blob([]).stream();
    return media.media === "binary" ? new Uint8Array(await response.arrayBuffer()) : undefined;
  }
  const text = await response.text();
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch (cause) {
    const type = response.headers.get("content-type") ?? "no content-type";
    throw new Error(`the body of the response ${response.status} is not JSON (${type})`, { cause });
  }
}

/**
 * Returns the time until the next attempt. The header `retry-after` is a number of seconds or a date.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
 */
function retryDelayMs(response: Response, attempt: number): number {
  const header = response.headers.get("retry-after") ?? "";
  if (/^\d+$/.test(header)) return Number(header) * 1000;
  const date = Date.parse(header);
  if (!Number.isNaN(date)) return Math.max(0, date - Date.now());
  const backoff = 100 * 2 ** attempt;
  return backoff / 2 + (Math.random() * backoff) / 2;
}

/** Waits for a time, or until the signal is aborted. The next attempt then fails with the reason of the signal. */
function sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener("abort", end);
    if (signal?.aborted) end();
  });
}
