import { guardedBy, JWT_AUTHORIZER, POOL } from "../terraform-fixture";
import { served } from "../test-gateway";

// Facts: http-api-cors, API Gateway developer guide (D); captures of single headers of the live service (C); LocalStack's
// tests, which were run against AWS (M). Of a whole preflight no capture was found (?).

const ORIGIN = "https://app.example.com";
const open = { to: "say" };

const routes = { "POST /notes": open };

/** An API with this for its CORS. */
function withCors(cors_configuration: object) {
  return served({ api: { cors_configuration }, routes });
}

const full = served({
  api: {
    cors_configuration: {
      allow_credentials: true,
      allow_headers: ["Content-Type", "x-one"],
      allow_methods: ["GET", "POST"],
      allow_origins: [ORIGIN, "http://localhost:5173", "ionic://*"],
      expose_headers: ["x-two", "x-three"],
      max_age: 600,
    },
  },
  stages: {
    $default: { default_route_settings: { throttling_rate_limit: 10, throttling_burst_limit: 100 } },
  },
  authorizers: { users: JWT_AUTHORIZER },
  routes: { ...routes, "GET /guarded": { ...open, ...guardedBy("users", "JWT") } },
  more: { resource: POOL },
});

const ALLOWED = {
  "access-control-allow-origin": ORIGIN,
  "access-control-allow-credentials": "true",
  vary: "origin",
};
const PREFLIGHT = ["Origin: https://app.example.com", "Access-Control-Request-Method: POST"];

/** Of an answer the headers that CORS is about. */
function corsOf({ headers }: { readonly headers: object }): object {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => /^(access-control-|vary$)/.test(name)),
  );
}

describe("a preflight", () => {
  test("is answered by the gateway: 204, and what is allowed (?)", async () => {
    const reply = await full.call("OPTIONS /notes", { headers: PREFLIGHT });
    expect([reply.status, reply.body]).toEqual([204, ""]);
    expect(reply.rawHeaders.slice(2)).toEqual([
      ["access-control-allow-origin", ORIGIN],
      ["vary", "origin"],
      ["access-control-allow-credentials", "true"],
      ["access-control-allow-methods", "GET,POST"],
      ["access-control-allow-headers", "Content-Type,x-one"],
      ["access-control-max-age", "600"],
      ["apigw-requestid", expect.stringMatching(/^[\w-]{15}=$/)],
    ]);
  });

  test.each([
    ["for a path that is nowhere (D)", "/nowhere", []],
    ["with headers that are allowed, in whatever case (M)", "/notes", ["X-One, content-type", ""]],
  ])("is answered %s", async (_, path, [asked]) => {
    const headers =
      asked === undefined ? PREFLIGHT : [...PREFLIGHT, `Access-Control-Request-Headers: ${asked}`];
    expect(corsOf(await full.call(`OPTIONS ${path}`, { headers }))).toMatchObject(ALLOWED);
  });

  test.each([
    ["origin", "https://evil.example.com", "POST", "x-one"],
    ["origin that ends like one", "https://my.app.example.com", "POST", "x-one"],
    ["origin that begins like one", "https://app.example.com.evil.com", "POST", "x-one"],
    ["method", ORIGIN, "DELETE", "x-one"],
    ["header", ORIGIN, "POST", "x-one, x-evil"],
  ])("with another %s is told nothing (M)", async (_, origin, method, asked) => {
    const headers = {
      Origin: origin,
      "Access-Control-Request-Method": method,
      "Access-Control-Request-Headers": asked,
    };
    const reply = await full.call("OPTIONS /notes", { headers });
    expect([reply.status, corsOf(reply)]).toEqual([204, {}]);
  });

  test.each([
    ["which method it is about", PREFLIGHT.slice(0, 1)],
    ["where it comes from", PREFLIGHT.slice(1)],
  ])("is none that does not say %s: it goes to its route (D)", async (_, headers) => {
    expect(await full.call("OPTIONS /notes", { headers })).toMatchObject({ status: 404 });
  });
});

describe("any other request", () => {
  test("is told of its origin, and of headers that a page may see (D, C)", async () => {
    const reply = await full.call("POST /notes", { headers: { Origin: ORIGIN } });
    expect(corsOf(reply)).toEqual({ ...ALLOWED, "access-control-expose-headers": "x-two,x-three" });
  });

  test.each([
    ["without an origin (D)", {}],
    ["with another origin (?)", { Origin: "https://evil.example.com" }],
  ])("%s is answered without a word of CORS", async (_, headers) => {
    const reply = await full.call("POST /notes", { headers });
    expect([reply.status, corsOf(reply)]).toEqual([200, {}]);
  });

  test.each([
    ["with an origin", { Origin: ORIGIN }, ORIGIN],
    ["without", {}, undefined],
  ])("what the function says of CORS is ignored: %s (D)", async (_, headers, origin) => {
    const returned = {
      statusCode: 200,
      headers: { "Access-Control-Allow-Origin": "https://evil.example.com", "access-control-max-age": "5" },
    };
    const reply = await full.call("POST /notes", { headers, body: JSON.stringify(returned) });
    expect(reply.headers["access-control-allow-origin"]).toBe(origin);
    expect(reply.headers).not.toHaveProperty("access-control-max-age");
  });

  test.each([
    ["401, where it was captured (C)", "GET /guarded", 401],
    ["404 (?)", "GET /nowhere", 404],
    ["500 (?)", "POST /notes", 500],
  ])("is told the same when the gateway refuses it: %s", async (_, line, status) => {
    const reply = await full.call(line, { headers: { Origin: ORIGIN }, body: '{"statusCode":0}' });
    expect(reply.status).toBe(status);
    expect(corsOf(reply)).toMatchObject(ALLOWED);
  });
});

test("of origins case makes no difference, and it is told as it was sent (M)", async () => {
  const reply = await full.call("POST /notes", { headers: { Origin: "HTTP://LocalHost:5173" } });
  expect(reply.headers["access-control-allow-origin"]).toBe("HTTP://LocalHost:5173");
});

test("a scheme's * is any origin of that scheme (M)", async () => {
  const reply = await full.call("POST /notes", { headers: { Origin: "ionic://anything" } });
  expect(reply.headers["access-control-allow-origin"]).toBe("ionic://anything");
});

describe("* for everything", () => {
  const api = withCors({
    allow_origins: ["*"],
    allow_methods: ["*"],
    allow_headers: ["*"],
    expose_headers: ["*"],
  });

  test("goes out as it is, without vary (C)", async () => {
    const headers = [...PREFLIGHT, "Access-Control-Request-Headers: x-anything"];
    expect(corsOf(await api.call("OPTIONS /notes", { headers }))).toEqual({
      "access-control-allow-origin": "*",
      "access-control-allow-methods": "*",
      "access-control-allow-headers": "*",
    });
  });

  test("so it does where a page calls (C)", async () => {
    const reply = await api.call("POST /notes", { headers: { Origin: ORIGIN } });
    expect(corsOf(reply)).toEqual({
      "access-control-allow-origin": "*",
      "access-control-expose-headers": "*",
    });
  });
});

describe("a part of a configuration", () => {
  const origins = withCors({ allow_origins: [ORIGIN] });
  const methods = withCors({ allow_origins: [ORIGIN], allow_methods: ["*"] });

  test("origins without methods allow no preflight (M)", async () => {
    const reply = await origins.call("OPTIONS /notes", { headers: PREFLIGHT });
    expect([reply.status, corsOf(reply)]).toEqual([204, {}]);
  });

  test("methods without headers allow one that asks for none, with an empty list of them (M)", async () => {
    expect(corsOf(await methods.call("OPTIONS /notes", { headers: PREFLIGHT }))).toEqual({
      "access-control-allow-origin": ORIGIN,
      vary: "origin",
      "access-control-allow-methods": "*",
      "access-control-allow-headers": "",
    });
    const headers = [...PREFLIGHT, "Access-Control-Request-Headers: x-one"];
    expect(corsOf(await methods.call("OPTIONS /notes", { headers }))).toEqual({});
  });
});

describe("a route with an authorizer that takes OPTIONS too (D)", () => {
  const cors_configuration = { allow_origins: [ORIGIN], allow_methods: ["POST"] };
  const more = { resource: POOL };
  const authorizers = { users: JWT_AUTHORIZER };
  const guarded = { ...open, ...guardedBy("users", "JWT") };
  const api = { cors_configuration };
  const all = { $default: guarded, "ANY /any": guarded, "OPTIONS /own": guarded, "POST /own": open };
  const swallowing = served({ api, authorizers, more, routes: all });
  const opened = served({ api, authorizers, more, routes: { $default: guarded, "OPTIONS /{proxy+}": open } });

  test.each(["/notes", "/any", "/own"])("swallows a preflight: %s", async (path) => {
    expect((await swallowing.call(`OPTIONS ${path}`, { headers: PREFLIGHT })).status).toBe(401);
  });

  test.each(["/notes", "/any", "/own"])("lets one by that has a token: %s (?)", async (path) => {
    const headers = [...PREFLIGHT, `Authorization: ${await swallowing.local.token()}`];
    const reply = await swallowing.call(`OPTIONS ${path}`, { headers });
    expect([reply.status, reply.headers["access-control-allow-methods"]]).toEqual([204, "POST"]);
  });

  test("leaves it to an open route for OPTIONS", async () => {
    const reply = await opened.call("OPTIONS /notes", { headers: PREFLIGHT });
    expect([reply.status, reply.headers["access-control-allow-origin"]]).toEqual([204, ORIGIN]);
  });
});

const plain = served({ routes });

test("without a configuration what the function says is passed on (M)", async () => {
  const headers = { "access-control-allow-origin": "https://its.own.example.com" };
  const reply = await plain.call("POST /notes", { body: JSON.stringify({ statusCode: 200, headers }) });
  expect(corsOf(reply)).toEqual(headers);
});
