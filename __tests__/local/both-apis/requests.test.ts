import type { LocalServer } from "gatewright/local";
import { type RequestContent, send } from "../gateway/raw-http";
import { startBothApis, type Urls } from "./fixture";
import { routes } from "./request-handlers";

// The same handlers behind both kinds of API. Differences of API Gateway itself are in DIFFERENCES, with their sources.

let local: LocalServer;
/** Pairs of APIs. The binary types of the REST APIs are all types, and one type. */
let [all, png] = [] as Urls[];
beforeAll(async () => {
  const entry = "__tests__/local/both-apis/request-handlers.ts";
  const binaryTypes = [["*/*"], ["image/png"]];
  const both = await startBothApis(
    entry,
    routes,
    binaryTypes.map((types) => ({ binaryTypes: types })),
  );
  local = both.local;
  [all, png] = both.urls as [Urls, Urls];
});
afterAll(() => local.stop());

/** Headers that a handler can set. The gateways add others, such as `date`. */
const HEADERS = ["content-type", "location", "set-cookie", "vary", "deprecation", "x-own"];

/** Sends a request to an API, and returns the parts of the response that a handler defines. */
async function call(url: string | undefined, line: string, request: RequestContent = {}) {
  const [method, path] = line.split(" ");
  const { pathname } = new URL(url ?? "");
  const prefix = pathname === "/" ? "" : pathname;
  const { status, headers, bytes } = await send(url ?? "", `${method} ${prefix}${path}`, request);
  const own = HEADERS.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]]));
  const isText = /json|csv|text/.test(headers["content-type"] ?? "");
  const body = isText ? withoutRequestId(bytes.toString()) : bytes.toString("hex");
  return { status, headers: Object.fromEntries(own), body };
}

function withoutRequestId(body: string): string {
  return body.replace(/"requestId":"[^"]+"/, '"requestId":"…"');
}

const JSON_TYPE = { "content-type": "application/json" };
const CASES: readonly (readonly [line: string, request: RequestContent, status: number])[] = [
  ...["DELETE", "GET", "OPTIONS", "PATCH", "POST", "PUT"].map(
    (method) => [`${method} /things/1`, {}, 200] as const,
  ),
  ["HEAD /things/1", {}, 200],
  ["GET /things/a%20b", {}, 200],
  ["GET /things/a%2Fb", {}, 200],
  ["GET /things/%C3%A9%2B+", {}, 200],
  ["GET /files/a/b%20c/d.txt", {}, 200],
  ["GET /files/a%2Fb", {}, 200],
  ["GET /things/1?a=1&a=2&b=&c=%26%3D+x&d", {}, 200],
  ["GET /things/1?__proto__=1&%C3%A9=%C3%A9", {}, 200],
  ["GET /search?tag=a&tag=b,c&n=1&n=2", {}, 200],
  ["GET /search?tag=a", {}, 200],
  ["GET /search?n=x&n=1", {}, 400],
  ["GET /things/1", { headers: ["Cookie: a=1; b=2", "Cookie: c=3"] }, 200],
  ["GET /things/1", { headers: ["X-Own: 1", "x-own: 2"] }, 200],
  ["POST /things", { headers: JSON_TYPE, body: '{"name":"größe"}' }, 201],
  ["POST /things", { body: '{"name":"x"}' }, 201],
  ["POST /things", { headers: JSON_TYPE, body: "{" }, 400],
  ["POST /things", { headers: JSON_TYPE, body: "{}" }, 400],
  ["POST /things", {}, 400],
  ["POST /things", { headers: { "content-type": "text/plain" }, body: "a" }, 415],
  ["POST /things/1", { headers: { "content-type": "text/plain; charset=utf-8" }, body: "é" }, 200],
  [
    "POST /reverse",
    { headers: { "content-type": "image/png", accept: "image/png" }, body: Uint8Array.of(1, 0, 255) },
    200,
  ],
  ["GET /image", { headers: { accept: "image/png" } }, 200],
  ["GET /image", { headers: { accept: "image/png, */*" } }, 200],
  ["GET /notes", { headers: { accept: "text/csv" } }, 200],
  ["GET /versions", {}, 200],
  ["GET /versions", { headers: { "X-Version": "2" } }, 200],
  ["GET /versions", { headers: { "x-version": "3" } }, 400],
];

describe.each([
  ["all types are binary", () => all],
  ["one type is binary", () => png],
])("if %s", (_, urls) => {
  test.each(CASES)("%s %j has the same response from both APIs", async (line, request, status) => {
    const expected = await call(urls()?.http, line, request);
    expect(expected.status).toBe(status);
    expect(await call(urls()?.rest, line, request)).toEqual(expected);
  });
});

const BASE64 = Buffer.of(0x89, 0x50, 0x4e, 0x47, 0, 255).toString("base64");

/**
 * Differences of API Gateway itself, with the responses of the HTTP API and of the REST API. The sources are pages of
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/, or tests of LocalStack that were recorded on AWS.
 */
const DIFFERENCES: readonly (readonly [
  title: string,
  line: string,
  request: RequestContent,
  http: object,
  rest: object,
])[] = [
  [
    "a path without a route (supported-gateway-response-types)",
    "GET /unknown",
    {},
    { status: 404, body: '{"message":"Not Found"}' },
    { status: 403, body: expect.stringMatching(/^\{"status":403,"code":"missing-authentication-token",/) },
  ],
  [
    "a method without a route (supported-gateway-response-types)",
    "PUT /search",
    {},
    { status: 404, body: '{"message":"Not Found"}' },
    { status: 403, body: expect.stringMatching(/^\{"status":403,"code":"missing-authentication-token",/) },
  ],
  [
    "a function that fails (LocalStack: test_lambda_aws_proxy_integration)",
    "GET /crash",
    {},
    { status: 500, body: '{"message":"Internal Server Error"}' },
    { status: 502, body: expect.stringMatching(/^\{"status":502,"code":"integration-failure",/) },
  ],
  [
    "the default content type (LocalStack: test_aws_proxy_response_payload_format_validation)",
    "GET /moved",
    {},
    { status: 303, headers: { "content-type": "text/plain; charset=utf-8" } },
    { status: 303, headers: { "content-type": "application/json" } },
  ],
  [
    "a binary body without a binary type in the request (lambda-proxy-binary-media)",
    "GET /image",
    { headers: { accept: "text/html, image/png" } },
    { status: 200, body: "89504e4700ff" },
    { status: 200, body: Buffer.from(BASE64).toString("hex") },
  ],
];

test.each(DIFFERENCES)("the kinds of API differ in %s", async (_, line, request, http, rest) => {
  expect(await call(png?.http, line, request)).toMatchObject(http);
  expect(await call(png?.rest, line, request)).toMatchObject(rest);
});
