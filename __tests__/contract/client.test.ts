import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import * as z from "zod/mini";
import {
  binary,
  byMediaType,
  byQuery,
  type ClientOptions,
  client,
  empty,
  Problem,
  route,
  text,
} from "#contract";

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
};

let server: Server | undefined;
afterEach(() => new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve())));

interface Seen {
  readonly line: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** A client of a server that answers as it is told, one answer a request, and keeps what it saw. */
async function against(answers: readonly RequestListener[], options: Partial<ClientOptions> = {}) {
  const seen: Seen[] = [];
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    seen.push({
      line: `${request.method} ${request.url}`,
      headers: request.headers,
      body: Buffer.concat(chunks).toString(),
    });
    answers[Math.min(seen.length, answers.length) - 1]?.(request, response);
  });
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const baseUrl = `http://127.0.0.1:${port}`;
  return { seen, baseUrl, api: client(routes, { baseUrl, ...options }) };
}

const reply =
  (status: number, body?: unknown, headers: Record<string, string> = {}): RequestListener =>
  (_, response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(typeof body === "string" || body instanceof Uint8Array ? body : JSON.stringify(body));
  };

const thing = { thingId: "t/1", size: 3 };

const V2 = "application/vnd.things.v2+json";

describe("a call", () => {
  test("asks for its version", async () => {
    const { seen, baseUrl } = await against([reply(200, thing)]);
    const typed = client(byMediaType(V2, routes), { baseUrl });
    await typed.get({ params: { thingId: "1" } });
    await typed.create({ body: thing }).catch(() => {});
    const byParameter = client(byQuery("version", "2", routes), { baseUrl });
    await byParameter.get({ params: { thingId: "1" } });
    expect(seen).toMatchObject([
      { line: "GET /things/1", headers: { accept: V2 } },
      { line: "POST /things", headers: { accept: V2, "content-type": V2 } },
      { line: "GET /things/1?version=2", headers: { accept: "*/*" } },
    ]);
  });

  test("is the route's request, and gives its reply, typed", async () => {
    const { api, seen } = await against([reply(201, thing, { "x-a": "b" })], { token: "secret" });
    const { status, headers, body } = await api.create({ body: thing });
    const size: number = body.size;
    expect([status, headers.get("x-a"), body, size]).toEqual([201, "b", thing, 3]);
    expect(seen[0]).toMatchObject({
      line: "POST /things",
      headers: { "content-type": "application/json", authorization: "Bearer secret" },
      body: JSON.stringify(thing),
    });
  });

  test("encodes the path and the query", async () => {
    const { api, seen } = await against([reply(200, [])]);
    await api.list({ query: { limit: 2, tag: ["a b", "c&d"] } });
    await api.list();
    await api.get({ params: { thingId: "t/1 ü" } });
    await api.any({ headers: { "x-a": "1" } });
    expect(seen.map(({ line }) => line)).toEqual([
      "GET /things?limit=2&tag=a+b&tag=c%26d",
      "GET /things",
      "GET /things/t%2F1%20%C3%BC",
      "GET /",
    ]);
    expect(seen[3]?.headers["x-a"]).toBe("1");
  });

  test("gives text, bytes and nothing as they were promised", async () => {
    const { api, seen } = await against([
      reply(200, "a,b"),
      reply(206, new Uint8Array([0, 255])),
      reply(204),
    ]);
    expect((await api.file({ params: { path: "a/b c" } })).body).toBe("a,b");
    expect((await api.file({ params: { path: "a" } })).body).toEqual(new Uint8Array([0, 255]));
    expect((await api.replace({ params: { thingId: "1" }, body: thing })).body).toBeUndefined();
    expect(seen[0]?.line).toBe("GET /files/a/b%20c");
  });

  test("asks for its token each time", async () => {
    let asked = 0;
    const { api, seen } = await against([reply(200)], { token: async () => `token-${++asked}` });
    await api.any();
    await api.any();
    expect(seen.map(({ headers }) => headers.authorization)).toEqual(["Bearer token-1", "Bearer token-2"]);
  });
});

describe("an answer of 400 or more is thrown as a problem", () => {
  test("with all that it says", async () => {
    const errors = [{ in: "query", path: "/limit", message: "too many" }];
    const { api } = await against([
      reply(400, { status: 400, code: "invalid-input", detail: "No.", requestId: "r", errors }),
    ]);
    const problem = await api.list().catch((error) => error);
    expect(problem).toBeInstanceOf(Problem);
    expect(problem).toMatchObject({
      status: 400,
      code: "invalid-input",
      message: "No.",
      requestId: "r",
      errors,
    });
  });

  test.each(['{"message":"Forbidden"}', "<html>", ""])("also where its body is %j", async (body) => {
    const { api } = await against([reply(403, body)]);
    await expect(api.list()).rejects.toMatchObject({ status: 403, code: "http-403" });
  });

  test("and a status that was not promised is an error", async () => {
    const { api } = await against([reply(202, thing)]);
    await expect(api.list()).rejects.toThrow("GET /things answered 202, none of the promised 200");
  });
});

describe("429 and 503", () => {
  const soon = { "retry-after": "0" };

  test.each([429, 503])("%d is tried again where that does no harm", async (status) => {
    const { api, seen } = await against([reply(status, "", soon), reply(status, "", soon), reply(200, [])]);
    expect((await api.list()).status).toBe(200);
    expect(seen).toHaveLength(3);
  });

  test("are not tried for ever", async () => {
    const { api, seen } = await against([reply(503, "", soon)], { maxAttempts: 2 });
    await expect(api.list()).rejects.toMatchObject({ status: 503 });
    expect(seen).toHaveLength(2);
  });

  test("are not tried again for a POST, nor is a 500 at all", async () => {
    const { api, seen } = await against([reply(503, "", soon), reply(500, "", soon)]);
    await expect(api.create({ body: thing })).rejects.toMatchObject({ status: 503 });
    await expect(api.list()).rejects.toMatchObject({ status: 500 });
    expect(seen).toHaveLength(2);
  });

  test("wait a little by themselves", async () => {
    const { api, seen } = await against([reply(429), reply(200, [])]);
    await api.list();
    expect(seen).toHaveLength(2);
  });
});

test("a try that takes too long is given up", async () => {
  const { api } = await against([(_, response) => setTimeout(() => response.end(), 500).unref()], {
    timeoutMs: 20,
  });
  await expect(api.any()).rejects.toMatchObject({ name: "TimeoutError" });
});

test("a malformed route makes no client", () => {
  expect(() => client({ bad: route("GET /a/" as "GET /a") }, { baseUrl: "" })).toThrow('must not end in "/"');
});

test("what a route does not take does not compile", async () => {
  const { api } = await against([reply(200, [])]);
  const wrong = () => [
    // @ts-expect-error no such path parameter
    api.get({ params: { id: "1" } }),
    // @ts-expect-error the path parameter is missing
    api.get(),
    // @ts-expect-error a field of another type
    api.create({ body: { thingId: "1", size: "3" } }),
    // @ts-expect-error no such name in the query
    api.list({ query: { limit: "2" } }),
    // @ts-expect-error no body is promised
    api.list({ body: {} }),
  ];
  expect(wrong).toBeInstanceOf(Function);
});
