import type { StandardSchemaV1 } from "@standard-schema/spec";
import { type PathParameters, parseRouteKey, type RouteKey } from "#aws/route-key";
import type { Binary, Empty, Redirect, ReplyMedia, Text } from "./reply-media";
import type { Route } from "./route";
import { versionContentType } from "./version-selector";

/** What a client needs to know beside the routes. */
export interface ClientOptions {
  /** Where the API is, without a `/` at its end. */
  readonly baseUrl: string;
  /** The caller's access token, or what gives it; asked for before each try. Default: none is sent. */
  readonly token?: string | (() => string | Promise<string>);
  /** How long one try may take, in milliseconds. Default: 10,000. */
  readonly timeoutMs?: number;
  /**
   * How often a request is sent at most, where the answer is 429 or 503 and the method is one that may be repeated
   * (GET, HEAD, OPTIONS, PUT, DELETE). Default: 3, waiting 100 to 200 ms, then twice that, or as `retry-after` says.
   */
  readonly maxAttempts?: number;
  /** Default: the platform's own. */
  readonly fetch?: typeof fetch;
}

type InputOf<R, Name extends "params" | "query" | "headers" | "body", Default> =
  R extends Record<Name, infer Schema extends StandardSchemaV1>
    ? StandardSchemaV1.InferInput<Schema>
    : Default;

/** A part of a call: it may be left out where nothing of it is needed. */
type PartOf<Name extends string, Value> = [Value] extends [undefined]
  ? { readonly [N in Name]?: undefined }
  : Record<never, never> extends Value
    ? { readonly [N in Name]?: Value }
    : { readonly [N in Name]: Value };

/** What a call of a route takes. */
export type RequestOf<R extends Route> = PartOf<"params", InputOf<R, "params", PathParameters<R["key"]>>> &
  PartOf<"query", InputOf<R, "query", Record<string, string>>> &
  PartOf<"headers", InputOf<R, "headers", Record<string, string>>> &
  PartOf<"body", InputOf<R, "body", undefined>>;

type BodyOfMedia<Promised> = Promised extends Empty | Redirect
  ? undefined
  : Promised extends Text
    ? string
    : Promised extends Binary
      ? Uint8Array
      : Promised extends StandardSchemaV1
        ? StandardSchemaV1.InferOutput<Promised>
        : unknown;

/** What a call of a route gives: one of the replies that it promises. */
export type ResponseOf<R extends Route> = R extends { readonly replies: infer Replies extends object }
  ? {
      [Status in keyof Replies & number]: {
        readonly status: Status;
        readonly headers: Headers;
        readonly body: BodyOfMedia<Replies[Status]>;
      };
    }[keyof Replies & number]
  : { readonly status: number; readonly headers: Headers; readonly body: unknown };

/** A function for each route, called as the route is. */
export type Client<Routes extends Readonly<Record<string, Route>>> = {
  readonly [Name in keyof Routes]: Record<never, never> extends RequestOf<Routes[Name]>
    ? (call?: RequestOf<Routes[Name]>) => Promise<ResponseOf<Routes[Name]>>
    : (call: RequestOf<Routes[Name]>) => Promise<ResponseOf<Routes[Name]>>;
};

/** An answer of 400 or more, as its problem says it: https://www.rfc-editor.org/rfc/rfc9457 */
export class Problem extends Error {
  override readonly name = "Problem";
  readonly status: number;
  /** What went wrong, for programs; `http-<status>` where the answer was no problem document. */
  readonly code: string;
  readonly requestId?: string;
  readonly errors?: readonly { readonly in: string; readonly path: string; readonly message: string }[];

  constructor(status: number, { code, detail, requestId, errors }: Partial<Problem> & { detail?: string }) {
    super(detail ?? `the API answered ${status}`);
    this.status = status;
    this.code = code ?? `http-${status}`;
    this.requestId = requestId;
    this.errors = errors;
  }
}

/**
 * Makes a client of routes: typed calls, typed answers, in a browser and in Node.
 *
 * @example
 * const getThing = route("GET /things/{thingId}");
 * const api = client({ getThing }, { baseUrl: "https://api.example.com", token: "…" });
 * // const { status, body } = await api.getThing({ params: { thingId: "t-1" } });
 */
export function client<const Routes extends Readonly<Record<string, Route>>>(
  routes: Routes,
  options: ClientOptions,
): Client<Routes> {
  const calls = Object.entries(routes).map(([name, route]) => {
    const key = parseRouteKey(route.key);
    if (key.error !== undefined) throw new Error(key.error);
    return [name, (call: Call = {}) => send({ route, key }, call, options)];
  });
  return Object.fromEntries(calls);
}

interface Call {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

const REPEATABLE = ["GET", "HEAD", "OPTIONS", "PUT", "DELETE"];
const LATER = [429, 503];

interface Target {
  readonly route: Route;
  readonly key: RouteKey;
}

async function send({ route, key }: Target, call: Call, options: ClientOptions): Promise<object> {
  const { maxAttempts: tries = 3, timeoutMs = 10_000, fetch: sender = fetch } = options;
  const { method } = key;
  for (let tried = 1; ; tried++) {
    const response = await sender(url({ route, key }, call, options.baseUrl), {
      method,
      headers: await headers(route, call, options),
      body: call.body === undefined ? undefined : JSON.stringify(call.body),
      signal: AbortSignal.timeout(timeoutMs),
    });
    const again = LATER.includes(response.status) && REPEATABLE.includes(method) && tried < tries;
    if (!again) return readResponse(route, response);
    await response.body?.cancel();
    await sleep(waitMs(response, tried));
  }
}

function url(
  { route: { version }, key }: Target,
  { params = {}, query = {} }: Call,
  baseUrl: string,
): string {
  const path = key.segments.map((part) => {
    if (part.kind === "literal") return part.text;
    const value = String(params[part.name]);
    return part.kind === "greedy"
      ? value.split("/").map(encodeURIComponent).join("/")
      : encodeURIComponent(value);
  });
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    [value]
      .flat()
      .flatMap((one) => (one === undefined ? [] : [[name, String(one)] satisfies [string, string]])),
  );
  if (version && "parameter" in version) pairs.push([version.parameter, version.value]);
  const search = new URLSearchParams(pairs).toString();
  return `${baseUrl}/${path.join("/")}${search && `?${search}`}`;
}

async function headers(
  { version }: Route,
  { headers = {}, body }: Call,
  { token }: ClientOptions,
): Promise<Record<string, string>> {
  const bearer = typeof token === "function" ? await token() : token;
  const own = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)]],
  );
  return {
    ...(version && "mediaType" in version ? { accept: version.mediaType } : {}),
    ...(body === undefined ? {} : { "content-type": versionContentType(version) }),
    ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
    ...Object.fromEntries(own),
  };
}

/** @throws Problem for 400 and more */
async function readResponse({ key, replies }: Route, response: Response): Promise<object> {
  const { status, headers } = response;
  if (status >= 400) throw new Problem(status, await problemOf(response));
  const promised = replies?.[status];
  if (replies && !promised) {
    throw new Error(`${key} answered ${status}, none of the promised ${Object.keys(replies).join(", ")}`);
  }
  return { status, headers, body: await bodyOf(promised, response) };
}

async function problemOf(response: Response): Promise<object> {
  const text = await response.text();
  try {
    return { ...JSON.parse(text) };
  } catch {
    return {};
  }
}

async function bodyOf(promised: ReplyMedia | undefined, response: Response): Promise<unknown> {
  if (promised && "media" in promised) {
    if (promised.media === "text") return response.text();
    return promised.media === "binary" ? new Uint8Array(await response.arrayBuffer()) : undefined;
  }
  const text = await response.text();
  return text === "" ? undefined : JSON.parse(text);
}

function waitMs(response: Response, tried: number): number {
  const seconds = Number(response.headers.get("retry-after") ?? Number.NaN);
  if (seconds >= 0) return seconds * 1000;
  const backoff = 100 * 2 ** tried;
  return backoff / 2 + (Math.random() * backoff) / 2;
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
