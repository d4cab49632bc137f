import { writeFileSync } from "node:fs";
import path from "node:path";
import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import fc from "fast-check";
import { type LocalServer, startLocal } from "gatewright/local";
import { type Bundle, bundle } from "#bundle";
import { type RunningFunction, startFunction } from "../lambda";
import { startBothApis, type Urls } from "../local/both-apis/fixture";
import { send } from "../local/gateway/raw-http";
import { writeStackFolder } from "../local/gateway/terraform-fixture";
import { eventOf, restEventOf } from "../support";
import { echo, handler } from "./cases";

type Parts = NonNullable<Parameters<typeof eventOf>[0]>;
type EntryPoint = (parts: Parts) => Promise<Pick<APIGatewayProxyStructuredResultV2, "statusCode" | "body">>;

const KEY = "POST /echo/{id}";

let bundled: RunningFunction;
let local: LocalServer;
/** Local gateway whose integration has payload format 1.0. */
let localV1: LocalServer;
/** Local gateway of a stack with both kinds of API, and their URLs. */
let constructs: LocalServer;
let urls: Urls;
beforeAll(async () => {
  const requests = [{ entry: "__tests__/runtime/cases.ts", target: "node20" }];
  const [built] = bundle(requests, process.cwd()).values();
  bundled = startFunction(built as Bundle, {});
  [local, localV1] = await Promise.all([startEcho("2.0"), startEcho("1.0")]);
  const both = await startBothApis("__tests__/runtime/cases.ts", [echo], [{}]);
  constructs = both.local;
  [urls] = both.urls as [Urls];

  function startEcho(payload_format_version: string): Promise<LocalServer> {
    const dir = writeStackFolder({
      routes: { [KEY]: { to: "echo", integration: { payload_format_version } } },
    });
    writeFileSync(path.join(dir, "echo.zip"), (built as Bundle).zip);
    return startLocal({ dir });
  }
});
afterAll(() => Promise.all([bundled.stop(), local.stop(), localV1.stop(), constructs.stop()]));
beforeEach(() => {
  jest.spyOn(console, "error").mockImplementation(() => {});
});
afterEach(() => jest.restoreAllMocks());

const ENTRY_POINTS: readonly (readonly [string, EntryPoint])[] = [
  ["the source", (parts) => handler(eventOf(parts))],
  ["the bundle", (parts) => bundled.call(eventOf(parts))],
  ["the local gateway", (parts) => overHttp(local.url, parts)],
  ["the local gateway with payload format 1.0", (parts) => overHttp(localV1.url, parts)],
  ["the local gateway of an HttpApi", (parts) => overHttp(urls.http, parts)],
  ["the local gateway of a RestApi", (parts) => overHttp(urls.rest, parts)],
  ["the source, from a REST API", (parts) => handler(restEventOf(parts, KEY))],
  ["the bundle, from a REST API", (parts) => bundled.call(restEventOf(parts, KEY))],
];

/**
 * Sends the parts of an event to the local gateway as an HTTP request. A base64 body is sent as bytes, and
 * the gateway encodes it again.
 */
async function overHttp(url: string, { params = {}, query, headers, body, isBase64Encoded }: Parts) {
  const target = `${new URL(url).pathname.replace(/\/$/, "")}/echo/${encodeURIComponent(params.id ?? "")}${query ? `?${query}` : ""}`;
  const bytes = body === undefined ? body : Buffer.from(body, isBase64Encoded ? "base64" : "utf8");
  const reply = await send(url, `POST ${target}`, { headers, body: bytes });
  return { statusCode: reply.status, body: reply.body };
}

const params = { id: "1" };
const body = '{"name":"x"}';
const CASES: readonly (readonly [string, Parts, number, object])[] = [
  [
    "valid parts",
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
    "a body with a JSON content type",
    { params, headers: { "content-type": "application/json" }, body },
    200,
    { name: "x" },
  ],
  ["no body", { params }, 400, { code: "invalid-json" }],
  ["malformed JSON", { params, body: "{" }, 400, { code: "invalid-json" }],
  [
    "another content type",
    { params, body, headers: { "content-type": "text/plain" } },
    415,
    { code: "unsupported-media-type" },
  ],
  [
    "errors in every part",
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
    { code: "internal-error", detail: "Internal error." },
  ],
];

describe.each(ENTRY_POINTS)("%s", (_, call) => {
  test.each(CASES)(
    "a request with %s returns the expected status and body",
    async (_title, parts, status, expected) => {
      const result = await call(parts);
      expect(result.statusCode).toBe(status);
      expect(JSON.parse(result.body ?? "")).toMatchObject(expected);
    },
  );
});

function onlyStatusAndBody({ statusCode, body }: Awaited<ReturnType<EntryPoint>>) {
  return { statusCode, body };
}

const word = fc.oneof(
  fc.string(),
  fc.constantFrom("n", "tags", "x-dry", "name", "__proto__", "1", "true", "%zz", "é"),
);
const anyEvent = fc.record({
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

test("the response to any event is 200, 400 or 415, and never contains a stack trace", async () => {
  await fc.assert(
    fc.asyncProperty(anyEvent, async (parts) => {
      const { statusCode, body: text = "" } = await handler(eventOf(parts));
      expect([200, 400, 415]).toContain(statusCode);
      expect(text).not.toMatch(/\bat .*\.ts:\d+|Error:/);
    }),
    { numRuns: 500 },
  );
});

test("the response to any event of a REST API is the response to the same request of an HTTP API", async () => {
  await fc.assert(
    fc.asyncProperty(anyEvent, async (parts) => {
      const { statusCode, body: text } = await handler(restEventOf(parts, KEY));
      expect({ statusCode, body: text }).toEqual(onlyStatusAndBody(await handler(eventOf(parts))));
    }),
    { numRuns: 500 },
  );
});

test("a handler receives the values that a valid request contains", async () => {
  const validRequest = fc.record({
    id: fc.string(),
    n: fc.integer(),
    tags: fc.array(fc.string(), { minLength: 1 }),
    name: fc.string(),
  });
  await fc.assert(
    fc.asyncProperty(validRequest, async ({ id, n, tags, name }) => {
      const query = new URLSearchParams([
        ["n", String(n)],
        ...tags.map((tag): [string, string] => ["tags", tag]),
      ]).toString();
      const parts = { params: { id }, query, body: JSON.stringify({ name }) };
      for (const event of [eventOf(parts), restEventOf(parts, KEY)]) {
        const result = await handler(event);
        expect(JSON.parse(result.body ?? "")).toEqual({ id, query: { n, tags }, name });
      }
    }),
    { numRuns: 300 },
  );
});
