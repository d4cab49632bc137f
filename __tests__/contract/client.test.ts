import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import {
  binary,
  byHeader,
  byMediaType,
  byQuery,
  type ClientOptions,
  client,
  empty,
  Problem,
  problem,
  route,
  text,
} from "gatewright/contract";
import * as z from "zod/mini";

const Thing = z.strictObject({ thingId: z.string(), size: z.int() });
const routes = {
  list: route("GET /things", {
    query: z.object({ limit: z.optional(z.int()), tag: z.optional(z.array(z.string())) }),
    replies: { 200: z.array(Thing) },
  }),
  create: route("POST /things", { body: Thing, replies: { 201: Thing } }),
  get: route("GET /things/{thingId}", { replies: { 200: Thing } }),
  replace: route("PUT /things/{thingId}", { body: Thing, replies: { 204: empty } }),
  file: route("GET /files/{path+}", { replies: { 200: text(), 206: binary() } }),
  any: route("GET /"),
  forward: route("ANY /legacy/{path+}"),
};

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});

interface SentRequest {
  readonly line: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/**
 * Starts a server that sends the given responses, one for each request. Returns a client of this server, and
 * a list of the requests that the server receives.
 */
async function startServer(responses: readonly RequestListener[], options: Partial<ClientOptions> = {}) {
  const requests: SentRequest[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    requests.push({
      line: `${request.method} ${request.url}`,
      headers: request.headers,
      body: Buffer.concat(chunks).toString(),
    });
    responses[Math.min(requests.length, responses.length) - 1]?.(request, response);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const baseUrl = `http://127.0.0.1:${port}`;
  return { requests, baseUrl, api: client(routes, { baseUrl, ...options }) };
}

const reply =
  (status: number, body?: unknown, headers: Record<string, string> = {}): RequestListener =>
  (_, response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(typeof body === "string" || body instanceof Uint8Array ? body : JSON.stringify(body));
  };

const thing = { thingId: "t/1", size: 3 };

const V2 = "application/vnd.things.v2+json";

describe("a request", () => {
  test("a request to an ANY route has the method that the caller sets, and is repeated only if it is idempotent", async () => {
    const { api, requests } = await startServer([reply(503, {}, { "retry-after": "0" }), reply(200, {})]);
    const params = { path: "a/b" };
    await api.forward({ method: "PUT", params });
    await api.forward({ method: "POST", params });
    const [put, post] = ["PUT /legacy/a/b", "POST /legacy/a/b"];
    expect(requests.map(({ line }) => line)).toEqual([put, put, post]);
  });

  test("a request to an ANY route without a method, or with an unknown one, is an error and is not sent", async () => {
    const { api, requests } = await startServer([reply(200, {})]);
    const params = { path: "a" };
    const message = (found: string) =>
      `ANY /legacy/{path+}: method is ${found}; expected one of DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT. Set \`method\` in the request.`;
    // @ts-expect-error: the method is required
    await expect(api.forward({ params })).rejects.toThrow(message("undefined"));
    // @ts-expect-error: ANY is not the method of a request
    await expect(api.forward({ method: "ANY", params })).rejects.toThrow(message('"ANY"'));
    expect(requests).toEqual([]);
  });

  test("a request to another route cannot have a method", async () => {
    const { api, requests } = await startServer([reply(200, {})]);
    // @ts-expect-error: the key of the route contains the method
    await api.any({ method: "POST" });
    expect(requests.map(({ line }) => line)).toEqual(["GET /"]);
  });

  test("a client of a version requests that version", async () => {
    const { requests, baseUrl } = await startServer([reply(200, thing)]);
    const typed = client(byMediaType(V2, routes), { baseUrl });
    await typed.get({ params: { thingId: "1" } });
    await typed.create({ body: thing }).catch(() => {});
    const byParameter = client(byQuery("version", "2", routes), { baseUrl });
    await byParameter.get({ params: { thingId: "1" } });
    const byName = client(byHeader("X-Version", "2", routes), { baseUrl });
    await byName.get({ params: { thingId: "1" } });
    expect(requests).toMatchObject([
      { line: "GET /things/1", headers: { accept: V2 } },
      { line: "POST /things", headers: { accept: V2, "content-type": V2 } },
      { line: "GET /things/1?version=2", headers: { accept: "*/*" } },
      { line: "GET /things/1", headers: { accept: "*/*", "x-version": "2" } },
    ]);
  });

  test("a client accepts the media types of binary replies first", async () => {
    const { requests, baseUrl, api } = await startServer([reply(206, Uint8Array.of(1))]);
    await api.file({ params: { path: "a" } });
    await client(byMediaType(V2, routes), { baseUrl }).file({ params: { path: "a" } });
    expect(requests).toMatchObject([
      { headers: { accept: "application/octet-stream, */*" } },
      { headers: { accept: `application/octet-stream, ${V2}` } },
    ]);
  });

  test("a client sends the route's request and returns its typed reply", async () => {
    const { api, requests } = await startServer([reply(201, thing, { "x-a": "b" })], { token: "secret" });
    const { status, headers, body } = await api.create({ body: thing });
    const size: number = body.size;
    expect([status, headers.get("x-a"), body, size]).toEqual([201, "b", thing, 3]);
    expect(requests[0]).toMatchObject({
      line: "POST /things",
      headers: { "content-type": "application/json", authorization: "Bearer secret" },
      body: JSON.stringify(thing),
    });
  });

  test("a client encodes the path and the query", async () => {
    const { api, requests } = await startServer([reply(200, [])]);
    await api.list({ query: { limit: 2, tag: ["a b", "c&d"] } });
    await api.list();
    await api.get({ params: { thingId: "t/1 ü" } });
    await api.any({ headers: { "x-a": "1" } });
    expect(requests.map(({ line }) => line)).toEqual([
      "GET /things?limit=2&tag=a+b&tag=c%26d",
      "GET /things",
      "GET /things/t%2F1%20%C3%BC",
      "GET /",
    ]);
    expect(requests[3]?.headers["x-a"]).toBe("1");
  });

  test.each([".", "..", "a/..", "../a"])(
    "a parameter %j is rejected, because fetch() would remove the text before it",
    async (value) => {
      const { api, requests } = await startServer([reply(200, "a")]);
      await expect(api.file({ params: { path: value } })).rejects.toThrow(
        `parameter "path" is "${value}"; expected no segment "." or "..".`,
      );
      if (!value.includes("/"))
        await expect(api.get({ params: { thingId: value } })).rejects.toThrow('parameter "thingId"');
      expect(requests).toEqual([]);
    },
  );

  test("a client returns text, bytes and empty bodies as declared", async () => {
    const { api, requests } = await startServer([
      reply(200, "a,b"),
      reply(206, new Uint8Array([0, 255])),
      reply(204),
    ]);
    expect((await api.file({ params: { path: "a/b c" } })).body).toBe("a,b");
    expect((await api.file({ params: { path: "a" } })).body).toEqual(new Uint8Array([0, 255]));
    expect((await api.replace({ params: { thingId: "1" }, body: thing })).body).toBeUndefined();
    expect(requests[0]?.line).toBe("GET /files/a/b%20c");
  });

  test("a client sends an API key, and never prints one that is invalid", async () => {
    const { api, requests } = await startServer([reply(200)], { apiKey: async () => "key-1" });
    await api.any();
    expect(requests[0]?.headers["x-api-key"]).toBe("key-1");
    const invalid = await startServer([reply(200)], { apiKey: "key\n2" });
    await expect(invalid.api.any()).rejects.toThrow(
      /^GET \/: the API key is invalid; expected printable ASCII without spaces at its ends\.$/,
    );
  });

  test("a client reads the token before each request", async () => {
    let count = 0;
    const { api, requests } = await startServer([reply(200)], { token: async () => `token-${++count}` });
    await api.any();
    await api.any();
    expect(requests.map(({ headers }) => headers.authorization)).toEqual([
      "Bearer token-1",
      "Bearer token-2",
    ]);
  });
});

describe("a header of a request", () => {
  test.each([
    ["Content-Type", "application/hal+json"],
    ["AUTHORIZATION", "Basic eDp5"],
    ["Accept", "application/json"],
    ["X-Trace", "1"],
  ])("%s is sent once, and replaces the header of the client", async (name, value) => {
    const { requests, baseUrl } = await startServer([reply(204)]);
    const create = route("POST /things", { body: z.object({}) });
    const typed = client(byMediaType(V2, { create }), { baseUrl, token: "secret" });
    await typed.create({ body: {}, headers: { [name]: value } });
    expect(requests[0]?.headers[name.toLowerCase()]).toBe(value);
  });

  test("a name that occurs with two capitalizations is sent once, with the last value", async () => {
    const { api, requests } = await startServer([reply(200)]);
    await api.any({ headers: { "X-A": "1", "x-a": "2" } });
    expect(requests[0]?.headers["x-a"]).toBe("2");
  });
});

describe("a response of 400 or more", () => {
  test("a problem document is thrown with all its fields", async () => {
    const errors = [{ in: "query", path: "/limit", message: "too many" }];
    const { api } = await startServer([
      reply(400, { status: 400, code: "invalid-input", detail: "No.", requestId: "r", errors }),
    ]);
    const problem = await api.list().catch((error) => error);
    expect(problem).toBeInstanceOf(Problem);
    expect(problem).toMatchObject({
      status: 400,
      code: "invalid-input",
      message: "GET /things: No.",
      detail: "No.",
      requestId: "r",
      errors,
    });
  });

  test.each(['{"message":"Forbidden"}', "<html>", ""])(
    "a 403 with the body %j is thrown with its status",
    async (body) => {
      const { api } = await startServer([reply(403, body)]);
      await expect(api.list()).rejects.toMatchObject({ status: 403, code: "http-403" });
    },
  );

  test("a response with a status that the contract does not declare is an error", async () => {
    const { api } = await startServer([reply(202, thing)]);
    await expect(api.list()).rejects.toThrow("GET /things returned 202; the contract declares only 200");
  });
});

describe("a declared response of 400 or more", () => {
  const Conflict = z.strictObject({ winner: z.string() });
  const declaring = {
    get: route("GET /things/{thingId}", {
      replies: { 200: Thing, 404: problem("thing-not-found", "thing-gone") },
    }),
    replace: route("PUT /things/{thingId}", { replies: { 204: empty, 409: Conflict, 503: text() } }),
  };
  const request = { params: { thingId: "1" } };
  const details = { status: 404, code: "thing-gone", detail: "It is gone.", requestId: "r" };
  const problemType = { "content-type": "application/problem+json" };

  test("a problem is returned, typed by its status and code", async () => {
    const { baseUrl } = await startServer([reply(404, details, problemType), reply(200, thing)]);
    const api = client(declaring, { baseUrl });
    const response = await api.get(request);
    if (response.status !== 404) throw new Error("the status is not 404");
    const code: "thing-not-found" | "thing-gone" = response.body.code;
    const { detail, requestId } = response.body;
    expect([code, detail, requestId]).toEqual(["thing-gone", "It is gone.", "r"]);

    const { status, body } = await api.get(request);
    const size: number = status === 200 ? body.size : 0;
    expect(size).toBe(3);
    const wrong = () => [
      // @ts-expect-error the body can be a problem
      body.size,
      // @ts-expect-error the contract declares no such code
      status === 404 && body.code === "thing-missing",
    ];
    expect(wrong).toBeInstanceOf(Function);
  });

  test.each([
    ["another code", reply(404, { ...details, code: "thing-missing" }, problemType), "thing-missing"],
    ["the status of API Gateway", reply(404, { message: "Not Found" }), "http-404"],
    ["no body", reply(404, "", problemType), "http-404"],
    ["another status", reply(410, details, problemType), "thing-gone"],
  ])("a response with %s is thrown as a problem", async (_, response, code) => {
    const { baseUrl } = await startServer([response]);
    const thrown = client(declaring, { baseUrl }).get(request);
    await expect(thrown).rejects.toThrow(Problem);
    await expect(thrown).rejects.toMatchObject({ code });
  });

  test("a JSON body is returned, and a problem with the same status is thrown", async () => {
    const { baseUrl } = await startServer([
      reply(409, { winner: "ann" }),
      reply(409, { ...details, status: 409 }, problemType),
    ]);
    const api = client(declaring, { baseUrl });
    const response = await api.replace(request);
    expect(response.status === 409 && response.body.winner).toBe("ann");
    await expect(api.replace(request)).rejects.toMatchObject({ status: 409, code: "thing-gone" });
  });

  test("a text body is returned after the last attempt", async () => {
    const { baseUrl, requests } = await startServer([reply(503, "busy", { "retry-after": "0" })]);
    const { status, body } = await client(declaring, { baseUrl }).replace(request);
    expect([status, body, requests.length]).toEqual([503, "busy", 3]);
  });
});

describe("the retries", () => {
  const noDelay = { "retry-after": "0" };

  test.each([429, 503])("a GET request is repeated after a %d", async (status) => {
    const { api, requests } = await startServer([
      reply(status, "", noDelay),
      reply(status, "", noDelay),
      reply(200, []),
    ]);
    expect((await api.list()).status).toBe(200);
    expect(requests).toHaveLength(3);
  });

  test("a client stops after maxAttempts attempts", async () => {
    const { api, requests } = await startServer([reply(503, "", noDelay)], { maxAttempts: 2 });
    await expect(api.list()).rejects.toMatchObject({ status: 503 });
    expect(requests).toHaveLength(2);
  });

  test("a client repeats neither a POST nor a request that returned 500", async () => {
    const { api, requests } = await startServer([reply(503, "", noDelay), reply(500, "", noDelay)]);
    await expect(api.create({ body: thing })).rejects.toMatchObject({ status: 503 });
    await expect(api.list()).rejects.toMatchObject({ status: 500 });
    expect(requests).toHaveLength(2);
  });

  test.each([
    ["more than 60 seconds", () => "61"],
    ["more milliseconds than a timer supports", () => "9999999999"],
    ["a date in an hour", () => new Date(Date.now() + 3_600_000).toUTCString()],
  ])("a request with a retry-after header of %s is not repeated", async (_, header) => {
    const { api, requests } = await startServer([reply(503, "", { "retry-after": header() })]);
    await expect(api.list()).rejects.toMatchObject({ status: 503 });
    expect(requests).toHaveLength(1);
  });

  test("a request with a retry-after header of a past date is repeated", async () => {
    const past = { "retry-after": "Wed, 21 Oct 2015 07:28:00 GMT" };
    const { api, requests } = await startServer([reply(503, "", past), reply(200, [])]);
    await api.list();
    expect(requests).toHaveLength(2);
  });

  test("a client waits between attempts if there is no retry-after header", async () => {
    const { api, requests } = await startServer([reply(429), reply(200, [])]);
    await api.list();
    expect(requests).toHaveLength(2);
  });
});

test("a response that is not JSON is an error with its status and content type", async () => {
  const page = (_: unknown, response: ServerResponse) =>
    response.writeHead(200, { "content-type": "text/html" }).end("<html>");
  const { api } = await startServer([page]);
  await expect(api.list()).rejects.toThrow(
    /^GET \S+: the body of the response 200 is not JSON \(text\/html\)$/,
  );
});

test("an attempt that exceeds the timeout is aborted", async () => {
  const { api } = await startServer([(_, response) => setTimeout(() => response.end(), 500).unref()], {
    timeoutMs: 20,
  });
  await expect(api.any()).rejects.toMatchObject({ name: "TimeoutError" });
});

test.each<[object, string]>([
  [
    { baseUrl: undefined },
    'client: baseUrl is undefined; expected the URL of the API without "/" at its end.',
  ],
  [{ baseUrl: "https://a.example/" }, 'client: baseUrl is "https://a.example/"; expected the URL'],
  [
    { timeoutMs: "50" },
    'client: timeoutMs is "50"; expected a number of milliseconds greater than 0 and up to 2147483647.',
  ],
  [{ timeoutMs: 0 }, "client: timeoutMs is 0; expected"],
  [{ timeoutMs: 2 ** 31 }, "client: timeoutMs is 2147483648; expected"],
  [
    { baseUrl: "https://a.example/?key=secret/" },
    'client: baseUrl is "https://a.example/?…"; expected the URL',
  ],
  [{ timeoutMs: Number.NaN }, "client: timeoutMs is NaN; expected"],
  [{ maxAttempts: 0 }, "client: maxAttempts is 0; expected a whole number greater than 0."],
  [{ maxAttempts: null }, "client: maxAttempts is null; expected"],
  [{ token: 5 }, "client: token is of the type number; expected a string or a function."],
  [{ apiKey: 5 }, "client: apiKey is of the type number; expected a string or a function."],
  [{ fetch: "fetch" }, 'client: fetch is "fetch"; expected a function.'],
  [
    { timeout: 5 },
    "client: timeout is not an option; expected one of baseUrl, token, apiKey, timeoutMs, maxAttempts, fetch.",
  ],
])("a client with the options %j throws an error with the option", (options, message) => {
  const wrong = { baseUrl: "https://a.example", ...options } as ClientOptions;
  expect(() => client(routes, wrong)).toThrow(message);
});

test("all wrong options of a client are in one error", () => {
  const wrong = { baseUrl: 5, timeoutMs: -1 } as unknown as ClientOptions;
  expect(() => client(routes, wrong)).toThrow(/baseUrl is 5.*\n.*timeoutMs is -1/);
});

test("the message of an error of fetch, of a timeout and of a problem starts with the route key", async () => {
  const failing = (error: unknown) => client(routes, { baseUrl: "", fetch: () => Promise.reject(error) });
  const cause = new TypeError("fetch failed");
  await expect(failing(cause).list()).rejects.toMatchObject({
    name: "TypeError",
    message: "GET /things: fetch failed",
    cause,
  });
  const timeout = new DOMException("The operation was aborted due to timeout", "TimeoutError");
  await expect(failing(timeout).list()).rejects.toMatchObject({
    name: "TimeoutError",
    message: "GET /things: The operation was aborted due to timeout",
  });
  const { api } = await startServer([
    reply(500, { code: "broken", detail: "It broke." }),
    reply(200, "no JSON"),
  ]);
  await expect(api.list()).rejects.toMatchObject({ message: "GET /things: It broke.", detail: "It broke." });
  await expect(api.list()).rejects.toThrow(/^GET \/things: .*JSON/);
});

test("a client of a malformed route throws an error", () => {
  expect(() => client({ bad: route("GET /a/" as "GET /a") }, { baseUrl: "" })).toThrow('must not end in "/"');
});

test("a client call that does not match the route does not compile", async () => {
  const { api } = await startServer([reply(200, [])]);
  const wrong = () => [
    // @ts-expect-error the route has no path parameter id
    api.get({ params: { id: "1" } }),
    // @ts-expect-error the path parameter is missing
    api.get(),
    // @ts-expect-error size must be a number
    api.create({ body: { thingId: "1", size: "3" } }),
    // @ts-expect-error limit must be a number
    api.list({ query: { limit: "2" } }),
    // @ts-expect-error the contract declares no body
    api.list({ body: {} }),
  ];
  expect(wrong).toBeInstanceOf(Function);
});
