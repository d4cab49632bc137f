import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { binary, byHeader, deprecate, empty, redirect, route, text } from "gatewright/contract";
import { handle, handleAll } from "gatewright/runtime";
import * as z from "zod/mini";

const access = "public";

/** Routes of both APIs. */
export const contracts = {
  anyThing: route("ANY /things/{thingId}", { access }),
  getItem: route("GET /items/{itemId}", { access }),
  file: route("GET /files/{proxy+}", { access }),
  search: route("GET /search", {
    access,
    query: z.object({ tag: z.optional(z.array(z.string())), n: z.optional(z.array(z.int())) }),
    replies: { 200: z.object({ tag: z.optional(z.array(z.string())), n: z.optional(z.array(z.int())) }) },
  }),
  create: route("POST /things", {
    access,
    body: z.object({ name: z.string() }),
    replies: { 201: z.object({ name: z.string() }) },
  }),
  reverse: route("POST /reverse", { access, replies: { 200: binary("image/png") } }),
  image: route("GET /image", { access, replies: { 200: binary("image/png") } }),
  notes: route("GET /notes", { access, replies: { 200: text("text/csv; charset=utf-8") } }),
  moved: route("GET /moved", { access, replies: { 303: redirect } }),
  remove: route("DELETE /things", { access, replies: { 204: empty } }),
  crash: route("GET /crash", { access }),
};
const versions = { get: route("GET /versions", { access }) };
const v1 = deprecate({ since: "2025-01-01" }, byHeader("x-version", "1", versions)).get;
export const v2 = byHeader("x-version", "2", versions).get;

export const routes = [...Object.values(contracts), v1, v2];

type RequestEvent = Pick<APIGatewayProxyEventV2, "body" | "isBase64Encoded">;

const PNG = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0, 255);

function bodyOf({ body = "", isBase64Encoded }: RequestEvent): Buffer {
  return Buffer.from(body, isBase64Encoded ? "base64" : "utf8");
}

const handlers = handleAll(
  handle(contracts.anyThing, ({ params, query, headers, event }) => ({
    status: 200,
    cookies: ["a=1; Path=/", "b=2"],
    headers: { "X-Own": "own" },
    body: {
      params,
      query,
      own: headers["x-own"] ?? null,
      method: event.requestContext.http.method,
      cookies: event.cookies ?? null,
      text: bodyOf(event).toString(),
    },
  })),
  handle(contracts.getItem, ({ params }) => ({ status: 200, body: params })),
  handle(contracts.file, ({ params }) => ({ status: 200, body: params })),
  handle(contracts.search, ({ query }) => ({ status: 200, body: query })),
  handle(contracts.create, ({ body }) => ({ status: 201, location: `/things/${body.name}`, body })),
  handle(contracts.reverse, ({ event }) => ({ status: 200, body: bodyOf(event).reverse() })),
  handle(contracts.image, () => ({ status: 200, body: PNG })),
  handle(contracts.notes, () => ({ status: 200, body: "a,é\n" })),
  handle(contracts.moved, () => ({ status: 303, location: "https://example.com/" })),
  handle(contracts.remove, () => ({ status: 204 })),
  handle(v1, () => ({ status: 200, body: 1 })),
  handle(v2, () => ({ status: 200, body: 2 })),
);

/** Fails outside of `handle()`, which would return a problem, for the route `GET /crash`. */
export const handler = async (event: Parameters<typeof handlers>[0]) => {
  if (JSON.stringify(event).includes("/crash")) throw new Error("crash");
  return handlers(event);
};
