import { once } from "node:events";
import { Readable } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";
import { binary, byHeader, empty, problem, type Route, route, stream } from "gatewright/contract";
import { HttpError, handle, handleAll, type RouteHandler } from "gatewright/runtime";
import { Metrics, MetricUnit, withMetrics } from "gatewright/runtime/metrics";
import { z } from "zod/mini";
import { restEventOf } from "../support";
import { callStreaming, defineLambdaStreams, isMarked, LambdaStream } from "./lambda-stream";

const KEY = "GET /numbers";
const numbers = route(KEY, {
  query: z.object({ count: z.optional(z.int()) }),
  replies: { 200: stream("text/plain"), 204: empty, 404: problem("no-numbers") },
});

let error: jest.SpyInstance;
let removeStreams: () => void;
beforeEach(() => {
  error = jest.spyOn(console, "error").mockImplementation(() => {});
  removeStreams = defineLambdaStreams();
});
afterEach(() => {
  removeStreams();
  jest.restoreAllMocks();
});

async function* count(max: number): AsyncGenerator<string> {
  for (let number = 1; number <= max; number++) yield `${number} `;
}

async function respond(handler: RouteHandler, event: object = restEventOf({}, KEY)) {
  const stream = new LambdaStream();
  const returned = await callStreaming(handler, event, stream);
  return { ...stream.response(), returned, isFinished: stream.writableFinished };
}

/** Values that a handler can return as the body, with the text that the client receives. */
const BODIES: readonly (readonly [string, () => AsyncIterable<string | Uint8Array>, string])[] = [
  ["an async generator", () => count(3), "1 2 3 "],
  ["no chunk", () => count(0), ""],
  ["a Readable", () => Readable.from(["a", Buffer.from("ü")]), "aü"],
  ["a ReadableStream", () => new Blob(["text"]).stream(), "text"],
  ["a part of a buffer", () => Readable.from([new Uint8Array([120, 97, 98, 120]).subarray(1, 3)]), "ab"],
  ["a subclass of Uint8Array", () => Readable.from([new (class extends Uint8Array {})([97])]), "a"],
  ["an empty first chunk", () => Readable.from(["", "b"]), "b"],
];

test.each(BODIES)("a handler can stream %s", async (_, body, text) => {
  const handler = handle(numbers, () => ({
    status: 200,
    body: body(),
    headers: { "X-A": "b" },
    cookies: ["c=1"],
  }));
  expect(await respond(handler)).toEqual({
    metadata: {
      statusCode: 200,
      headers: { "content-type": "text/plain", "x-a": "b" },
      multiValueHeaders: { "set-cookie": ["c=1"] },
    },
    body: text,
    returned: undefined,
    isFinished: true,
  });
});

test("the client receives the first chunk while the handler still creates the next one", async () => {
  const received: string[] = [];
  let isReleased = false;
  const stream = new LambdaStream((chunk) => {
    received.push(`${chunk}`);
    // The handler waits until the client has received its first chunk.
    if (`${chunk}` === "first") isReleased = true;
  });
  async function* body() {
    yield "first";
    while (!isReleased) await wait(1);
    yield "second";
  }
  await callStreaming(
    handle(numbers, () => ({ status: 200, body: body() })),
    restEventOf({}, KEY),
    stream,
  );
  expect(received.slice(1)).toEqual(["first", "second"]);
});

test("the handler creates no further chunk while the client cannot receive more", async () => {
  let release = () => {};
  const isReleased = new Promise<void>((resolve) => {
    release = resolve;
  });
  let created = 0;
  async function* body() {
    for (; created < 100; created++) yield "x".repeat(100);
  }
  const stream = new LambdaStream(() => isReleased, 1000);
  const call = callStreaming(
    handle(numbers, () => ({ status: 200, body: body() })),
    restEventOf({}, KEY),
    stream,
  );
  await wait(20);
  const whileBlocked = created;
  release();
  await call;
  expect(whileBlocked).toBeLessThan(15);
  expect(stream.response().body).toHaveLength(10_000);
});

/** Replies other than a stream, with the response of a function that streams. */
const REPLIES: readonly (readonly [string, () => unknown, number, string])[] = [
  ["a reply without a body", () => ({ status: 204 }), 204, ""],
  [
    "a declared problem",
    () => ({ status: 404, code: "no-numbers", detail: "None." }),
    404,
    '"code":"no-numbers"',
  ],
  [
    "a thrown HttpError",
    () => {
      throw new HttpError(503, "closed", "Closed.");
    },
    503,
    '"code":"closed"',
  ],
  ["an undeclared status", () => ({ status: 201 }), 500, '"code":"internal-error"'],
  ["a body that is no stream", () => ({ status: 200, body: "text" }), 500, '"code":"internal-error"'],
  [
    "an error before the first chunk",
    () => ({
      status: 200,
      // biome-ignore lint/correctness/useYield: the generator fails before its first chunk
      body: (async function* () {
        throw new HttpError(409, "busy", "Busy.");
      })(),
    }),
    409,
    '"code":"busy"',
  ],
];

test.each(REPLIES)(
  "a function with streamed replies also sends %s as a stream",
  async (_, reply, status, body) => {
    const handler = handle(numbers, reply as () => { status: 204 });
    const response = await respond(handler);
    expect(response.metadata.statusCode).toBe(status);
    expect(response.body).toContain(body);
    expect(response.isFinished).toBe(true);
  },
);

test("an invalid request to a route with a streamed reply gets problem details", async () => {
  const handler = handle(numbers, ({ query }) => ({ status: 200, body: count(query.count ?? 1) }));
  const { metadata, body } = await respond(handler, restEventOf({ query: "count=x" }, KEY));
  expect(metadata).toMatchObject({
    statusCode: 400,
    headers: { "content-type": "application/problem+json" },
  });
  expect(JSON.parse(body)).toMatchObject({ code: "invalid-input", errors: [{ path: "/count" }] });
});

test("a streamed response to a REST API with cors has CORS headers", async () => {
  const handler = handle(numbers, () => ({ status: 200, body: count(1) }));
  const event = {
    ...restEventOf({ headers: { origin: "https://a.example" } }, KEY),
    stageVariables: { corsOrigins: "https://a.example", corsCredentials: "true" },
  };
  expect((await respond(handler, event)).metadata.headers).toEqual({
    "content-type": "text/plain",
    "access-control-allow-origin": "https://a.example",
    "access-control-allow-credentials": "true",
    vary: "origin",
  });
});

test("an error after the first chunk is logged once, and makes the invocation fail without its details", async () => {
  async function* body() {
    yield "1";
    throw new Error("secret detail");
  }
  const stream = new LambdaStream();
  const call = callStreaming(
    handle(numbers, () => ({ status: 200, body: body() })),
    restEventOf({}, KEY),
    stream,
  );
  await expect(call).rejects.toThrow("the streamed response is incomplete");
  expect(stream.writableEnded).toBe(false);
  expect(error).toHaveBeenCalledTimes(1);
  expect(error.mock.calls[0][0]).toMatchObject({
    message: "unhandled error in stream",
    requestId: "request-1",
    error: expect.objectContaining({ message: "secret detail" }),
  });
});

test("a chunk that is neither text nor bytes ends the generator and the response with an error", async () => {
  let isEnded = false;
  async function* body() {
    try {
      yield "1";
      yield { value: 2 } as unknown as string;
    } finally {
      isEnded = true;
    }
  }
  const call = callStreaming(
    handle(numbers, () => ({ status: 200, body: body() })),
    restEventOf({}, KEY),
  );
  await expect(call).rejects.toThrow("the streamed response is incomplete");
  expect(isEnded).toBe(true);
  expect(error.mock.calls[0][0].error.message).toContain("a chunk of the stream is of the type object");
});

/** What the handler waits for when the client closes the connection. */
const STATES = ["the first chunk", "a chunk", "room for the next chunk"] as const;

test.each(STATES)(
  "a client that leaves during the wait for %s aborts the signal and ends the generator",
  async (state) => {
    const isBlocked = state === "room for the next chunk";
    const stream = new LambdaStream(isBlocked ? () => new Promise(() => {}) : undefined, 10);
    let signal: AbortSignal | undefined;
    const events: string[] = [];
    async function* body() {
      try {
        if (state !== "the first chunk") yield "x".repeat(20);
        stream.destroy();
        await once(signal as AbortSignal, "abort");
        yield "y";
        events.push("continued");
      } finally {
        events.push("ended");
      }
    }
    const handler = handle(numbers, (request) => {
      signal = request.signal;
      return { status: 200, body: body() };
    });
    if (isBlocked) setImmediate(() => stream.destroy());
    await callStreaming(handler, restEventOf({}, KEY), stream);
    await new Promise(setImmediate);
    expect(signal?.aborted).toBe(true);
    expect(events).toEqual(["ended"]);
    expect(error).not.toHaveBeenCalled();
  },
);

test("a client that leaves does not have to wait for a chunk that never arrives", async () => {
  const stream = new LambdaStream();
  const end = jest.fn(async () => ({ done: true, value: undefined }) as const);
  const body = {
    [Symbol.asyncIterator]: () => body,
    next: () => {
      if (stream.chunks.length > 0) setImmediate(() => stream.destroy());
      return stream.chunks.length > 0 ? new Promise<never>(() => {}) : Promise.resolve({ value: "1" });
    },
    return: end,
  };
  await callStreaming(
    handle(numbers, () => ({ status: 200, body })),
    restEventOf({}, KEY),
    stream,
  );
  expect(end).toHaveBeenCalledTimes(1);
});

test("an error in the generator after the client has left is neither logged nor thrown", async () => {
  const stream = new LambdaStream(() => new Promise(() => {}), 10);
  async function* body() {
    try {
      yield "x".repeat(20);
    } finally {
      // biome-ignore lint/correctness/noUnsafeFinally: the error is the subject of the test
      throw new Error("it is closed");
    }
  }
  setImmediate(() => stream.destroy());
  await callStreaming(
    handle(numbers, () => ({ status: 200, body: body() })),
    restEventOf({}, KEY),
    stream,
  );
  expect(error).not.toHaveBeenCalled();
});

test("the signal is not aborted after a complete response", async () => {
  let signal: AbortSignal | undefined;
  const handler = handle(numbers, (request) => {
    signal = request.signal;
    return { status: 200, body: count(2) };
  });
  const stream = new LambdaStream();
  await callStreaming(handler, restEventOf({}, KEY), stream);
  await wait(5);
  expect([stream.closed, signal?.aborted]).toEqual([true, false]);
});

test("a handler of a contract with a reply that is undefined can be loaded", () => {
  const unset: Route = { key: "GET /unset", replies: { 200: undefined as never } };
  expect(isMarked(handle(unset, () => ({ status: 200 }) as never))).toBe(false);
});

test("only a function with a streamed reply is marked as a streaming function", () => {
  const plain = handle(route("GET /plain"), () => ({ status: 200, body: 1 }));
  const streamed = handle(numbers, () => ({ status: 204 }));
  expect([plain, streamed, handleAll(plain), handleAll(plain, streamed)].map(isMarked)).toEqual([
    false,
    true,
    false,
    true,
  ]);
});

test("a function with several routes sends all replies as streams", async () => {
  const image = route("GET /image", { replies: { 200: binary("image/png") } });
  const handler = handleAll(
    handle(numbers, () => ({ status: 200, body: count(2) })),
    handle(image, () => ({ status: 200, body: new TextEncoder().encode("bytes") })),
    handle(route("GET /json"), ({ signal }) => ({ status: 200, body: { hasSignal: signal !== undefined } })),
  );
  const stream = new LambdaStream();
  await callStreaming(handler, restEventOf({}, KEY), stream);
  expect(stream.chunks.slice(1).map(String)).toEqual(["1 ", "2 "]);
  expect(await respond(handler, restEventOf({}, "GET /image"))).toMatchObject({
    metadata: { statusCode: 200, headers: { "content-type": "image/png" } },
    body: "bytes",
  });
  expect((await respond(handler, restEventOf({}, "GET /json"))).body).toBe('{"hasSignal":false}');
});

test("a version of a route can be streamed, and its problems are deprecated like its stream", async () => {
  const deprecated = { since: "2026-01-31" };
  const { v2 } = byHeader("x-version", "2", { v2: route(KEY, { deprecated, replies: { 200: stream() } }) });
  const handler = handleAll(
    handle(numbers, () => ({ status: 204 })),
    handle(v2, () => ({ status: 200, body: count(1) })),
  );
  const { metadata, body } = await respond(handler, restEventOf({ headers: { "x-version": "2" } }, KEY));
  expect(metadata.headers).toEqual({
    "content-type": "application/octet-stream",
    deprecation: "@1769817600",
    vary: "x-version",
  });
  expect(body).toBe("1 ");
  expect((await respond(handler)).metadata.statusCode).toBe(204);
});

test("the metrics of a streamed response are published after its last chunk", async () => {
  const metrics = new Metrics({ namespace: "shop" });
  const entries: string[] = [];
  const stream = new LambdaStream((chunk) => entries.push(`${chunk}`));
  jest.spyOn(metrics, "publishStoredMetrics").mockImplementation(() => {
    entries.push("metrics");
    return metrics;
  });
  async function* body() {
    yield "1";
    metrics.addMetric("chunks", MetricUnit.Count, 1);
    yield "2";
  }
  const handler = withMetrics(
    metrics,
    handle(numbers, () => ({ status: 200, body: body() })),
  );
  expect(isMarked(handler)).toBe(true);
  await callStreaming(handler, restEventOf({}, KEY), stream);
  expect(entries.slice(1)).toEqual(["1", "2", "metrics"]);
  expect((await respond(handleAll(handler))).body).toBe("12");
});

describe("outside Lambda", () => {
  beforeEach(() => removeStreams());

  test("a handler returns the whole streamed text, as in a unit test", async () => {
    const handler = handle(numbers, ({ signal }) => ({ status: 200, body: count(signal.aborted ? 0 : 3) }));
    expect(isMarked(handler)).toBe(false);
    expect(await handler(restEventOf({}, KEY))).toEqual({
      statusCode: 200,
      headers: { "content-type": "text/plain" },
      body: "1 2 3 ",
    });
  });

  test("a handler ignores a global of AWS Lambda Powertools that has no streams", async () => {
    Object.assign(globalThis, { awslambda: {} });
    const handler = handle(numbers, () => ({ status: 200, body: count(2) }));
    expect(await handler(restEventOf({}, KEY))).toMatchObject({ body: "1 2 " });
  });

  test("a handler returns a stream with bytes as base64", async () => {
    const handler = handle(numbers, () => ({
      status: 200,
      body: Readable.from(["a", new Uint8Array([255])]),
    }));
    const bytes = Buffer.from([97, 255]);
    expect(await handler(restEventOf({}, KEY))).toMatchObject({
      body: bytes.toString("base64"),
      isBase64Encoded: true,
    });
  });

  test("a handler returns a reply without a stream unchanged", async () => {
    const handler = handle(numbers, () => ({ status: 204 }));
    expect(await handler(restEventOf({}, KEY))).toEqual({ statusCode: 204, headers: {} });
  });

  test("a stream that fails after its first chunk makes the call fail", async () => {
    async function* body() {
      yield "1";
      throw new Error("broken");
    }
    const handler = handle(numbers, () => ({ status: 200, body: body() }));
    await expect(handler(restEventOf({}, KEY))).rejects.toThrow("the streamed response is incomplete");
    expect(error).toHaveBeenCalledTimes(1);
  });
});
