import * as z from "zod/mini";
import { parseRouteKey, route, withPrefix } from "#contract";
import { handle } from "#runtime";
import { eventOf } from "../support";

const Thing = z.strictObject({ thingId: z.string() });
const routes = {
  root: route("GET /"),
  get: route("GET /things/{thingId}", { scopes: ["things/read"], replies: { 200: Thing } }),
  create: route("POST /things", { body: Thing }),
  rest: route("$default"),
  odd: route("GET things" as "GET /things"),
};
const v1 = withPrefix("/v1", routes);

test("each route is below the prefix, but for $default and what has no path, which synth refuses as written", () => {
  expect(Object.values(v1).map(({ key }) => key)).toEqual([
    "GET /v1",
    "GET /v1/things/{thingId}",
    "POST /v1/things",
    "$default",
    "GET things",
  ]);
});

test("a route keeps what it promises", () => {
  const { key: _, ...promise } = routes.get;
  expect(v1.get).toMatchObject(promise);
});

test("the routes there were are as they were", () => {
  expect(routes.get.key).toBe("GET /things/{thingId}");
});

test("a handler has the types of its route", async () => {
  const key: "GET /v1/things/{thingId}" = v1.get.key;
  const handler = handle(v1.get, ({ params }) => ({ status: 200, body: { thingId: params.thingId } }));
  // @ts-expect-error a status that is not promised
  const wrong = handle(v1.get, () => ({ status: 201, body: { thingId: "1" } }));
  // @ts-expect-error a field that the body does not have
  const blind = handle(v1.create, ({ body }) => ({ status: 200, body: body.id }));
  expect([key, typeof wrong, typeof blind]).toEqual(["GET /v1/things/{thingId}", "function", "function"]);
  expect(await handler(eventOf({ params: { thingId: "1" } }))).toMatchObject({ body: '{"thingId":"1"}' });
});

test.each(["v1/", "/v1/"])("a prefix like %s gives keys that are refused", (prefix) => {
  expect(parseRouteKey(withPrefix(prefix as "/v1", { get: routes.get }).get.key).error).toBeDefined();
});
