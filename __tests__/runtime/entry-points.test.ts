import { writeFileSync } from "node:fs";
import path from "node:path";
import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import fc from "fast-check";
import { type Bundle, bundle } from "#bundle";
import { type LocalServer, startLocal } from "#local";
import { type Running, run } from "../lambda";
import { send } from "../local/gateway/raw-http";
import { folderOf } from "../local/gateway/terraform-fixture";
import { eventOf } from "../support";
import { handler } from "./cases";

type Parts = NonNullable<Parameters<typeof eventOf>[0]>;
type Door = (parts: Parts) => Promise<Pick<APIGatewayProxyStructuredResultV2, "statusCode" | "body">>;

let bundled: Running;
let local: LocalServer;
beforeAll(async () => {
  const [one] = bundle([{ entry: "__tests__/runtime/cases.ts", target: "node20" }], process.cwd()).values();
  bundled = run(one as Bundle, {});
  const dir = folderOf({ routes: { "POST /echo/{id}": { to: "echo" } } });
  writeFileSync(path.join(dir, "echo.zip"), (one as Bundle).zip);
  local = await startLocal({ dir });
});
afterAll(() => Promise.all([bundled.stop(), local.stop()]));
beforeEach(() => {
  jest.spyOn(console, "error").mockImplementation(() => {});
});
afterEach(() => jest.restoreAllMocks());

const DOORS: readonly (readonly [string, Door])[] = [
  ["the source", (parts) => handler(eventOf(parts))],
  ["the bundle", (parts) => bundled.call(eventOf(parts))],
  ["the gateway on this machine", overHttp],
];

/** What is an event's is a request's, but for base64: bytes are sent, and the gateway decides how they are told. */
async function overHttp({ params = {}, query, headers, body, isBase64Encoded }: Parts) {
  const target = `/echo/${encodeURIComponent(params.id ?? "")}${query ? `?${query}` : ""}`;
  const bytes = body === undefined ? body : Buffer.from(body, isBase64Encoded ? "base64" : "utf8");
  const reply = await send(local.url, `POST ${target}`, { headers, body: bytes });
  return { statusCode: reply.status, body: reply.body };
}

const params = { id: "1" };
const body = '{"name":"x"}';
const CASES: readonly (readonly [string, Parts, number, object])[] = [
  [
    "a good request",
    { params, query: "n=1&tags=a", headers: { "x-dry": "true" }, body },
    200,
    { id: "1", query: { n: 1, tags: ["a"] }, dry: true, name: "x" },
  ],
  [
    "a body in base64",
    { params, body: Buffer.from(body).toString("base64"), isBase64Encoded: true },
    200,
    { name: "x" },
  ],
  [
    "a body that says it is JSON",
    { params, headers: { "content-type": "application/json" }, body },
    200,
    { name: "x" },
  ],
  ["no body", { params }, 400, { code: "invalid-json" }],
  ["broken JSON", { params, body: "{" }, 400, { code: "invalid-json" }],
  [
    "another content type",
    { params, body, headers: { "content-type": "text/plain" } },
    415,
    { code: "unsupported-media-type" },
  ],
  [
    "faults everywhere",
    { params, query: "n=x", headers: { "x-dry": "maybe" }, body: "{}" },
    400,
    {
      errors: [
        { in: "query", path: "/n" },
        { in: "headers", path: "/x-dry" },
        { in: "body", path: "/name" },
      ],
    },
  ],
  [
    "a known error",
    { params, body: '{"name":"x","fail":"known"}' },
    409,
    { code: "taken", detail: "It is taken." },
  ],
  [
    "an unknown error",
    { params, body: '{"name":"x","fail":"unknown"}' },
    500,
    { code: "internal-error", detail: "Something went wrong." },
  ],
];

describe.each(DOORS)("through %s", (_, door) => {
  test.each(CASES)("%s is answered", async (_title, parts, status, expected) => {
    const result = await door(parts);
    expect(result.statusCode).toBe(status);
    expect(JSON.parse(result.body ?? "")).toMatchObject(expected);
  });
});

const word = fc.oneof(
  fc.string(),
  fc.constantFrom("n", "tags", "x-dry", "name", "__proto__", "1", "true", "%zz", "é"),
);
const badEvents = fc.record({
  params: fc.dictionary(word, word),
  query: fc.oneof(
    word,
    fc.array(fc.tuple(word, word)).map((pairs) => pairs.map(([a, b]) => `${a}=${b}`).join("&")),
  ),
  headers: fc.dictionary(word, word),
  body: fc.oneof(
    fc.constant(undefined),
    fc.string(),
    fc.json(),
    fc.constantFrom("null", "[]", '""', '{"name":1}', body),
  ),
  isBase64Encoded: fc.boolean(),
  claims: fc.oneof(fc.constant(undefined), fc.dictionary(word, word)),
});

test("whatever comes, the answer is a success or the caller's fault, and never shows a stack", async () => {
  await fc.assert(
    fc.asyncProperty(badEvents, async (parts) => {
      const { statusCode, body: answer = "" } = await handler(eventOf(parts));
      expect([200, 400, 415]).toContain(statusCode);
      expect(answer).not.toMatch(/\bat .*\.ts:\d+|Error:/);
    }),
    { numRuns: 500 },
  );
});

test("a good request comes through as it was sent", async () => {
  const good = fc.record({
    id: fc.string(),
    n: fc.integer(),
    tags: fc.array(fc.string(), { minLength: 1 }),
    name: fc.string(),
  });
  await fc.assert(
    fc.asyncProperty(good, async ({ id, n, tags, name }) => {
      const query = new URLSearchParams([
        ["n", String(n)],
        ...tags.map((tag): [string, string] => ["tags", tag]),
      ]).toString();
      const result = await handler(eventOf({ params: { id }, query, body: JSON.stringify({ name }) }));
      expect(JSON.parse(result.body ?? "")).toEqual({ id, query: { n, tags }, name });
    }),
    { numRuns: 300 },
  );
});
