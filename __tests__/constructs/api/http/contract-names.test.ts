import { byHeader, byQuery, problem, type RouteSpec, route } from "gatewright/contract";
import * as zod from "zod";
import * as z from "zod/mini";
import { errorsOf } from "../../../support";
import { apiStack } from "./api-fixture";

/** Returns the errors of a route that the compiler does not check, because its contract has no literal type. */
function errorsOfRoute(path: string, spec: RouteSpec): readonly string[] {
  const { stack, api, answer } = apiStack();
  const key: string = `POST ${path}`;
  api.route({ ...spec, key, access: "public" }, answer);
  return errorsOf(stack);
}

const id = { id: zod.string() };
const miniId = { id: z.string() };

test.each<[string, string, RouteSpec, readonly string[]]>([
  [
    "a parameter with another name",
    "/x/{thingId}",
    { params: zod.object(id) },
    ['params.id is not in the route key; expected "thingId". Rename it.'],
  ],
  [
    "a parameter with another name in zod/mini",
    "/x/{thingId}",
    { params: z.object(miniId) },
    ['params.id is not in the route key; expected "thingId". Rename it.'],
  ],
  [
    "a number with another name in zod/mini",
    "/x/{thingId}",
    { params: z.object({ thingId: z.string(), page: z.int() }) },
    ['params.page is not in the route key; expected "thingId". Rename it.'],
  ],
  [
    "an optional parameter with another name",
    "/x/{a}/{b+}",
    { params: zod.object({ a: zod.string(), c: zod.string().optional() }) },
    ['params.c is not in the route key; expected "a" or "b". Rename it.'],
  ],
  [
    "a parameter of a path without parameters",
    "/x",
    { params: zod.object(id) },
    [
      "params.id is not in the route key; expected no path parameter. Remove it from the schema, or add it to the route key.",
    ],
  ],
  [
    "a parameter of a union",
    "/x/{a}",
    { params: zod.union([zod.object({ a: zod.string() }).meta({ id: "A" }), zod.object(id)]) },
    ['params.id is not in the route key; expected "a". Rename it.'],
  ],
  [
    "a header of a record with fixed names",
    "/x",
    { headers: zod.looseRecord(zod.enum(["X-Count", "x-a"]), zod.string()) },
    ['headers.X-Count is never present, because header names are lowercase. Write "x-count".'],
  ],
  [
    "headers with capital letters",
    "/x",
    {
      headers: zod.object({ "X-Count": zod.string(), "x-a": zod.string(), Accept: zod.string().optional() }),
    },
    [
      'headers.X-Count is never present, because header names are lowercase. Write "x-count".',
      'headers.Accept is never present, because header names are lowercase. Write "accept".',
    ],
  ],
  [
    "a header with capital letters in zod/mini",
    "/x",
    { headers: z.object({ "X-Count": z.string() }) },
    ['headers.X-Count is never present, because header names are lowercase. Write "x-count".'],
  ],
  [
    "the header cookie",
    "/x",
    { headers: z.object({ cookie: z.string() }) },
    ["headers.cookie is never present, because API Gateway moves cookies. Read `event.cookies` instead."],
  ],
])("%s is an error, because no request can contain it", (_, path, spec, errors) => {
  expect(errorsOfRoute(path, spec)).toEqual(
    errors.map((error) => `test/api: route "POST ${path}": ${error}`),
  );
});

test.each([200, 399, 600])("a problem with the status %d is an error", (status) => {
  const errors = [
    `test/api: route "POST /x": replies.${status} is a problem; expected a status from 400 to 599. Change the status.`,
  ];
  expect(errorsOfRoute("/x", { replies: { [status]: problem("odd"), 404: problem("missing") } })).toEqual(
    errors,
  );
});

test("the query parameter that selects the version is an error in the schema of a query", () => {
  const { stack, api, answer } = apiStack();
  const query = z.object({ version: z.string() });
  api.route(byQuery("version", "2", { get: route("GET /x", { access: "public", query }) }).get, answer);
  expect(errorsOf(stack)).toEqual([
    'test/api: route "GET /x": query.version selects the version and is removed from the query. Remove it from the schema.',
  ]);
});

test("the header that selects the version is an error in the schema of the headers", () => {
  const { stack, api, answer } = apiStack();
  const headers = z.object({ "x-version": z.string() });
  api.route(byHeader("X-Version", "2", { get: route("GET /x", { access: "public", headers }) }).get, answer);
  expect(errorsOf(stack)).toEqual([
    'test/api: route "GET /x": headers.x-version selects the version. Remove it from the schema.',
  ]);
});

test.each([
  [{ header: "cookie", value: "2" }, 'version.header is "cookie"'],
  [{ header: "X-Version", value: "2" }, 'version.header is "X-Version"'],
  [{ header: "x version", value: "2" }, 'version.header is "x version"'],
  [{ header: "", value: "2" }, 'version.header is ""'],
])("the version %j is an error, because no request can select it", (version, found) => {
  expect(errorsOfRoute("/x", { version })).toEqual([
    `test/api: route "POST /x": ${found}; expected a header other than "cookie", in lower case, such as "x-api-version".`,
  ]);
});

test.each(["", " 2", "a b", "1,2", "é"])("the value %j of a header is an error", (value) => {
  expect(errorsOfRoute("/x", { version: { header: "x-version", value } })).toEqual([
    `test/api: route "POST /x": version.value is ${JSON.stringify(value)}; expected ASCII without spaces and commas, such as "2".`,
  ]);
});

test.each<[string, string, RouteSpec]>([
  [
    "the parameters of the route key",
    "/x/{a}/{b+}",
    { params: zod.object({ a: zod.int(), b: zod.string() }) },
  ],
  [
    "the parameters of the route key in zod/mini",
    "/x/{a}/{b+}",
    { params: z.object({ a: z.int(), b: z.string() }) },
  ],
  ["some of the parameters", "/x/{a}/{b}", { params: z.object({ a: z.enum(["x"]) }) }],
  [
    "a record",
    "/x/{a}",
    { params: zod.record(zod.string(), zod.string()), headers: z.record(z.string(), z.string()) },
  ],
  ["lowercase headers", "/x", { headers: z.object({ "x-count": z.int(), x_1: z.string() }) }],
  [
    "a check with another path",
    "/x/{a}",
    {
      params: z
        .object({ a: z.string() })
        .check(z.refine(() => false, { path: ["range"], message: "is invalid" })),
    },
  ],
  [
    "an asynchronous check",
    "/x/{a}",
    { params: z.object({ a: z.string().check(z.refine(async () => true)) }) },
  ],
  [
    "a schema that throws",
    "/x/{a}",
    {
      params: z.pipe(
        z.any(),
        z.transform((value) => value.a.b.c),
      ),
      query: z.object({ pageSize: z.int() }),
    },
  ],
])("a contract with %s is no error", (_, path, spec) => {
  expect(errorsOfRoute(path, spec)).toEqual([]);
});
