import {
  byHeader,
  byMediaType,
  byQuery,
  client,
  deprecate,
  openapi,
  route,
  withPrefix,
} from "gatewright/contract";

const getThing = route("GET /things/{thingId}");
const v1 = withPrefix("/v1", { getThing });

/** Functions that take the routes of a file, as `import * as routes` returns them. */
const FUNCTIONS: Readonly<Record<string, (routes: never) => unknown>> = {
  client: (routes) => client(routes, { baseUrl: "https://api.example.com" }),
  openapi: (routes) => openapi(routes, { title: "Things", version: "1.0.0" }),
  withPrefix: (routes) => withPrefix("/v2", routes),
  byMediaType: (routes) => byMediaType("application/vnd.things.v2+json", routes),
  byQuery: (routes) => byQuery("version", "2", routes),
  byHeader: (routes) => byHeader("x-version", "2", routes),
  deprecate: (routes) => deprecate({ since: "2026-01-31" }, routes),
};

describe.each(Object.entries(FUNCTIONS))("%s()", (_, run) => {
  test.each([
    ["a group of routes", v1],
    ["a group with a route that has the name key", { key: getThing }],
    ["a string", "GET /things"],
    ["undefined", undefined],
    ["null", null],
  ])("%s among the routes is an error that contains its name", (_, other) => {
    expect(() => run({ getThing, v1: other } as never)).toThrow(
      '"v1" is not a route; expected a value from route(). Pass a group of routes separately, or add its routes with `...v1`.',
    );
  });

  test("the routes of a group are accepted separately and together with other routes", () => {
    expect(() => run(v1 as never)).not.toThrow();
    expect(() => run({ ...v1, listThings: route("GET /things") } as never)).not.toThrow();
  });
});

test("the compiler rejects a group of routes among the routes", () => {
  // @ts-expect-error v1 is a group of routes
  expect(() => client({ getThing, v1 }, { baseUrl: "https://api.example.com" })).toThrow();
});
