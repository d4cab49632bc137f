import * as z from "zod/mini";
import { binary, empty, redirect, route, text } from "#contract";
import { handle } from "#runtime";

/**
 * Lines that must compile, and lines that must not. `tsc` checks both: an `@ts-expect-error` above a line that compiles is
 * an error.
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
    // @ts-expect-error an example of another shape
    route("POST /a", { body: Thing, examples: { body: { thingId: 1 } } }),
    route("POST /a", {
      body: Thing,
      replies: { 201: Thing },
      // @ts-expect-error an example of a reply that is not declared
      examples: { replies: { 200: { thingId: "t" } } },
    }),
  ];
  expect(examples).toHaveLength(3);

  const invalid = [
    // @ts-expect-error a status that is not declared
    handle(get, () => ({ status: 500 })),
    // @ts-expect-error a body that lacks a field
    handle(get, () => ({ status: 200, body: { size: 1 } })),
    // @ts-expect-error a field of another type
    handle(get, async () => ({ status: 200, body: { thingId: 1 } })),
    // @ts-expect-error no body where one is declared
    handle(create, () => ({ status: 201 })),
    // @ts-expect-error a body where none is declared
    handle(get, () => ({ status: 204, body: { thingId: "t" } })),
    // @ts-expect-error JSON where text is declared
    handle(get, () => ({ status: 206, body: { thingId: "t" } })),
    // @ts-expect-error text where bytes are declared
    handle(get, () => ({ status: 207, body: "bytes" })),
    // @ts-expect-error a redirect without a location
    handle(get, () => ({ status: 303 })),
    // @ts-expect-error a path parameter that the key does not have
    handle(get, ({ params }) => ({ status: 206, body: params.id })),
    // @ts-expect-error a name that the query's schema does not have
    handle(get, ({ query }) => ({ status: 206, body: String(query.offset) })),
    // @ts-expect-error a body that is not read
    handle(untyped, ({ body }) => ({ status: 200, body: body.thingId })),
    // @ts-expect-error a field that the body's schema does not have
    handle(create, ({ body }) => ({ status: 201, body: { thingId: body.id } })),
  ];

  const malformed = [
    // @ts-expect-error an unknown property
    route("GET /", { acess: "public" }),
    // @ts-expect-error an unknown access
    route("GET /", { access: "everybody" }),
    // @ts-expect-error a value that is not a schema
    route("POST /", { body: { thingId: "string" } }),
  ];
  expect([valid.length, invalid.length, malformed.length]).toEqual([8, 12, 3]);
});
