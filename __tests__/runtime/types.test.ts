import { Readable } from "node:stream";
import { binary, empty, problem, redirect, route, stream, text } from "gatewright/contract";
import { HttpError, handle } from "gatewright/runtime";
import * as zod from "zod";
import * as z from "zod/mini";

/**
 * The code in this file contains lines that must compile, and lines that must not compile. `tsc` checks both,
 * because it reports an error if the line below `@ts-expect-error` compiles.
 */
const Thing = z.strictObject({ thingId: z.string(), size: z.optional(z.number()) });

const get = route("GET /things/{thingId}/{rest+}", {
  query: z.object({ limit: z._default(z.number(), 20) }),
  replies: { 200: Thing, 204: empty, 206: text(), 207: binary(), 303: redirect },
});

const create = route("POST /things", { body: Thing, replies: { 201: Thing } });
const untyped = route("GET /untyped");

test("a handler compiles only if it matches the contract of its route", () => {
  const valid = [
    handle(get, ({ params, query }) => {
      const id: string = params.thingId;
      const rest: string = params.rest;
      const limit: number = query.limit;
      return { status: 200, body: { thingId: id + rest, size: limit } };
    }),
    handle(get, async () => ({ status: 204, headers: { etag: "1" }, cookies: ["a=1"] })),
    handle(get, () => ({ status: 206, body: "text" })),
    handle(get, () => ({ status: 207, body: new Uint8Array() })),
    handle(get, () => ({ status: 303, location: "/there" })),
    handle(get, ({ query }) => (query.limit > 1 ? { status: 204 } : { status: 200, body: { thingId: "t" } })),
    handle(create, async ({ body }) => ({ status: 201, body })),
    handle(untyped, () => ({ status: 299, body: [1, { any: "thing" }] })),
  ];

  const examples = [
    route("POST /a", { body: Thing, examples: { body: { thingId: "t" } } }),
    // @ts-expect-error thingId of the example must be a string
    route("POST /a", { body: Thing, examples: { body: { thingId: 1 } } }),
    route("POST /a", {
      body: Thing,
      replies: { 201: Thing },
      // @ts-expect-error the contract declares no reply 200
      examples: { replies: { 200: { thingId: "t" } } },
    }),
  ];
  expect(examples).toHaveLength(3);

  const invalid = [
    // @ts-expect-error the contract declares no reply with this status
    handle(get, () => ({ status: 500 })),
    // @ts-expect-error the body has no thingId
    handle(get, () => ({ status: 200, body: { size: 1 } })),
    // @ts-expect-error thingId must be a string
    handle(get, async () => ({ status: 200, body: { thingId: 1 } })),
    // @ts-expect-error the contract declares a body for this status
    handle(create, () => ({ status: 201 })),
    // @ts-expect-error the contract declares no body for this status
    handle(get, () => ({ status: 204, body: { thingId: "t" } })),
    // @ts-expect-error the contract declares a text body
    handle(get, () => ({ status: 206, body: { thingId: "t" } })),
    // @ts-expect-error the contract declares a binary body
    handle(get, () => ({ status: 207, body: "bytes" })),
    // @ts-expect-error a redirect needs a location
    handle(get, () => ({ status: 303 })),
    // @ts-expect-error the route key has no path parameter id
    handle(get, ({ params }) => ({ status: 206, body: params.id })),
    // @ts-expect-error the schema of the query has no offset
    handle(get, ({ query }) => ({ status: 206, body: String(query.offset) })),
    // @ts-expect-error the contract declares no request body
    handle(untyped, ({ body }) => ({ status: 200, body: body.thingId })),
    // @ts-expect-error the schema of the body has no id
    handle(create, ({ body }) => ({ status: 201, body: { thingId: body.id } })),
  ];

  const malformed = [
    // @ts-expect-error acess is not a property of a contract
    route("GET /", { acess: "public" }),
    // @ts-expect-error access can only be "public"
    route("GET /", { access: "everybody" }),
    // @ts-expect-error the body must be a schema
    route("POST /", { body: { thingId: "string" } }),
  ];
  expect([valid.length, invalid.length, malformed.length]).toEqual([8, 12, 3]);
});

const lists = route("GET /lists", {
  replies: {
    200: zod.object({ tags: zod.array(zod.string()), rows: zod.array(zod.array(zod.number())) }),
    206: z.array(z.object({ kind: z.enum(["a", "b"]), ids: z.array(z.string()) })),
    207: z.tuple([z.literal("x"), z.number()]),
  },
});

test("a handler compiles if the body of its reply contains lists", () => {
  const tags: string[] = ["a"];
  const readonlyTags: readonly string[] = tags;
  const valid = [
    handle(lists, () => ({ status: 200, body: { tags: ["a"], rows: [[1, 2], []] } })),
    handle(lists, async () => ({ status: 200, body: { tags: [], rows: [] } })),
    handle(lists, ({ query }) => ({ status: 200, body: { tags: [...tags, query.a ?? ""], rows: [[]] } })),
    handle(lists, () => ({ status: 200, body: { tags: readonlyTags, rows: [] } })),
    handle(lists, () => ({ status: 206, body: [{ kind: "a", ids: ["1"] }] })),
    handle(lists, async ({ query }) => {
      if (query.a) return { status: 207, body: ["x", 1] };
      return { status: 206, body: [] };
    }),
  ];
  const invalid = [
    // @ts-expect-error a tag is a string
    handle(lists, () => ({ status: 200, body: { tags: [1], rows: [] } })),
    // @ts-expect-error a row is a list
    handle(lists, async () => ({ status: 200, body: { tags: [], rows: [1] } })),
    // @ts-expect-error c is not a kind
    handle(lists, () => ({ status: 206, body: [{ kind: "c", ids: [] }] })),
    // @ts-expect-error the second item is a number
    handle(lists, () => ({ status: 207, body: ["x", "1"] })),
    // @ts-expect-error the contract declares no reply with this status
    handle(lists, () => ({ status: 208, body: [] })),
  ];
  expect([valid.length, invalid.length]).toEqual([6, 5]);
});

test("a handler compiles only if it returns a problem that its contract declares", () => {
  const remove = route("DELETE /things/{thingId}", {
    replies: { 204: empty, 404: problem("thing-not-found"), 409: problem("thing-in-use", "thing-locked") },
  });
  const detail = "It is not possible.";
  const valid = [
    handle(remove, () => ({ status: 404, code: "thing-not-found", detail })),
    handle(remove, async ({ params }) => {
      if (params.thingId === "") return { status: 404, code: "thing-not-found", detail };
      const code = params.thingId === "a" ? "thing-in-use" : "thing-locked";
      return params.thingId.length > 1 ? { status: 204 } : { status: 409, code, detail };
    }),
    handle(remove, () => ({ status: 404, code: "thing-not-found", detail, headers: { "x-a": "1" } })),
  ];

  const text: string = "thing-not-found";
  const invalid = [
    // @ts-expect-error the contract declares no such code
    handle(remove, () => ({ status: 404, code: "thing-missing", detail })),
    // @ts-expect-error the contract declares this code for another status
    handle(remove, () => ({ status: 404, code: "thing-locked", detail })),
    // @ts-expect-error the code is not known
    handle(remove, () => ({ status: 404, code: text, detail })),
    // @ts-expect-error a problem has a code
    handle(remove, () => ({ status: 404, detail })),
    // @ts-expect-error a problem has a detail
    handle(remove, () => ({ status: 404, code: "thing-not-found" })),
    // @ts-expect-error a problem has no body
    handle(remove, () => ({ status: 404, code: "thing-not-found", detail, body: {} })),
    // @ts-expect-error the contract declares no problem with this status
    handle(remove, () => ({ status: 410, code: "thing-not-found", detail })),
    // @ts-expect-error the contract declares no problem
    handle(untyped, () => ({ status: 404, code: "thing-not-found", detail })),
  ];

  const contracts = [
    route("GET /a", { replies: { 400: problem("a"), 599: problem("b"), 404: Thing } }),
    // @ts-expect-error the status of a problem is a success
    route("GET /a", { replies: { 200: problem("a") } }),
    // @ts-expect-error the status of a problem is a redirect
    route("GET /a", { replies: { 200: Thing, 399: problem("a") } }),
    // @ts-expect-error no status has four digits
    route("GET /a", { replies: { 4040: problem("a") } }),
    // @ts-expect-error a problem has a code
    route("GET /a", { replies: { 404: problem() } }),
    // @ts-expect-error the code is a string
    route("GET /a", { replies: { 404: problem(404) } }),
  ];
  expect([valid.length, invalid.length, contracts.length]).toEqual([3, 8, 6]);
});

test("a handler of a streamed reply compiles only with an async iterable of text and bytes", () => {
  const events = route("GET /events", { replies: { 200: stream(), 204: empty } });
  const plain = route("GET /plain", { replies: { 200: Thing } });
  async function* chunks() {
    yield "text";
    yield new Uint8Array();
  }
  async function* numbers() {
    yield 1;
  }
  const valid = [
    handle(events, () => ({ status: 200, body: chunks() })),
    handle(events, async ({ signal }) => {
      const { body } = await fetch("https://example.com", { signal });
      return body ? { status: 200, body } : { status: 204 };
    }),
    handle(events, () => ({ status: 200, body: Readable.from(["text"]) })),
    handle(plain, ({ signal }) => ({
      status: 200,
      body: { thingId: `${signal satisfies undefined}`, size: 1 },
    })),
  ];

  const invalid = [
    // @ts-expect-error a text is no stream
    handle(events, () => ({ status: 200, body: "text" })),
    // @ts-expect-error the chunks are neither text nor bytes
    handle(events, () => ({ status: 200, body: numbers() })),
    // @ts-expect-error the stream is missing
    handle(events, () => ({ status: 200 })),
    // @ts-expect-error a list is no async iterable
    handle(events, () => ({ status: 200, body: ["text"] })),
    // @ts-expect-error a JSON body is no stream
    handle(plain, () => ({ status: 200, body: chunks() })),
  ];
  expect([valid.length, invalid.length]).toEqual([4, 5]);
});

test("a contract compiles only if a request can contain the names in its schemas", () => {
  const dynamicKey = `GET /things/${"{id}" as string}` as const;
  const valid = [
    route("GET /things/{thingId}", { params: z.object({ thingId: z.int() }) }),
    route("GET /things/{thingId}/{rest+}", { params: z.object({ rest: z.string() }) }),
    route("GET /things/{thingId}", { params: z.union([z.object({ thingId: z.int() }), z.object({})]) }),
    route("GET /things/{thingId}", { params: z.record(z.string(), z.string()) }),
    route("GET /things/{thingId}", { params: z.looseObject({}), headers: z.any() }),
    route(dynamicKey, { params: z.object({ id: z.string() }) }),
    route("GET /things", { headers: z.object({ "x-count": z.int(), x_1: z.optional(z.string()) }) }),
    route("GET /things", {
      headers: z.record(z.string(), z.string()),
      query: z.object({ pageSize: z.int() }),
    }),
  ];

  const invalid = [
    // @ts-expect-error the route key has no parameter {id}
    route("GET /things/{thingId}", { params: z.object({ id: z.string() }) }),
    // @ts-expect-error the route key has no parameter {id}
    route("GET /things/{thingId}", { params: z.object({ thingId: z.string(), id: z.optional(z.string()) }) }),
    // @ts-expect-error the route key has no parameters
    route("GET /things", { params: z.object({ thingId: z.string() }) }),
    // @ts-expect-error the route key has no parameter {id}
    route("GET /things/{thingId}", { params: z.union([z.object({}), z.object({ id: z.string() })]) }),
    // @ts-expect-error header names are lowercase
    route("GET /things", { headers: z.object({ "X-Count": z.string() }) }),
    // @ts-expect-error header names are lowercase
    route("GET /things", { headers: z.object({ "x-count": z.string(), Accept: z.optional(z.string()) }) }),
  ];
  expect([valid.length, invalid.length]).toEqual([8, 6]);
});

test("an HttpError compiles only with a status from 400 to 599", () => {
  class NotFound extends HttpError {
    constructor() {
      super(404, "not-found", "It does not exist.");
    }
  }
  const status: number = 503;
  const either = Math.random() > 0.5 ? 404 : 409;
  const valid: HttpError[] = [
    new HttpError(400, "invalid", "It is invalid."),
    new HttpError(599, "unknown", "It is unknown."),
    new HttpError(status, "unavailable", "It is unavailable."),
    new HttpError(either, "either", "It is missing or taken."),
    new NotFound(),
  ];
  const statuses: number[] = valid.map((error: unknown) => (error instanceof HttpError ? error.status : 0));
  expect(statuses).toHaveLength(5);

  const invalid = [
    // @ts-expect-error the status is a success
    () => new HttpError(200, "ok", "It works."),
    // @ts-expect-error the status is a redirect
    () => new HttpError(399, "odd", "It is odd."),
    // @ts-expect-error no status has four digits
    () => new HttpError(4040, "odd", "It is odd."),
    // @ts-expect-error the status is no integer
    () => new HttpError(404.5, "odd", "It is odd."),
    // @ts-expect-error one of the statuses is a success
    () => new HttpError(Math.random() > 0.5 ? 404 : 200, "odd", "It is odd."),
  ];
  for (const create of invalid.slice(0, 4)) expect(create).toThrow("expected 400 to 599");
});
