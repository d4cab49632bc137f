import { parseRouteKey, route, withPrefix } from "gatewright/contract";
import { handle } from "gatewright/runtime";
import * as z from "zod/mini";
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

test("each route key gets the prefix, except $default and malformed keys, which synthesis reports as written", () => {
  expect(Object.values(v1).map(({ key }) => key)).toEqual([
    "GET /v1",
    "GET /v1/things/{thingId}",
    "POST /v1/things",
    "$default",
    "GET things",
  ]);
});

test("a route keeps its contract when it gets a prefix", () => {
  const { key: _, ...spec } = routes.get;
  expect(v1.get).toMatchObject(spec);
});

test("the original routes stay unchanged", () => {
  expect(routes.get.key).toBe("GET /things/{thingId}");
});

test("a handler of a prefixed route has the types of the contract", async () => {
  const key: "GET /v1/things/{thingId}" = v1.get.key;
  const handler = handle(v1.get, ({ params }) => ({ status: 200, body: { thingId: params.thingId } }));
  // @ts-expect-error the contract declares no reply with this status
  const wrongStatus = handle(v1.get, () => ({ status: 201, body: { thingId: "1" } }));
  // @ts-expect-error the body has no field id
  const wrongField = handle(v1.create, ({ body }) => ({ status: 200, body: body.id }));
  expect([key, typeof wrongStatus, typeof wrongField]).toEqual([
    "GET /v1/things/{thingId}",
    "function",
    "function",
  ]);
  expect(await handler(eventOf({ params: { thingId: "1" } }))).toMatchObject({ body: '{"thingId":"1"}' });
});

test.each(["v1/", "/v1/"])("the prefix %s makes malformed keys", (prefix) => {
  expect(parseRouteKey(withPrefix(prefix as "/v1", { get: routes.get }).get.key).error).toBeDefined();
});
