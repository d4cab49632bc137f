import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import {
  byHeader,
  byMediaType,
  byQuery,
  deprecate,
  type Route,
  route,
  type Version,
} from "gatewright/contract";
import { handle, handleAll } from "gatewright/runtime";
import * as z from "zod/mini";
import { eventOf, restEventOf } from "../support";

const KEY = "GET /things";

/**
 * Returns a function that calls a handler with several versions. Each version returns its own name. The function checks
 * that the handler returns the same result for the event of a REST API.
 */
function versions(...selectors: readonly (readonly [string, Version | undefined])[]) {
  const handlers = selectors.map(([name, version]) =>
    handle(route(KEY, { version }) as Route, () => ({ status: 200, body: name })),
  );
  const handler = handleAll(...handlers);
  return async (parts: Parameters<typeof eventOf>[0]) => {
    const result = await handler({ ...eventOf(parts), routeKey: KEY });
    expect(await handler(restEventOf(parts, KEY))).toEqual(result);
    return result;
  };
}

const type = (version: string) => `application/vnd.things.${version}+json`;
const typed = versions(["one", { mediaType: type("v1") }], ["two", { mediaType: type("v2") }]);

describe("versions that a media type selects", () => {
  test.each([
    [undefined, "one"],
    ["*/*", "one"],
    ["application/json", "one"],
    ["application/*", "one"],
    [type("v2"), "two"],
    [type("V2").toUpperCase(), "two"],
    [`${type("v1")};q=0.5, ${type("v2")}`, "two"],
    [`${type("v1")}; q=0.2, */*;q=0.1`, "one"],
    [`${type("v1")};q=0, */*`, "two"],
    [`text/html, ${type("v2")};q=0.9, application/json;q=0.8`, "two"],
  ])("a request with accept: %s is handled by version %s", async (accept, body) => {
    const { statusCode, body: name } = await typed({ headers: accept === undefined ? {} : { accept } });
    expect([statusCode, name]).toEqual([200, JSON.stringify(body)]);
  });

  test("a response has the media type of its version, and a vary header", async () => {
    const { headers } = await typed({ headers: { accept: type("v2") } });
    expect(headers).toEqual({ "content-type": type("v2"), vary: "accept" });
  });

  test.each([type("v3"), "text/html", `${type("v1")};q=0`, "*/*;q=0", "application/json;q=x"])(
    "a request with accept: %s returns 406 with the available media types",
    async (accept) => {
      const { statusCode, body, headers } = await typed({ headers: { accept } });
      expect([statusCode, headers]).toEqual([
        406,
        { "content-type": "application/problem+json", vary: "accept" },
      ]);
      expect(JSON.parse(body ?? "")).toMatchObject({
        code: "not-acceptable",
        detail: `Available media types: ${type("v1")}, ${type("v2")}; none matches Accept "${accept}".`,
      });
    },
  );

  test("the route without a version handles requests that select no version", async () => {
    const mixed = versions(["two", { mediaType: type("v2") }], ["plain", undefined]);
    const bodies = [undefined, "application/json", "*/*", type("v2")].map(async (accept) =>
      mixed({ headers: accept === undefined ? {} : { accept } }),
    );
    expect((await Promise.all(bodies)).map(({ body }) => body)).toEqual([
      '"plain"',
      '"plain"',
      '"plain"',
      '"two"',
    ]);
  });
});

describe("versions that a query parameter selects", () => {
  const byParameter = versions(
    ["one", { parameter: "v", value: "1" }],
    ["two", { parameter: "v", value: "2" }],
  );

  test.each([
    ["", "one"],
    ["v=1", "one"],
    ["a=b&v=2", "two"],
    ["v=1&v=2", "two"],
    ["v=3&v=1", "one"],
  ])("a request with the query ?%s is handled by version %s", async (query, body) => {
    const result = await byParameter({ query });
    expect([result.statusCode, result.body]).toEqual([200, JSON.stringify(body)]);
    expect(result.headers).toEqual({ "content-type": "application/json" });
  });

  test("an unknown version returns 400 with the available versions", async () => {
    const { statusCode, body } = await byParameter({ query: "v=3" });
    expect(statusCode).toBe(400);
    expect(JSON.parse(body ?? "")).toMatchObject({
      code: "invalid-input",
      errors: [{ in: "query", path: "/v", message: "Unknown version; available: 1, 2" }],
    });
  });

  test("the version parameter is removed before the query is validated", async () => {
    const routes = { list: route(KEY, { query: z.strictObject({ limit: z.optional(z.int()) }) }) };
    const handler = handle(byQuery("v", "2", routes).list, ({ query }) => ({ status: 200, body: query }));
    expect(await handler(eventOf({ query: "v=2&limit=3" }))).toMatchObject({ body: '{"limit":3}' });
  });
});

describe("versions that a header selects", () => {
  const byName = versions(
    ["one", { header: "x-version", value: "1" }],
    ["two", { header: "x-version", value: "2" }],
  );

  test.each<[string, Record<string, string>, string]>([
    ["no header", {}, "one"],
    ["the first version", { "x-version": "1" }, "one"],
    ["another version", { "X-Version": "2", accept: "text/html" }, "two"],
    ["several versions", { "x-version": "1,2" }, "two"],
    ["several versions after spaces", { "x-version": "2, 1" }, "one"],
  ])("a request with %s is handled by the version that it selects", async (_, headers, body) => {
    const result = await byName({ headers });
    expect([result.statusCode, result.body]).toEqual([200, JSON.stringify(body)]);
    expect(result.headers).toEqual({ "content-type": "application/json", vary: "x-version" });
  });

  test.each(["3", "", "1,"])(
    "the unknown version %j returns 400 with the available versions",
    async (value) => {
      const { statusCode, headers, body } = await byName({ headers: { "x-version": value } });
      expect([statusCode, headers]).toEqual([
        400,
        { "content-type": "application/problem+json", vary: "x-version" },
      ]);
      expect(JSON.parse(body ?? "")).toMatchObject({
        code: "invalid-input",
        errors: [{ in: "headers", path: "/x-version", message: "Unknown version; available: 1, 2" }],
      });
    },
  );

  test("the route without a version handles requests without the header", async () => {
    const mixed = versions(["two", { header: "x-version", value: "2" }], ["plain", undefined]);
    expect((await mixed({})).body).toBe('"plain"');
    expect((await mixed({ headers: { "x-version": "2" } })).body).toBe('"two"');
  });

  test("byHeader sets the lowercase name of the header", () => {
    const { list } = byHeader("X-Version", "2", { list: route(KEY, { access: "public" }) });
    expect(list).toEqual({ key: KEY, access: "public", version: { header: "x-version", value: "2" } });
  });
});

test("a handler with a single version handles every request", async () => {
  const single = versions(["two", { mediaType: type("v2") }]);
  const result: APIGatewayProxyStructuredResultV2 = await single({ headers: { accept: "text/html" } });
  expect(result).toMatchObject({ statusCode: 200, headers: { "content-type": type("v2") } });
});

test("only responses of a deprecated version have a deprecation header", async () => {
  const routes = { list: route(KEY) };
  const old = byMediaType(type("v1"), deprecate({ since: "2026-01-31" }, routes));
  const handler = handleAll(
    handle(old.list, () => ({ status: 200, body: 1 })),
    handle(byMediaType(type("v2"), routes).list, () => ({ status: 200, body: 2 })),
  );
  const headersOf = async (accept: string) =>
    (await handler({ ...eventOf({ headers: { accept } }), routeKey: KEY })).headers;
  expect(await headersOf(type("v1"))).toMatchObject({ deprecation: "@1769817600" });
  expect(await headersOf(type("v2"))).not.toHaveProperty("deprecation");
});
