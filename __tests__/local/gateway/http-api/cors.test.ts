import { authorizedBy, JWT_AUTHORIZER, USER_POOL } from "../terraform-fixture";
import { testGateway } from "../test-gateway";

// Sources of the expected results (docs/decisions/021-facts-carry-sources.md explains the marks in titles):
// - [AWS docs]: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
// - [captured]: single headers of responses of AWS
// - [measured]: tests of LocalStack, which ran against AWS
// - [unverified]: a complete preflight response, of which no capture was found

const ORIGIN = "https://app.example.com";
const publicRoute = { to: "returnBody" };

const routes = { "POST /notes": publicRoute };

/** Starts a gateway for an API with this CORS configuration. */
function corsApi(cors_configuration: object) {
  return testGateway({ api: { cors_configuration }, routes });
}

const api = testGateway({
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
  routes: { ...routes, "GET /protected": { ...publicRoute, ...authorizedBy("users", "JWT") } },
  more: { resource: USER_POOL },
});

const ALLOWED = {
  "access-control-allow-origin": ORIGIN,
  "access-control-allow-credentials": "true",
  vary: "origin",
};
const PREFLIGHT = ["Origin: https://app.example.com", "Access-Control-Request-Method: POST"];

/** Returns the CORS headers of a response. */
function corsHeaders({ headers }: { readonly headers: object }): object {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => /^(access-control-|vary$)/.test(name)),
  );
}

describe("a preflight request", () => {
  test("the gateway responds with 204 and the allowed values [unverified]", async () => {
    const response = await api.call("OPTIONS /notes", { headers: PREFLIGHT });
    expect([response.status, response.body]).toEqual([204, ""]);
    expect(response.rawHeaders.slice(2)).toEqual([
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
    ["for a path without a route [AWS docs]", "/nowhere", []],
    ["with allowed headers in any case [measured]", "/notes", ["X-One, content-type", ""]],
  ])("the gateway responds to a preflight %s", async (_, path, [requested]) => {
    const headers =
      requested === undefined ? PREFLIGHT : [...PREFLIGHT, `Access-Control-Request-Headers: ${requested}`];
    expect(corsHeaders(await api.call(`OPTIONS ${path}`, { headers }))).toMatchObject(ALLOWED);
  });

  test.each([
    ["origin", "https://evil.example.com", "POST", "x-one"],
    ["origin that ends like an allowed one", "https://my.app.example.com", "POST", "x-one"],
    ["origin that starts like an allowed one", "https://app.example.com.evil.com", "POST", "x-one"],
    ["method", ORIGIN, "DELETE", "x-one"],
    ["header", ORIGIN, "POST", "x-one, x-evil"],
  ])(
    "a preflight with a disallowed %s gets no CORS headers [measured]",
    async (_, origin, method, requested) => {
      const headers = {
        Origin: origin,
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": requested,
      };
      const response = await api.call("OPTIONS /notes", { headers });
      expect([response.status, corsHeaders(response)]).toEqual([204, {}]);
    },
  );

  test.each([
    ["requested method", PREFLIGHT.slice(0, 1)],
    ["origin", PREFLIGHT.slice(1)],
  ])("an OPTIONS request without %s is routed like any other [AWS docs]", async (_, headers) => {
    expect(await api.call("OPTIONS /notes", { headers })).toMatchObject({ status: 404 });
  });
});

describe("requests that are not preflight requests", () => {
  test("a response has the headers for the allowed origin and the exposed headers [AWS docs, captured]", async () => {
    const response = await api.call("POST /notes", { headers: { Origin: ORIGIN } });
    expect(corsHeaders(response)).toEqual({ ...ALLOWED, "access-control-expose-headers": "x-two,x-three" });
  });

  test.each([
    ["without an origin [AWS docs]", {}],
    ["with a disallowed origin [unverified]", { Origin: "https://evil.example.com" }],
  ])("a request %s gets no CORS headers", async (_, headers) => {
    const response = await api.call("POST /notes", { headers });
    expect([response.status, corsHeaders(response)]).toEqual([200, {}]);
  });

  test.each([
    ["with an origin", { Origin: ORIGIN }, ORIGIN],
    ["without an origin", {}, undefined],
  ])("CORS headers of the function are ignored in a request %s [AWS docs]", async (_, headers, origin) => {
    const returned = {
      statusCode: 200,
      headers: { "Access-Control-Allow-Origin": "https://evil.example.com", "access-control-max-age": "5" },
    };
    const response = await api.call("POST /notes", { headers, body: JSON.stringify(returned) });
    expect(response.headers["access-control-allow-origin"]).toBe(origin);
    expect(response.headers).not.toHaveProperty("access-control-max-age");
  });

  test.each([
    ["401 [captured]", "GET /protected", 401],
    ["404 [unverified]", "GET /nowhere", 404],
    ["500 [unverified]", "POST /notes", 500],
  ])("a response that the gateway creates itself has CORS headers too: %s", async (_, line, status) => {
    const response = await api.call(line, { headers: { Origin: ORIGIN }, body: '{"statusCode":0}' });
    expect(response.status).toBe(status);
    expect(corsHeaders(response)).toMatchObject(ALLOWED);
  });
});

test("origins match in any case, and the response repeats the origin as sent [measured]", async () => {
  const response = await api.call("POST /notes", { headers: { Origin: "HTTP://LocalHost:5173" } });
  expect(response.headers["access-control-allow-origin"]).toBe("HTTP://LocalHost:5173");
});

test("an allowed origin scheme://* matches any origin of that scheme [measured]", async () => {
  const response = await api.call("POST /notes", { headers: { Origin: "ionic://anything" } });
  expect(response.headers["access-control-allow-origin"]).toBe("ionic://anything");
});

describe("a CORS configuration with * for all values", () => {
  const wildcardApi = corsApi({
    allow_origins: ["*"],
    allow_methods: ["*"],
    allow_headers: ["*"],
    expose_headers: ["*"],
  });

  test("a preflight response contains * and no vary header [captured]", async () => {
    const headers = [...PREFLIGHT, "Access-Control-Request-Headers: x-anything"];
    expect(corsHeaders(await wildcardApi.call("OPTIONS /notes", { headers }))).toEqual({
      "access-control-allow-origin": "*",
      "access-control-allow-methods": "*",
      "access-control-allow-headers": "*",
    });
  });

  test("a response to a cross-origin request contains * and no vary header [captured]", async () => {
    const response = await wildcardApi.call("POST /notes", { headers: { Origin: ORIGIN } });
    expect(corsHeaders(response)).toEqual({
      "access-control-allow-origin": "*",
      "access-control-expose-headers": "*",
    });
  });
});

describe("a partial CORS configuration", () => {
  const origins = corsApi({ allow_origins: [ORIGIN] });
  const methods = corsApi({ allow_origins: [ORIGIN], allow_methods: ["*"] });

  test("a configuration with origins but no methods allows no preflight request [measured]", async () => {
    const response = await origins.call("OPTIONS /notes", { headers: PREFLIGHT });
    expect([response.status, corsHeaders(response)]).toEqual([204, {}]);
  });

  test("a configuration without headers allows a preflight that requests no headers [measured]", async () => {
    expect(corsHeaders(await methods.call("OPTIONS /notes", { headers: PREFLIGHT }))).toEqual({
      "access-control-allow-origin": ORIGIN,
      vary: "origin",
      "access-control-allow-methods": "*",
      "access-control-allow-headers": "",
    });
    const headers = [...PREFLIGHT, "Access-Control-Request-Headers: x-one"];
    expect(corsHeaders(await methods.call("OPTIONS /notes", { headers }))).toEqual({});
  });
});

describe("a protected route that matches OPTIONS [AWS docs]", () => {
  const cors_configuration = { allow_origins: [ORIGIN], allow_methods: ["POST"] };
  const more = { resource: USER_POOL };
  const authorizers = { users: JWT_AUTHORIZER };
  const protectedRoute = { ...publicRoute, ...authorizedBy("users", "JWT") };
  const api = { cors_configuration };
  const all = {
    $default: protectedRoute,
    "ANY /any": protectedRoute,
    "OPTIONS /own": protectedRoute,
    "POST /own": publicRoute,
  };
  const protectedApi = testGateway({ api, authorizers, more, routes: all });
  const mixedApi = testGateway({
    api,
    authorizers,
    more,
    routes: { $default: protectedRoute, "OPTIONS /{proxy+}": publicRoute },
  });

  test.each(["/notes", "/any", "/own"])("the route denies a preflight without a token: %s", async (path) => {
    expect((await protectedApi.call(`OPTIONS ${path}`, { headers: PREFLIGHT })).status).toBe(401);
  });

  test.each(["/notes", "/any", "/own"])(
    "a preflight with a token gets the CORS headers: %s [unverified]",
    async (path) => {
      const headers = [...PREFLIGHT, `Authorization: ${await protectedApi.local.token()}`];
      const response = await protectedApi.call(`OPTIONS ${path}`, { headers });
      expect([response.status, response.headers["access-control-allow-methods"]]).toEqual([204, "POST"]);
    },
  );

  test("a public OPTIONS route handles the preflight instead", async () => {
    const response = await mixedApi.call("OPTIONS /notes", { headers: PREFLIGHT });
    expect([response.status, response.headers["access-control-allow-origin"]]).toEqual([204, ORIGIN]);
  });
});

const withoutCors = testGateway({ routes });

test("an API without a CORS configuration returns the CORS headers of the function [measured]", async () => {
  const headers = { "access-control-allow-origin": "https://its.own.example.com" };
  const response = await withoutCors.call("POST /notes", {
    body: JSON.stringify({ statusCode: 200, headers }),
  });
  expect(corsHeaders(response)).toEqual(headers);
});
