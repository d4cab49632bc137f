import { binary, route } from "gatewright/contract";
import { handle, handleAll } from "gatewright/runtime";

export const getThing = route("GET /things/{thingId}", { scopes: ["things/read"] });
export const reverseThing = route("POST /things", {
  access: "public",
  replies: { 200: binary("image/png") },
});

/** Handler of a REST API, for the tests of the test gateway. */
export const handler = handleAll(
  handle(getThing, ({ params, query, claims }) => ({
    status: 200,
    body: { ...params, ...query, sub: claims.sub },
  })),
  handle(reverseThing, ({ event: { body = "" } }) => ({
    status: 200,
    body: Buffer.from(body, "base64").reverse(),
  })),
);
