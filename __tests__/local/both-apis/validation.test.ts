import type { LocalServer } from "gatewright/local";
import { type RequestContent, send } from "../gateway/raw-http";
import { startBothApis, type Urls } from "./fixture";
import { routes } from "./validation-handlers";

// The same handler behind both kinds of API. An HTTP API does not validate requests, so its status is the verdict of the
// handler. A REST API must not reject a request that the handler accepts.

let local: LocalServer;
let urls = {} as Urls;
beforeAll(async () => {
  const both = await startBothApis("__tests__/local/both-apis/validation-handlers.ts", routes, [{}]);
  local = both.local;
  [urls] = both.urls as [Urls];
});
afterAll(() => local.stop());

/** Sends a request to both APIs. Returns the status of both, and whether API Gateway itself rejected the request. */
async function call(line: string, request: RequestContent) {
  const [method, path] = line.split(" ");
  const http = await send(urls.http, `${method} ${path}`, request);
  const rest = await send(urls.rest, `${method} /v1${path}`, request);
  return {
    statuses: [http.status, rest.status],
    isRejectedByGateway: rest.headers["x-amzn-errortype"] === "BadRequestException",
  };
}

const JSON_TYPE = { "content-type": "application/json" };
const BOOKING = { name: "Ann", email: "a@example.com", seats: 2 };

test.each<[string, object]>([
  ["a minimal body", {}],
  [
    "all properties",
    { kind: "night", tags: ["a", "b"], pair: ["a", 1], address: null, site: "https://a.example" },
  ],
  ["an object inside", { address: { street: "Oak", zip: "12345" } }],
  ["a number with decimals", { price: 19.99 }],
  ["a text with an emoji", { address: { street: "😀ab", zip: "12345" } }],
  ["a record with listed keys", { labels: { a: 1, b: 2 } }],
  ["a member of a union", { payment: { type: "card", number: "1234" } }],
  ["another member of a union with more properties", { payment: { type: "cash", more: 1 } }],
])("both APIs accept %s", async (_, more) => {
  const body = JSON.stringify({ ...BOOKING, ...more });
  const result = await call("POST /bookings", { headers: JSON_TYPE, body });
  expect(result).toEqual({ statuses: [200, 200], isRejectedByGateway: false });
});

test.each<[string, object]>([
  ["a property of another type", { name: 1 }],
  ["a text that is too long", { name: "Annabel" }],
  ["an empty text", { name: "" }],
  ["a text that does not match the pattern of its format", { email: "a" }],
  ["a number with decimals instead of an integer", { seats: 1.5 }],
  ["a number that is not positive", { seats: 0 }],
  ["a value that is not in the list", { kind: "week" }],
  ["too many items", { tags: ["a", "b", "c"] }],
  ["an item of a tuple with another type", { pair: ["a", "b"] }],
  ["an additional item of a tuple", { pair: ["a", 1, 2] }],
  ["an unknown property of a strict object", { more: 1 }],
  ["an invalid object inside", { address: { street: "Oak", zip: "1234" } }],
  ["a key of a record that is not listed", { labels: { a: 1, b: 2, c: 3 } }],
  ["a member of a union without its property", { payment: { type: "card" } }],
])("API Gateway rejects %s before it invokes the function", async (_, more) => {
  const body = JSON.stringify({ ...BOOKING, ...more });
  const result = await call("POST /bookings", { headers: JSON_TYPE, body });
  expect(result).toEqual({ statuses: [400, 400], isRejectedByGateway: true });
});

test("API Gateway and the handler reject a body with problems of the same form", async () => {
  const body = JSON.stringify({ ...BOOKING, kind: 'a "quoted" kind' });
  const request = { headers: JSON_TYPE, body };
  const answers = [
    await send(urls.http, "POST /bookings", request),
    await send(urls.rest, "POST /v1/bookings", request),
  ];
  for (const { headers, body: text } of answers) {
    expect(headers["content-type"]).toBe("application/problem+json");
    expect(JSON.parse(text)).toMatchObject({
      status: 400,
      code: "invalid-input",
      detail: expect.any(String),
      requestId: expect.any(String),
    });
  }
  expect(JSON.parse(answers[1]?.body ?? "").detail).toContain(String.raw`a \"quoted\" kind`);
});

test.each<[string, string, RequestContent]>([
  ["a format without a pattern", "POST /bookings", { body: JSON.stringify({ ...BOOKING, site: "no URL" }) }],
  [
    "a text between the minimum length and the half of it",
    "POST /bookings",
    { body: JSON.stringify({ ...BOOKING, address: { street: "ab", zip: "12345" } }) },
  ],
  ["a text that the schema trims", "POST /trees", { body: JSON.stringify({ name: "abcd" }) }],
  [
    "the body of another version",
    "PUT /bookings",
    { body: JSON.stringify({ name: "a" }), headers: { "x-version": "1" } },
  ],
  [
    "another content type of JSON",
    "POST /trees",
    { body: "{}", headers: { "content-type": "application/vnd.tree+json" } },
  ],
])("the handler rejects %s, which API Gateway does not check", async (_, line, { headers, body }) => {
  const result = await call(line, { headers: { ...JSON_TYPE, ...(headers as object) }, body });
  expect(result).toEqual({ statuses: [400, 400], isRejectedByGateway: false });
});

test.each<[string, string, object, object]>([
  ["a text that is valid after it is trimmed", "POST /trees", { name: "  abc  " }, {}],
  ["a recursive body", "POST /trees", { name: "a", children: [{ name: "b", children: [] }] }, {}],
  ["the body of the first version", "PUT /bookings", { street: "Oak", zip: "12345" }, { "x-version": "1" }],
  ["the body of the second version", "PUT /bookings", { name: "a" }, { "x-version": "2" }],
])("both APIs accept %s", async (_, line, body, headers) => {
  const result = await call(line, { headers: { ...JSON_TYPE, ...headers }, body: JSON.stringify(body) });
  expect(result).toEqual({ statuses: [200, 200], isRejectedByGateway: false });
});

const ID = "6f1c2f3e-8a1b-4c5d-9e0f-1a2b3c4d5e6f";

test.each<[string, string, object, [number, boolean]]>([
  ["all parameters", `/bookings/${ID}?limit=1&text=a`, { "X-Id": ID }, [200, false]],
  ["a blank text", `/bookings/${ID}?limit=1&text=`, { "x-id": ID }, [200, false]],
  ["a text of blanks", `/bookings/${ID}?limit=1&text=%20`, { "x-id": ID }, [200, false]],
  ["a missing number", `/bookings/${ID}?text=a`, { "x-id": ID }, [400, true]],
  ["a blank number", `/bookings/${ID}?limit=&text=a`, { "x-id": ID }, [400, true]],
  ["a blank path parameter", "/bookings/%20?limit=1&text=a", { "x-id": ID }, [400, false]],
  ["a missing text", `/bookings/${ID}?limit=1`, { "x-id": ID }, [400, false]],
  ["a missing header", `/bookings/${ID}?limit=1&text=a`, {}, [400, false]],
  ["a parameter of another type", `/bookings/${ID}?limit=x&text=a`, { "x-id": ID }, [400, false]],
])("both APIs return the same status for %s", async (_, path, headers, [status, isRejectedByGateway]) => {
  const result = await call(`GET ${path}`, { headers: headers as Record<string, string> });
  expect(result).toEqual({ statuses: [status, status], isRejectedByGateway });
});
