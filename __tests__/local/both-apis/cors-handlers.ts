import { byHeader, route } from "gatewright/contract";
import { HttpError, handle, handleAll } from "gatewright/runtime";
import * as z from "zod/mini";

const getItem = route("GET /items/{outcome}", {
  access: "public",
  query: z.object({ limit: z.optional(z.int()) }),
});
const versions = { get: route("GET /versions", { access: "public" }) };
const v1 = byHeader("x-version", "1", versions).get;
const v2 = byHeader("x-version", "2", versions).get;

/** Routes of both APIs. */
export const routes = [getItem, v1, v2];

const OWN_HEADERS = {
  "Access-Control-Allow-Origin": "https://own.example",
  "access-control-expose-headers": "x-own",
  vary: "accept-language",
};

export const handler = handleAll(
  handle(getItem, ({ params: { outcome } }) => {
    if (outcome === "problem") throw new HttpError(404, "no-item", "It does not exist.");
    if (outcome === "crash") throw new Error("a secret");
    if (outcome === "own") return { status: 200, headers: OWN_HEADERS, body: {} };
    return { status: 200, cookies: ["a=1", "b=2"], body: {} };
  }),
  handle(v1, () => ({ status: 200, body: 1 })),
  handle(v2, () => ({ status: 200, body: 2 })),
);
