import { type LocalServer, startLocal } from "gatewright/local";
import { testBackend } from "../backend";
import { invokeArn } from "../terraform-fixture";
import { REST_API_ID, type RestDescription, restGateway, writeRestFolder } from "./rest-fixture";

// Sources of the expected results (docs/decisions/021-facts-carry-sources.md explains the marks in titles):
// - [AWS docs]: the page api-gateway-caching of the developer guide, and the quotas of REST APIs
// - [AWS docs: API reference]: CreateStage and PutIntegration
// - [measured: LocalStack]: LocalStack's tests, which ran against AWS
// - [re:Post]: answers of AWS on repost.aws, of which a title names the subject
// - [Serverless Land]: the snippet apigateway-log-insights-caching of AWS
// - [public question]: a question about cached 429 responses, which no answer of AWS confirms

/** Function that counts its invocations. A query parameter sets the status, or the size of the body. */
const COUNT = `let count = 0;
exports.handler = async ({ queryStringParameters, httpMethod }) => {
  count += 1;
  const { status = "200", bytes, fail } = queryStringParameters ?? {};
  if (fail) throw new Error("no");
  const headers = { "X-Count": String(count), "Cache-Control": "no-store", "Content-Type": "text/plain" };
  return { statusCode: Number(status), headers, body: bytes ? "x".repeat(Number(bytes)) : String(count) };
};`;

const PARAMETERS = {
  "method.request.querystring.page": false,
  "method.request.header.x-tenant": false,
};
const KEY = Object.keys(PARAMETERS);
const CACHED = { caching_enabled: true };
const open = { ...CACHED, require_authorization_for_cache_control: false };
/** Policy that allows every request, and denies the local user to invalidate entries of one path. */
const POLICY = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    { Effect: "Allow", Principal: "*", Action: "execute-api:Invoke", Resource: "execute-api:/*" },
    {
      Effect: "Deny",
      Principal: "*",
      Action: "execute-api:InvalidateCache",
      Resource: "execute-api:/*/GET/denied",
    },
  ],
});

/** Returns the settings of a method in the stage `dev`, or in another stage. */
const settings = (path: string, values: object, stage = "dev") => ({
  rest_api_id: REST_API_ID,
  stage_name: stage,
  method_path: path,
  settings: [values],
});

const count = { to: "count" };
const keyed = {
  ...count,
  request_parameters: PARAMETERS,
  integration: { cache_key_parameters: KEY },
};
const shared = (namespace: string) => ({ ...count, integration: { cache_namespace: namespace } });

const ACCESS_LOG = "$context.requestId $context.integrationLatency $context.integrationStatus";

const stack: RestDescription = {
  api: { policy: POLICY },
  stages: {
    dev: {
      cache_cluster_enabled: true,
      cache_cluster_size: "0.5",
      access_log_settings: [{ destination_arn: "arn:aws:logs:::x", format: ACCESS_LOG }],
    },
    all: { cache_cluster_enabled: true },
    off: { cache_cluster_enabled: false },
  },
  functions: { count: { code: COUNT } },
  methods: {
    "GET /": count,
    "GET /cached": count,
    "GET /plain": count,
    "GET /keyed": keyed,
    "GET /pets/{id}": count,
    "GET /cats/{id}": {
      ...count,
      request_parameters: { "method.request.path.id": true },
      integration: { cache_key_parameters: ["method.request.path.id"] },
    },
    "GET /dogs": {
      ...count,
      request_parameters: { "method.request.querystring.page": false },
      integration: {
        request_parameters: { "integration.request.querystring.p": "method.request.querystring.page" },
        cache_key_parameters: ["integration.request.querystring.p"],
      },
    },
    "POST /cached": count,
    "ANY /any": count,
    "POST /post": count,
    "GET /zero": count,
    "GET /short": count,
    "GET /open": count,
    "GET /warn": count,
    "GET /silent": count,
    "GET /reject": count,
    "GET /iam": { ...count, authorization: "AWS_IAM" },
    "GET /denied": { ...count, authorization: "AWS_IAM" },
    "GET /one": shared("both"),
    "GET /other": shared("both"),
    "GET /validated": {
      ...count,
      request_parameters: { "method.request.querystring.q": true },
      request_validator_id: "${aws_api_gateway_request_validator.all.id}",
    },
  },
  more: {
    resource: {
      aws_api_gateway_request_validator: {
        all: { rest_api_id: REST_API_ID, name: "all", validate_request_parameters: true },
      },
      aws_api_gateway_method_settings: {
        root: settings("~1/GET", CACHED),
        cached: settings("cached/GET", CACHED),
        off: settings("cached/GET", CACHED, "off"),
        keyed: settings("keyed/GET", CACHED),
        pets: settings("pets/{id}/GET", CACHED),
        cats: settings("cats/{id}/GET", CACHED),
        dogs: settings("dogs/GET", CACHED),
        post: settings("post/POST", CACHED),
        zero: settings("zero/GET", { ...CACHED, cache_ttl_in_seconds: 0 }),
        short: settings("short/GET", { ...CACHED, cache_ttl_in_seconds: 60 }),
        open: settings("open/GET", open),
        warn: settings("warn/GET", {
          ...CACHED,
          require_authorization_for_cache_control: true,
          unauthorized_cache_control_header_strategy: "SUCCEED_WITH_RESPONSE_HEADER",
        }),
        silent: settings("silent/GET", {
          ...CACHED,
          unauthorized_cache_control_header_strategy: "SUCCEED_WITHOUT_RESPONSE_HEADER",
        }),
        reject: settings("reject/GET", {
          ...CACHED,
          unauthorized_cache_control_header_strategy: "FAIL_WITH_403",
        }),
        iam: settings("iam/GET", CACHED),
        denied: settings("denied/GET", CACHED),
        one: settings("one/GET", CACHED),
        other: settings("other/GET", CACHED),
        validated: settings("validated/GET", CACHED),
        all: settings("*/*", CACHED, "all"),
        exception: settings("plain/GET", { caching_enabled: false }, "all"),
      },
    },
  },
};

const api = restGateway(stack);

beforeEach(() => api.local.reload());
afterEach(() => jest.restoreAllMocks());

type Sent = string | readonly [line: string, headers: Readonly<Record<string, string>>];

/** Sends requests one after the other. Returns the number of the invocation that created each response, from 0. */
async function findInvocations(...requests: readonly Sent[]): Promise<number[]> {
  const counts: number[] = [];
  for (const request of requests) {
    const [line, headers] = typeof request === "string" ? [request, {}] : request;
    counts.push(Number((await api.call(line, { headers })).headers["x-count"]));
  }
  return counts.map((number) => number - (counts[0] ?? 0));
}

/** Moves the monotonic clock of the gateway. */
function moveClock(seconds: number): void {
  const now = performance.now.bind(performance);
  jest.spyOn(performance, "now").mockImplementation(() => now() + seconds * 1000);
}

const FRESH = { "Cache-Control": "max-age=0" };
/** Header of a response to a caller whose `Cache-Control` was ignored. Its text is unverified. */
const WARNING = "199 Cache-control headers were ignored because the caller was unauthorized.";

test.each<[string, string, string, number]>([
  ["to a method with a cache", "AWS docs", "GET /dev/cached", 0],
  ["to the root resource", "measured: cdkd#971", "GET /dev/", 0],
  ["to a method without settings", "AWS docs", "GET /dev/plain", 1],
  ["in a stage without a cache", "AWS docs", "GET /off/cached", 1],
  ["in a stage that caches all methods", "AWS docs", "GET /all/cached", 0],
  ["to a method whose cache is disabled", "AWS docs", "GET /all/plain", 1],
  ["to a POST method in a stage that caches all methods", "AWS docs", "POST /all/cached", 1],
  ["to a POST method with a cache", "AWS docs", "POST /dev/post", 0],
  ["with GET to an ANY method in a stage that caches all methods", "unverified", "GET /all/any", 0],
  ["with POST to an ANY method in a stage that caches all methods", "unverified", "POST /all/any", 1],
  ["to a method with a TTL of 0", "AWS docs", "GET /dev/zero", 1],
])("a repeated request %s [%s]", async (_case, _source, line, invocation) => {
  expect(await findInvocations(line, line)).toEqual([0, invocation]);
});

test.each<[string, string, readonly Sent[], readonly number[]]>([
  [
    "a query parameter outside of the key",
    "AWS docs",
    ["GET /dev/cached?page=1", "GET /dev/cached?page=2"],
    [0, 0],
  ],
  [
    "a header outside of the key, such as the one of the caller",
    "AWS docs",
    [
      ["GET /dev/cached", { Authorization: "ann" }],
      ["GET /dev/cached", { Authorization: "bob" }],
    ],
    [0, 0],
  ],
  ["a path parameter outside of the key", "AWS docs", ["GET /dev/pets/1", "GET /dev/pets/2"], [0, 0]],
  [
    "a path parameter in the key",
    "AWS docs",
    ["GET /dev/cats/1", "GET /dev/cats/2", "GET /dev/cats/1"],
    [0, 1, 0],
  ],
  [
    "a query parameter in the key",
    "AWS docs",
    ["GET /dev/keyed?page=1", "GET /dev/keyed?page=2", "GET /dev/keyed", "GET /dev/keyed?page=1&x=1"],
    [0, 1, 2, 0],
  ],
  [
    "a header in the key",
    "AWS docs",
    [
      ["GET /dev/keyed", { "X-Tenant": "a" }],
      ["GET /dev/keyed", { "X-Tenant": "b" }],
      ["GET /dev/keyed", { "x-tenant": "a" }],
    ],
    [0, 1, 0],
  ],
  [
    "an earlier value of a repeated query parameter in the key",
    "unverified",
    ["GET /dev/keyed?page=1&page=2", "GET /dev/keyed?page=2"],
    [0, 0],
  ],
  [
    "a parameter of the integration in the key",
    "AWS docs: API reference",
    ["GET /dev/dogs?page=1", "GET /dev/dogs?page=2", "GET /dev/dogs?page=1"],
    [0, 1, 0],
  ],
  ["another stage", "AWS docs", ["GET /all/cached", "GET /dev/cached", "GET /all/cached"], [0, 1, 0]],
  [
    "another path with the same cache namespace",
    "AWS docs: API reference",
    ["GET /dev/one", "GET /dev/other"],
    [0, 0],
  ],
])("a request that differs in %s [%s]", async (_case, _source, requests, invocations) => {
  expect(await findInvocations(...requests)).toEqual(invocations);
});

test.each<[string, string, string, number, number]>([
  ["before the default TTL of 300 s", "AWS docs", "GET /dev/cached", 299, 0],
  ["after the default TTL of 300 s", "AWS docs", "GET /dev/cached", 301, 1],
  ["before the TTL of the method", "AWS docs", "GET /dev/short", 59, 0],
  ["after the TTL of the method", "AWS docs", "GET /dev/short", 61, 1],
])("a request %s [%s]", async (_case, _source, line, seconds, invocation) => {
  const first = await api.call(line);
  moveClock(seconds);
  const second = await api.call(line);
  expect(Number(second.headers["x-count"]) - Number(first.headers["x-count"])).toBe(invocation);
});

test("a hit has the status, the headers and the body of the response [unverified]", async () => {
  const first = await api.call("GET /dev/cached");
  const hit = await api.call("GET /dev/cached");
  expect([hit.status, hit.body, hit.headers["content-type"], hit.headers["x-count"]]).toEqual([
    200,
    first.body,
    "text/plain",
    first.headers["x-count"],
  ]);
});

test("a hit has its own request ID and trace ID [unverified]", async () => {
  const first = await api.call("GET /dev/cached");
  const hit = await api.call("GET /dev/cached");
  for (const name of ["x-amzn-requestid", "x-amzn-trace-id", "x-amz-apigw-id"]) {
    expect(hit.headers[name]).toEqual(expect.any(String));
    expect(hit.headers[name]).not.toBe(first.headers[name]);
  }
});

test("a hit and a miss have the same headers [AWS docs]", async () => {
  const names = async () => Object.keys((await api.call("GET /dev/cached")).headers).sort();
  expect(await names()).toEqual(await names());
});

test("the header Cache-Control of the backend does not prevent that a response is cached [re:Post]", async () => {
  const hits = [await api.call("GET /dev/cached"), await api.call("GET /dev/cached")];
  expect(hits.map(({ headers }) => headers["cache-control"])).toEqual(["no-store", "no-store"]);
  expect(hits[0]?.body).toBe(hits[1]?.body);
});

test.each([429, 404, 500])(
  "a response of the backend with status %p is cached [public question]",
  async (status) => {
    const line = `GET /dev/cached?status=${status}`;
    expect((await api.call(line)).status).toBe(status);
    expect((await api.call("GET /dev/cached")).status).toBe(status);
  },
);

test("an error of API Gateway itself is not cached [unverified]", async () => {
  expect((await api.call("GET /dev/cached?fail=1")).status).toBe(502);
  expect((await api.call("GET /dev/cached")).status).toBe(200);
});

test.each<[string, number, number]>([
  ["1,048,576 bytes is cached", 1_048_576, 0],
  ["more than 1,048,576 bytes is not cached", 1_048_577, 1],
])("a response of %s [AWS docs]", async (_case, bytes, invocation) => {
  const line = `GET /dev/cached?bytes=${bytes}`;
  expect(await findInvocations(line, line)).toEqual([0, invocation]);
});

describe("a request with Cache-Control: max-age=0", () => {
  test("a request of any caller refreshes the entry if no authorization is required [AWS docs]", async () => {
    expect(await findInvocations("GET /dev/open", ["GET /dev/open", FRESH], "GET /dev/open")).toEqual([
      0, 1, 1,
    ]);
  });

  test.each([
    ["no-cache", 0],
    ["max-age=00", 0],
    ["no-transform, MAX-AGE=0", 1],
  ])(
    "a request with Cache-Control: %s refreshes the entry only with max-age=0 [AWS docs]",
    async (value, invocation) => {
      const sent: Sent = ["GET /dev/open", { "Cache-Control": value }];
      expect(await findInvocations("GET /dev/open", sent)).toEqual([0, invocation]);
    },
  );

  test.each<[string, string, string, number, string | undefined]>([
    ["gets the entry and a warning by default", "measured: LocalStack", "GET /dev/cached", 200, WARNING],
    ["gets the entry and a warning", "AWS docs", "GET /dev/warn", 200, WARNING],
    ["gets the entry without a warning", "AWS docs", "GET /dev/silent", 200, undefined],
    ["gets 403", "AWS docs", "GET /dev/reject", 403, undefined],
  ])("an unauthorized caller %s [%s]", async (_case, _source, line, status, warning) => {
    const first = await api.call(line);
    const second = await api.call(line, { headers: FRESH });
    expect([second.status, second.headers.warning]).toEqual([status, warning]);
    expect((await api.call(line)).body).toBe(first.body);
  });

  test("a warning for an unauthorized caller is not stored [our choice]", async () => {
    await api.call("GET /dev/warn", { headers: FRESH });
    expect((await api.call("GET /dev/warn")).headers).not.toHaveProperty("warning");
  });

  test("a response with 403 to an unauthorized caller has the type ACCESS_DENIED [unverified]", async () => {
    const { headers, body } = await api.call("GET /dev/reject", { headers: FRESH });
    expect([headers["x-amzn-errortype"], JSON.parse(body)]).toEqual([
      "AccessDeniedException",
      { Message: "User is not authorized to access this resource" },
    ]);
  });

  test.each<[string, string, string, number]>([
    ["a signed request refreshes the entry", "re:Post: signed requests", "/dev/iam", 1],
    ["a signed request has no effect if a policy denies the caller", "AWS docs", "/dev/denied", 0],
  ])("%s [%s]", async (_case, _source, path, invocation) => {
    const { headers } = (await api.signGet(path)) as { headers: Record<string, string> };
    const requests: Sent[] = [
      [`GET ${path}`, headers],
      [`GET ${path}`, { ...headers, ...FRESH }],
    ];
    expect(await findInvocations(...requests)).toEqual([0, invocation]);
  });

  test("a request to a method that is not cached reaches the function [AWS docs]", async () => {
    expect(await findInvocations(["GET /dev/plain", FRESH], "GET /dev/plain")).toEqual([0, 1]);
  });
});

test("a caller is authorized before the cache is read [AWS docs]", async () => {
  const { headers } = (await api.signGet("/dev/iam")) as { headers: Record<string, string> };
  expect((await api.call("GET /dev/iam", { headers })).status).toBe(200);
  expect((await api.call("GET /dev/iam")).status).toBe(403);
});

test("a request is validated before the cache is read [unverified]", async () => {
  expect((await api.call("GET /dev/validated?q=1")).status).toBe(200);
  expect((await api.call("GET /dev/validated")).status).toBe(400);
});

test("the access log of a hit has no latency of the integration [Serverless Land]", async () => {
  api.takeLogs("access");
  await findInvocations("GET /dev/cached", "GET /dev/cached");
  expect(api.takeLogs("access")).toEqual([
    expect.stringMatching(/^\S+ \d+ 200$/),
    expect.stringMatching(/^\S+ - -$/),
  ]);
});

test("the terminal marks a hit [our choice]", async () => {
  api.takeLogs("request");
  await findInvocations("GET /dev/cached", "GET /dev/cached", "GET /dev/plain");
  expect(api.takeLogs("request")).toEqual([
    expect.stringMatching(/^200 GET \/dev\/cached {2}[\d.]+ ms$/),
    expect.stringMatching(/^200 GET \/dev\/cached {2}[\d.]+ ms {2}from the cache$/),
    expect.stringMatching(/^200 GET \/dev\/plain {2}[\d.]+ ms$/),
  ]);
});

const endpoint = testBackend();
const forwarding = restGateway(() => ({
  stages: { dev: { cache_cluster_enabled: true } },
  methods: {
    "GET /a": { integration: { type: "HTTP_PROXY", integration_http_method: "GET", uri: endpoint.url } },
  },
  more: { resource: { aws_api_gateway_method_settings: { a: settings("a/GET", CACHED) } } },
}));

type Bundle = Parameters<LocalServer["deployDevBundle"]>[1];

test.each<[string, () => Promise<void> | void]>([
  ["a reload", () => forwarding.local.reload()],
  ["a rebuilt function", () => forwarding.local.deployDevBundle("/other.zip", {} as Bundle)],
])("%s empties the cache, and a request in progress does not fill it [our choice]", async (_case, change) => {
  let count = 0;
  endpoint.respondWith(async (_request, response) => {
    count += 1;
    if (count === 2) await change();
    response.end(String(count));
  });
  await forwarding.local.reload();
  const bodies: string[] = [];
  for (const query of ["", "", "?refresh", "", ""]) {
    if (query) await change();
    bodies.push((await forwarding.call(`GET /dev/a${query}`)).body);
  }
  expect(bodies).toEqual(["1", "1", "2", "3", "3"]);
});

test("the oldest entries are removed when the bodies have 64 MB [our choice]", async () => {
  const fill = (page: number) => `GET /dev/keyed?page=${page}&bytes=1048576`;
  const pages = Array.from({ length: 65 }, (_, page) => fill(page));
  const invocations = await findInvocations(...pages, fill(64), fill(1), fill(0));
  expect(invocations.slice(64)).toEqual([64, 64, 1, 65]);
});

test("a parameter that the method does not declare stops the start [measured: hashicorp#856]", async () => {
  const dir = writeRestFolder({
    methods: { "GET /a": { to: "echo", integration: { cache_key_parameters: ["method.request.header.x"] } } },
  });
  await expect(startLocal({ dir })).rejects.toThrow(
    'aws_api_gateway_integration.GET-a: cache_key_parameters has "method.request.header.x", which request_parameters of aws_api_gateway_method.GET-a does not declare. Declare it with the value false.',
  );
});

test.each([
  ["cache_ttl_in_seconds", 3601, "3601; expected a whole number from 0 to 3600."],
  [
    "unauthorized_cache_control_header_strategy",
    "IGNORE",
    '"IGNORE"; expected FAIL_WITH_403, SUCCEED_WITH_RESPONSE_HEADER, SUCCEED_WITHOUT_RESPONSE_HEADER.',
  ],
])("an invalid %s stops the start [AWS docs]", async (name, value, message) => {
  const dir = writeRestFolder({
    stages: { dev: { cache_cluster_enabled: true } },
    methods: { "GET /a": { to: "echo" } },
    more: {
      resource: {
        aws_api_gateway_method_settings: { a: settings("a/GET", { ...CACHED, [name]: value }) },
      },
    },
  });
  await expect(startLocal({ dir })).rejects.toThrow(
    `aws_api_gateway_method_settings.a: settings.${name} is ${message}`,
  );
});

test("the responses of a method whose key is not emulated are not cached [our choice]", async () => {
  const name = "integration.request.querystring.q";
  const dir = writeRestFolder({
    stages: { dev: { cache_cluster_enabled: true } },
    methods: {
      "GET /a": {
        to: "echo",
        integration: {
          request_parameters: { [name]: "method.request.multivaluequerystring.q" },
          cache_key_parameters: [name],
        },
      },
    },
  });
  const local = await startLocal({ dir });
  expect(local.warnings).toEqual([
    'aws_api_gateway_integration.GET-a: cache_key_parameters has "method.request.multivaluequerystring.q", which is not emulated. The responses are not cached locally.',
  ]);
  await local.stop();
});

const described = restGateway({
  stages: { dev: { cache_cluster_enabled: true } },
  functions: { count: { code: COUNT } },
  api: {
    body: JSON.stringify({
      openapi: "3.0.1",
      info: { title: "pets", version: "1" },
      paths: {
        "/pets": {
          get: {
            parameters: [{ name: "page", in: "query" }],
            responses: { 200: { description: "ok" } },
            "x-amazon-apigateway-integration": {
              type: "aws_proxy",
              httpMethod: "POST",
              uri: invokeArn("count"),
              cacheKeyParameters: ["method.request.querystring.page"],
              cacheNamespace: "pets",
            },
          },
        },
      },
    }),
  },
  more: { resource: { aws_api_gateway_method_settings: { pets: settings("pets/GET", CACHED) } } },
});

test("the cache key of an OpenAPI definition is used [AWS docs: x-amazon-apigateway-integration]", async () => {
  const bodies: string[] = [];
  for (const page of [1, 2, 1]) bodies.push((await described.call(`GET /dev/pets?page=${page}`)).body);
  expect(bodies).toEqual(["1", "2", "1"]);
});
