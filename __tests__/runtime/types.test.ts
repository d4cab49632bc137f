import * as z from "zod/mini";
import { binary, empty, redirect, route, text } from "#contract";
import { handle } from "#runtime";

/**
 * What must and must not compile. `tsc` is the judge: an `@ts-expect-error` over a line that compiles is an error
 * itself, and so is a line that does not without one.
 */
const Thing = z.strictObject({ thingId: z.string(), size: z.optional(z.number()) });

const one = route("GET /things/{thingId}/{rest+}", {
  query: z.object({ limit: z._default(z.number(), 20) }),
  replies: { 200: Thing, 204: empty, 206: text(), 207: binary(), 303: redirect },
});

const create = route("POST /things", { body: Thing, replies: { 201: Thing } });
const loose = route("GET /loose");

test("what a route promises is what its handler may be, and nothing else", () => {
  const good = [
    handle(one, ({ params, query }) => {
      const id: string = params.thingId;
      const rest: string = params.rest;
      const limit: number = query.limit;
      return { status: 200, body: { thingId: id + rest, size: limit } };
    }),
    handle(one, async () => ({ status: 204, headers: { etag: "1" }, cookies: ["a=1"] })),
    handle(one, () => ({ status: 206, body: "text" })),
    handle(one, () => ({ status: 207, body: new Uint8Array() })),
    handle(one, () => ({ status: 303, location: "/there" })),
    handle(one, ({ query }) => (query.limit > 1 ? { status: 204 } : { status: 200, body: { thingId: "t" } })),
    handle(create, async ({ body }) => ({ status: 201, body })),
    handle(loose, () => ({ status: 299, body: [1, { any: "thing" }] })),
  ];

  const examples = [
    route("POST /a", { body: Thing, examples: { body: { thingId: "t" } } }),
    // @ts-expect-error an example of another shape
    route("POST /a", { body: Thing, examples: { body: { thingId: 1 } } }),
    route("POST /a", {
      body: Thing,
      replies: { 201: Thing },
      // @ts-expect-error an example of a reply that is not promised
      examples: { replies: { 200: { thingId: "t" } } },
    }),
  ];
  expect(examples).toHaveLength(3);

  const bad = [
    // @ts-expect-error a status that is not promised
    handle(one, () => ({ status: 500 })),
    // @ts-expect-error a body that lacks a field
    handle(one, () => ({ status: 200, body: { size: 1 } })),
    // @ts-expect-error a field of another type
    handle(one, async () => ({ status: 200, body: { thingId: 1 } })),
    // @ts-expect-error no body where one is promised
    handle(create, () => ({ status: 201 })),
    // @ts-expect-error a body where none is promised
    handle(one, () => ({ status: 204, body: { thingId: "t" } })),
    // @ts-expect-error JSON where text is promised
    handle(one, () => ({ status: 206, body: { thingId: "t" } })),
    // @ts-expect-error text where bytes are promised
    handle(one, () => ({ status: 207, body: "bytes" })),
    // @ts-expect-error a redirect to nowhere
    handle(one, () => ({ status: 303 })),
    // @ts-expect-error a path parameter that the key does not have
    handle(one, ({ params }) => ({ status: 206, body: params.id })),
    // @ts-expect-error a name that the query's schema does not have
    handle(one, ({ query }) => ({ status: 206, body: String(query.offset) })),
    // @ts-expect-error a body that is not read
    handle(loose, ({ body }) => ({ status: 200, body: body.thingId })),
    // @ts-expect-error a field that the body's schema does not have
    handle(create, ({ body }) => ({ status: 201, body: { thingId: body.id } })),
  ];

  const misspelt = [
    // @ts-expect-error a promise that there is not
    route("GET /", { acess: "public" }),
    // @ts-expect-error an access that there is not
    route("GET /", { access: "everybody" }),
    // @ts-expect-error a schema that is none
    route("POST /", { body: { thingId: "string" } }),
  ];
  expect([good.length, bad.length, misspelt.length]).toEqual([8, 12, 3]);
});
