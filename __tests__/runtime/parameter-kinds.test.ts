import type { StandardSchemaV1 } from "@standard-schema/spec";
import fc from "fast-check";
import { route } from "gatewright/contract";
import { handle } from "gatewright/runtime";
import * as zod from "zod";
import * as z from "zod/mini";
import { eventOf } from "../support";

/** Sends a query to a handler, and returns the validated query, or the errors as `<path> <message>`. */
async function readQuery(schema: StandardSchemaV1, query: string): Promise<unknown> {
  const handler = handle(route("GET /x", { query: schema }), (request) => ({
    status: 200,
    body: request.query,
  }));
  const { statusCode, body = "" } = await handler(eventOf({ query }));
  const parsed = JSON.parse(body);
  return statusCode === 200
    ? parsed
    : parsed.errors.map(({ path, message }: Record<string, string>) => `${path} ${message}`);
}

const splitText = (value: unknown) => (typeof value === "string" ? value.split(",") : value);

/** Schemas of zod, which have a JSON Schema. Types that JSON Schema lacks are in their own table below. */
const ZOD = {
  limit: zod.int().min(1).max(100),
  year: zod.number().min(2020).max(2030),
  status: zod.literal(404),
  flag: zod.boolean(),
  day: zod.iso.date(),
  id: zod.uuid(),
  zip: zod.string().regex(/^\d{5}$/),
  sort: zod.enum(["name", "1"]),
  code: zod.string().length(3),
  tags: zod.array(zod.string()),
  sizes: zod.array(zod.number().max(5)),
  pair: zod.tuple([zod.number(), zod.string()]),
  either: zod.union([zod.string(), zod.number()]),
  page: zod.union([zod.number(), zod.literal("all")]),
  names: zod.union([zod.string(), zod.array(zod.string())]),
  mixed: zod.union([zod.number(), zod.array(zod.string())]),
  missing: zod.nullable(zod.number()),
  any: zod.any(),
  count: zod.number().catch(1),
  isOn: zod.boolean().catch(false),
  label: zod.string().catch("x"),
  amount: zod.coerce.number(),
  isSet: zod.coerce.boolean(),
  list: zod.preprocess(splitText, zod.array(zod.string())),
  yes: zod.stringbool(),
  size: zod.string().transform(Number).pipe(zod.number().max(10)),
};

/** The same schemas in zod/mini, which has no JSON Schema. */
const MINI: Record<keyof typeof ZOD, z.ZodMiniType> = {
  limit: z.int().check(z.gte(1), z.lte(100)),
  year: z.number().check(z.gte(2020), z.lte(2030)),
  status: z.literal(404),
  flag: z.boolean(),
  day: z.iso.date(),
  id: z.uuid(),
  zip: z.string().check(z.regex(/^\d{5}$/)),
  sort: z.enum(["name", "1"]),
  code: z.string().check(z.length(3)),
  tags: z.array(z.string()),
  sizes: z.array(z.number().check(z.lte(5))),
  pair: z.tuple([z.number(), z.string()]),
  either: z.union([z.string(), z.number()]),
  page: z.union([z.number(), z.literal("all")]),
  names: z.union([z.string(), z.array(z.string())]),
  mixed: z.union([z.number(), z.array(z.string())]),
  missing: z.nullable(z.number()),
  any: z.any(),
  count: z.catch(z.number(), 1),
  isOn: z.catch(z.boolean(), false),
  label: z.catch(z.string(), "x"),
  amount: z.coerce.number(),
  isSet: z.coerce.boolean(),
  list: z.pipe(z.transform(splitText), z.array(z.string())),
  yes: z.stringbool(),
  size: z.pipe(z.pipe(z.string(), z.transform(Number)), z.number().check(z.lte(10))),
};

/** Queries with the value that the handler receives. */
const ACCEPTED: readonly (readonly [string, unknown])[] = [
  ["limit=20", 20],
  ["limit=007", 7],
  ["year=2025", 2025],
  ["status=404", 404],
  ["flag=true", true],
  ["day=2026-01-31", "2026-01-31"],
  ["id=123e4567-e89b-42d3-a456-426614174000", "123e4567-e89b-42d3-a456-426614174000"],
  ["zip=12345", "12345"],
  ["sort=1", "1"],
  ["code=123", "123"],
  ["tags=a", ["a"]],
  ["tags=1", ["1"]],
  ["tags=a&tags=2", ["a", "2"]],
  ["sizes=1", [1]],
  ["sizes=1&sizes=2", [1, 2]],
  ["pair=1&pair=2", [1, "2"]],
  ["either=20", "20"],
  ["page=20", 20],
  ["page=all", "all"],
  ["names=5", "5"],
  ["names=5&names=a", ["5", "a"]],
  ["mixed=5", 5],
  ["mixed=a", ["a"]],
  ["missing=5", 5],
  ["any=20", "20"],
  ["any=true", "true"],
  ["count=20", 20],
  ["count=zz", 1],
  ["isOn=true", true],
  ["isOn=x", false],
  ["label=20", "20"],
  ["amount=20", 20],
  ["isSet=false", false],
  ["isSet=true", true],
  ["list=a,b", ["a", "b"]],
  ["list=1", ["1"]],
  ["yes=true", true],
  ["size=5", 5],
];

/** Queries with the error, which describes the value of the query. */
const REFUSED: readonly (readonly [string, string])[] = [
  ["limit=1000", "/limit Too big: expected number to be <=100"],
  ["limit=0", "/limit Too small: expected number to be >=1"],
  ["limit=1.5", "/limit Invalid input: expected int, received number"],
  ["limit=zz", "/limit Invalid input: expected number, received string"],
  ["limit=", "/limit Invalid input: expected number, received string"],
  ["limit=true", "/limit Invalid input: expected number, received string"],
  ["limit=1&limit=2", "/limit Invalid input: expected number, received array"],
  ["year=5", "/year Too small: expected number to be >=2020"],
  ["year=x", "/year Invalid input: expected number, received string"],
  ["status=405", "/status Invalid input: expected 404"],
  ["flag=maybe", "/flag Invalid input: expected boolean, received string"],
  ["flag=1", "/flag Invalid input: expected boolean, received string"],
  ["day=5", "/day Invalid ISO date"],
  ["day=x", "/day Invalid ISO date"],
  ["id=5", "/id Invalid UUID"],
  ["zip=123", "/zip Invalid string: must match pattern /^\\d{5}$/"],
  ["sort=2", '/sort Invalid option: expected one of "1"|"name"'],
  ["sort=b", '/sort Invalid option: expected one of "1"|"name"'],
  ["code=12", "/code Too small: expected string to have exactly 3 characters"],
  ["code=true", "/code Too big: expected string to have exactly 3 characters"],
  ["sizes=9", "/sizes/0 Too big: expected number to be <=5"],
  ["sizes=x", "/sizes/0 Invalid input: expected number, received string"],
  ["sizes=1&sizes=9", "/sizes/1 Too big: expected number to be <=5"],
  ["sizes=1&sizes=x", "/sizes/1 Invalid input: expected number, received string"],
  ["pair=x&pair=2", "/pair/0 Invalid input: expected number, received string"],
  ["page=x", "/page Invalid input"],
  ["missing=x", "/missing Invalid input: expected number, received string"],
  ["size=20", "/size Too big: expected number to be <=10"],
];

/** Returns an object schema with the property that a query sets. */
function schemaOf(library: "zod" | "zod/mini", query: string): StandardSchemaV1 {
  const name = query.split("=")[0] as keyof typeof ZOD;
  return library === "zod" ? zod.object({ [name]: ZOD[name] }) : z.object({ [name]: MINI[name] });
}

describe.each(["zod", "zod/mini"] as const)("a schema of %s", (library) => {
  test.each(ACCEPTED)("accepts the query ?%s with the value %j", async (query, value) => {
    const name = query.split("=")[0] ?? "";
    expect(await readQuery(schemaOf(library, query), query)).toEqual({ [name]: value });
  });

  test.each(REFUSED)("rejects the query ?%s with the error %j", async (query, error) => {
    expect(await readQuery(schemaOf(library, query), query)).toEqual([error]);
  });

  test("the response to a query does not depend on the queries before it", async () => {
    const queries = fc.constantFrom(...ACCEPTED, ...REFUSED);
    await fc.assert(
      fc.asyncProperty(fc.array(queries, { minLength: 2, maxLength: 6 }), async (cases) => {
        const schema = schemaOf(library, cases[0]?.[0] ?? "");
        const queriesOfSchema = cases.filter(
          ([query]) => query.split("=")[0] === cases[0]?.[0].split("=")[0],
        );
        for (const [query, expected] of [...queriesOfSchema, ...queriesOfSchema.toReversed()]) {
          const isRefused = REFUSED.some(([refused]) => refused === query);
          const value = isRefused ? [expected] : { [query.split("=")[0] ?? ""]: expected };
          expect(await readQuery(schema, query)).toEqual(value);
        }
      }),
    );
  });

  test("each parameter of a query has its own kind, whatever parameters an earlier query had", async () => {
    const names = Object.keys(ZOD);
    const queries = fc.subarray(ACCEPTED.slice(), { minLength: 2 });
    await fc.assert(
      fc.asyncProperty(fc.array(queries, { minLength: 1, maxLength: 3 }), async (requests) => {
        const shape = library === "zod" ? zod.object(ZOD).partial() : z.partial(z.object(MINI));
        for (const cases of requests) {
          const byName = new Map(cases.map(([query, value]) => [query.split("=")[0] ?? "", [query, value]]));
          const query = [...byName.values()].map(([text]) => text).join("&");
          const values = Object.fromEntries([...byName].map(([name, [, value]]) => [name, value]));
          const defaults = { count: 1, isOn: false, label: "x" };
          const actual = (await readQuery(shape, query)) as Record<string, unknown>;
          for (const name of names.filter((key) => key in values)) {
            expect([name, actual[name]]).toEqual([name, values[name] ?? defaults[name as "count"]]);
          }
        }
      }),
      { numRuns: 30 },
    );
  });
});

test("the kind of a parameter does not depend on the parameters of an earlier query", async () => {
  const schema = z.object({
    either: z.optional(z.union([z.string(), z.number()])),
    isSet: z.coerce.boolean(),
  });
  expect(await readQuery(schema, "either=20&isSet=true")).toEqual({ either: "20", isSet: true });
  expect(await readQuery(schema, "isSet=false")).toEqual({ isSet: false });
});

describe("a schema whose type of a value is not a type of JSON", () => {
  test.each<[string, StandardSchemaV1, unknown]>([
    ["a=2020", zod.object({ a: zod.date() }), ["/a Invalid input: expected date, received string"]],
    [
      "a=2020&b=5",
      zod.object({ a: zod.coerce.date(), b: zod.number() }),
      { a: "2020-01-01T00:00:00.000Z", b: 5 },
    ],
    ["a=x", zod.object({ a: zod.coerce.date() }), ["/a Invalid input: expected date, received Date"]],
  ])("reads the query ?%s", async (query, schema, expected) => {
    expect(await readQuery(schema, query)).toEqual(expected);
  });
});

const Shape = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("circle"), size: z.number().check(z.lte(10)) }),
  z.object({ kind: z.literal("text"), size: z.string().check(z.maxLength(2)) }),
]);
const ZodShape = zod.discriminatedUnion("kind", [
  zod.object({ kind: zod.literal("circle"), size: zod.number().max(10) }),
  zod.object({ kind: zod.literal("text"), size: zod.string().max(2) }),
]);

describe.each([
  ["zod", ZodShape],
  ["zod/mini", Shape],
])("a schema of %s whose kinds depend on another parameter", (_, schema) => {
  test.each([
    ["kind=circle&size=5", { kind: "circle", size: 5 }],
    ["kind=text&size=5", { kind: "text", size: "5" }],
    ["kind=circle&size=50", ["/size Too big: expected number to be <=10"]],
    ["kind=circle&size=x", ["/size Invalid input: expected number, received string"]],
    ["kind=text&size=500", ["/size Too big: expected string to have <=2 characters"]],
    ["kind=circle&size=6", { kind: "circle", size: 6 }],
  ])("reads the query ?%s", async (query, expected) => {
    expect(await readQuery(schema, query)).toEqual(expected);
  });
});

describe("an object schema", () => {
  test.each<[string, StandardSchemaV1, string, unknown]>([
    ["has an unknown parameter", z.strictObject({ n: z.number() }), "n=5&x=1", [' Unrecognized key: "x"']],
    ["has a record", z.record(z.string(), z.number()), "a=1&b=2", { a: 1, b: 2 }],
    ["has a record of zod", zod.record(zod.string(), zod.number()), "a=1&b=2", { a: 1, b: 2 }],
    ["has two forms", z.union([z.object({ a: z.number() }), z.object({ b: z.string() })]), "a=5", { a: 5 }],
    ["has two forms", z.union([z.object({ a: z.number() }), z.object({ b: z.string() })]), "b=5", { b: "5" }],
    [
      "has a check of several parameters",
      z
        .object({ a: z.number(), b: z.number() })
        .check(z.refine(({ a, b }) => a < b, "a must be less than b")),
      "a=5&b=2",
      [" a must be less than b"],
    ],
    [
      "has a check that throws for a value of another type",
      z.object({ a: z.any().check(z.refine((text) => text.trim() === text, "has spaces")) }),
      "a=5",
      { a: "5" },
    ],
    [
      "is asynchronous",
      z.object({ n: z.number().check(z.refine(async (n) => n < 10, "too big")) }),
      "n=20",
      ["/n too big"],
    ],
  ])("a schema that %s reads the query", async (_, schema, query, expected) => {
    expect(await readQuery(schema, query)).toEqual(expected);
  });
});

/** Schema that a project wrote itself, whose messages are not English and contain the value. */
const written: StandardSchemaV1 = {
  "~standard": {
    version: 1,
    vendor: "written",
    validate: (value) => {
      const { anzahl } = value as { anzahl: unknown };
      const message =
        typeof anzahl !== "number"
          ? `Zahl erwartet, ${JSON.stringify(anzahl)} erhalten`
          : anzahl > 2030
            ? `${anzahl} ist zu groß`
            : anzahl < 2020
              ? `${anzahl} ist zu klein`
              : undefined;
      return message === undefined ? { value } : { issues: [{ message, path: ["anzahl"] }] };
    },
  },
};

test.each([
  ["anzahl=2025", { anzahl: 2025 }],
  ["anzahl=5", ["/anzahl 5 ist zu klein"]],
  ["anzahl=x", ['/anzahl Zahl erwartet, "x" erhalten']],
])(
  "a schema without a JSON Schema and with messages in German reads the query ?%s",
  async (query, expected) => {
    expect(await readQuery(written, query)).toEqual(expected);
  },
);

test("the samples of a schema are validated once, and not in each request", async () => {
  const validate = jest.fn(written["~standard"].validate);
  const counted = { "~standard": { ...written["~standard"], validate } };
  await readQuery(counted, "anzahl=2025");
  validate.mockClear();
  await readQuery(counted, "anzahl=2026");
  expect(validate).toHaveBeenCalledTimes(1);
});

test("the number of validations does not depend on the number of parameters of a request", async () => {
  const validate = jest.fn((value: unknown) => ({ value }));
  const counted = { "~standard": { version: 1 as const, vendor: "written", validate } };
  const callsOf = async (count: number) => {
    validate.mockClear();
    await readQuery(counted, Array.from({ length: count }, (_, index) => `p${count}-${index}=1`).join("&"));
    return validate.mock.calls.length;
  };
  expect(await callsOf(2000)).toBe(await callsOf(2));
});
