import { byMediaType, byQuery, client, route } from "gatewright/contract";
import { handle, handleAll, type RouteHandler } from "gatewright/runtime";
import * as zod from "zod";
import * as z from "zod/mini";
import { LOCAL_CREDENTIALS } from "#aws";
import { authorizeIam, authorizeJwt, createRemoteKeys, readIdentity } from "../src/local/authorizers";
import {
  createHttpApi,
  createRestApi,
  formatRequest,
  HTTP_API_EVENTS,
  KeyUsage,
  ResponseCache,
} from "../src/local/gateway";
import { type GatewayRequest, rejectForeignCaller } from "../src/local/http";
import {
  authorizationRequest,
  createIssuerAtNoon,
  jwtAuthorization,
  NOON,
  request,
} from "./local/authorizers/support";
import { readRestApi } from "./local/gateway/rest-api/rest-fixture";
import { readApi } from "./local/gateway/test-gateway";
import { eventOf } from "./support";

/** Texts that a caller can repeat, so that a parser with backtracking or repeated copies needs quadratic time. */
const PATTERNS: readonly string[] = [
  ..."a1 ,;=/&%+[:.",
  ...["a=1&", "&a", "a,", "; ", ", ", "a b,c ", "a=b, ", "%25", "%3f%", "%zz", "a+", "*/*;q=0.1,"],
  ...["://a", "//a@", '{"a":', '"\\\\', "eyJ.", "-eyJ"],
];

const LENGTH = 100_000;
const SHORT_LENGTH = LENGTH / 8;

/** Duration in milliseconds that is too short to compare, and too short for quadratic time. */
const SHORT_MS = 150;

/** Maximum ratio of the durations for both lengths: 8 in linear time, and 64 in quadratic time. */
const MAX_RATIO = 32;

type Parse = (text: string) => unknown;

/** Returns the processor time of a call, in milliseconds. Other processes of the computer do not change it much. */
async function measure(parse: Parse, text: string): Promise<number> {
  const before = process.cpuUsage();
  await parse(text);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** Number of measurements of a parser that seems too slow. Other processes can slow down a single measurement. */
const ATTEMPTS = 4;

/** Returns the smallest of several ratios. Stops at the first one that is small enough. */
async function smallestGrowth(parse: Parse, pattern: string): Promise<number> {
  let smallest = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < ATTEMPTS && smallest > MAX_RATIO; attempt++)
    smallest = Math.min(smallest, await growth(parse, pattern));
  return smallest;
}

/** Returns the ratio of the durations for a long and a short text, or 0 if the long text takes almost no time. */
async function growth(parse: Parse, pattern: string): Promise<number> {
  const repeat = (length: number) => pattern.repeat(Math.ceil(length / pattern.length));
  if ((await measure(parse, repeat(LENGTH))) < SHORT_MS) return 0;
  const shortest = async (text: string) => {
    const durations: number[] = [];
    for (let run = 0; run < 2; run++) durations.push(await measure(parse, text));
    return Math.min(...durations);
  };
  return (await shortest(repeat(LENGTH))) / Math.max(await shortest(repeat(SHORT_LENGTH)), 1);
}

const call = (handler: RouteHandler, parts: Parameters<typeof eventOf>[0], routeKey?: string) =>
  handler({ ...eventOf(parts), ...(routeKey !== undefined && { routeKey }) });

const get = route("GET /x/{id}");
const respond = () => ({ status: 204 });
const Fields = { a: z.optional(z.array(z.int())), n: z.optional(z.int()) };
const ZodFields = { a: zod.array(zod.int()).optional(), n: zod.int().optional() };
const bodyHandler = handle(route("POST /x", { body: z.any() }), respond);
const queryHandlers = {
  "no schema": handle(get, respond),
  "zod/mini": handle(route("GET /x", { query: z.object(Fields) }), respond),
  "a strict object": handle(route("GET /x", { query: z.strictObject(Fields) }), respond),
  zod: handle(route("GET /x", { query: zod.object(ZodFields) }), respond),
  "a record": handle(route("GET /x", { query: z.record(z.string(), z.any()) }), respond),
};
const typed = handle(
  route("GET /x/{id}", { params: z.object({ id: z.int() }), headers: z.object({ "x-n": z.int() }) }),
  respond,
);
const versions = handleAll(
  handle(get, respond),
  handle(byMediaType("application/vnd.x.v2+json", { get }).get, respond),
  handle(byMediaType("application/vnd.x.v3+json", { get }).get, respond),
);
const queryVersions = handleAll(handle(get, respond), handle(byQuery("v", "2", { get }).get, respond));
const members = handle(route("GET /x", { groups: ["admin"] }), respond);
const logging = handle(get, ({ params, log }) => {
  log.info(String(params.id), { params, headers: [["cookie", params.id]] });
  return { status: 204 };
});

/** Parsers of the code that runs in a function. */
const RUNTIME: readonly (readonly [string, Parse])[] = [
  ...Object.entries(queryHandlers).map(([name, handler]): [string, Parse] => [
    `a query with ${name}`,
    (query) => call(handler, { query }),
  ]),
  ["the value of a query parameter", (text) => call(queryHandlers["zod/mini"], { query: `n=${text}` })],
  ["the value of a path parameter", (id) => call(typed, { params: { id }, headers: { "x-n": "1" } })],
  ["the value of a header", (text) => call(typed, { params: { id: "1" }, headers: { "x-n": text } })],
  ["the name of a header", (name) => call(typed, { params: { id: "1" }, headers: { [name]: "1" } })],
  ["a JSON body", (body) => call(bodyHandler, { body })],
  ["a base64 body", (body) => call(bodyHandler, { body, isBase64Encoded: true })],
  ["a content type", (type) => call(bodyHandler, { body: "1", headers: { "content-type": type } })],
  [
    "a content type of JSON",
    (text) => call(bodyHandler, { body: "1", headers: { "content-type": `application/${text}json` } }),
  ],
  [
    "a parameter of a content type",
    (text) => call(bodyHandler, { body: "1", headers: { "content-type": `application/json${text}x` } }),
  ],
  ["the header accept", (accept) => call(versions, { headers: { accept } }, get.key)],
  ["the query of a version", (query) => call(queryVersions, { query }, get.key)],
  ["the groups of a caller", (text) => call(members, { claims: { "cognito:groups": text } })],
  [
    "the groups of a caller in brackets",
    (text) => call(members, { claims: { "cognito:groups": `[${text}]` } }),
  ],
  ["a text in the log", (id) => call(logging, { params: { id } })],
];

const API = readApi({
  api: {
    cors_configuration: {
      allow_origins: ["https://*", "https://a.example"],
      allow_methods: ["GET"],
      allow_headers: ["x-a", "x-b"],
    },
  },
  stages: {
    $default: { access_log_settings: { format: "$context.path $context.error.messageString" } },
    dev: {},
  },
  routes: Object.fromEntries(
    ["GET /a/{b}/c", "ANY /files/{path+}", "GET /x", "$default"].map((key) => [
      key,
      { to: "echo", integration: { payload_format_version: key === "GET /x" ? "1.0" : "2.0" } },
    ]),
  ),
});
const gateway = createHttpApi({
  api: API,
  accountId: "123456789012",
  region: "eu-central-1",
  onRequest: formatRequest,
  authorize: async () => ({ isAuthorized: true }),
  lambda: { invoke: async () => ({ isSuccess: true, json: '{"statusCode":200}', requestId: "1" }) },
});

/** Returns a request with other parts. */
function requestWith(overrides: Partial<GatewayRequest>): GatewayRequest {
  return { ...request(), ...overrides };
}

const PARTS = {
  accountId: "123456789012",
  region: "eu-central-1",
  onRequest: formatRequest,
  authorize: async () => ({ isAuthorized: true as const }),
  lambda: {
    invoke: async () => ({ isSuccess: true as const, json: "{}", requestId: "1" }),
    invokeWithResponseStream: () => {
      throw new Error("no method of this API streams its response");
    },
  },
};
const REST_API = readRestApi({
  api: { binary_media_types: ["image/png"] },
  stages: { dev: { access_log_settings: { format: "$context.path $context.error.messageString" } } },
  methods: {
    "GET /a/{b}/c": { to: "echo" },
    "ANY /files/{path+}": { to: "echo", request_parameters: { "method.request.querystring.q": true } },
    "POST /convert": {
      integration: {
        type: "MOCK",
        content_handling: "CONVERT_TO_BINARY",
        request_parameters: { "integration.request.header.a": "method.request.body.a" },
      },
    },
    "POST /mock": {
      integration: { type: "MOCK", request_templates: { "application/json": '{"statusCode": 200}' } },
    },
  },
});
const restGateway = createRestApi({
  ...PARTS,
  api: REST_API,
  usage: new KeyUsage(),
  cache: new ResponseCache(),
  dynamoDbEndpoint: "http://127.0.0.1:1",
});

/** Sends a request to the gateway of a REST API, without an HTTP server. */
const runRestRequest = (sent: Partial<GatewayRequest>) =>
  restGateway.handle(requestWith(sent), (response) => response);

/** Sends a request to the gateway, without an HTTP server. */
const runRequest = (sent: GatewayRequest) => gateway.handle(sent, (response) => response);

/** Handles a path. The server rejects a path that is not valid percent-encoding before. */
const handlePath = (path: string) =>
  runRequest(requestWith({ encodedPath: path, path })).catch((error) =>
    expect(error).toBeInstanceOf(URIError),
  );

const headersOf = (text: string, name = "x-a"): GatewayRequest["headers"] => [
  ["host", "localhost"],
  [name, text],
];

/** Returns as many headers as a text has pairs of characters. */
const manyHeaders = (text: string, nameOf: (index: number) => string): GatewayRequest["headers"] =>
  Array.from({ length: text.length / 4 }, (_, index) => [nameOf(index), text[index] ?? ""]);

const eventsOf = (gatewayRequest: GatewayRequest) => {
  const context = { ...authorizationRequest(gatewayRequest), caller: { isAuthorized: true as const } };
  return [HTTP_API_EVENTS["1.0"](context), HTTP_API_EVENTS["2.0"](context)];
};

const CREDENTIAL = `${LOCAL_CREDENTIALS.accessKeyId}/20261005/eu-central-1/execute-api/aws4_request`;
const signed = (fields: string, others: GatewayRequest["headers"] = []) =>
  authorizationRequest(
    requestWith({
      headers: [
        ["host", "localhost"],
        ["x-amz-date", "20261005T120000Z"],
        ["authorization", `AWS4-HMAC-SHA256 ${fields}`],
        ...others,
      ],
    }),
  );
const iam = (fields: string, others?: GatewayRequest["headers"]) =>
  authorizeIam(signed(fields, others), [LOCAL_CREDENTIALS], () => NOON);
const signature = "a".repeat(64);

const issuer = createIssuerAtNoon();

/** Parsers of the local gateway. */
const LOCAL: readonly (readonly [string, Parse])[] = [
  ["a path", (text) => handlePath(`/${text}`)],
  ["a greedy path", (text) => handlePath(`/files/${text}`)],
  ["a path of a stage", (text) => handlePath(`/dev/${text}`)],
  ["a query", (rawQuery) => eventsOf(requestWith({ rawQuery }))],
  ["a query in the terminal", (rawQuery) => runRequest(requestWith({ rawQuery }))],
  ["a cookie", (text) => eventsOf(requestWith({ headers: headersOf(text, "cookie") }))],
  ["a path of a REST API", (text) => runRestRequest({ encodedPath: `/dev/${text}` })],
  ["a greedy path of a REST API", (text) => runRestRequest({ encodedPath: `/dev/files/${text}` })],
  ["a query of a REST API", (rawQuery) => runRestRequest({ encodedPath: "/dev/files/a", rawQuery })],
  [
    "the headers of a REST API",
    (text) =>
      runRestRequest({
        encodedPath: "/dev/files/a",
        body: Buffer.from("a"),
        headers: [...headersOf(text, "content-type"), ["accept", text], ["authorization", text]],
      }),
  ],
  [
    "a body of a mock",
    (text) =>
      runRestRequest({
        method: "POST",
        encodedPath: "/dev/mock",
        body: Buffer.from(text),
        headers: headersOf("text/plain", "content-type"),
      }),
  ],
  [
    "a body of a mock in braces",
    (text) =>
      runRestRequest({
        method: "POST",
        encodedPath: "/dev/mock",
        body: Buffer.from(`{${text}}`),
        headers: headersOf("text/plain", "content-type"),
      }),
  ],
  [
    "a body that is decoded",
    (text) => runRestRequest({ method: "POST", encodedPath: "/dev/convert", body: Buffer.from(text) }),
  ],
  [
    "a body that a mapping reads",
    (text) =>
      runRestRequest({
        method: "POST",
        encodedPath: "/dev/convert",
        body: Buffer.from(JSON.stringify({ a: text })),
      }),
  ],
  ["a host", (text) => runRequest(requestWith({ headers: [["host", text]] }))],
  [
    "a host of an internal server",
    (host) => rejectForeignCaller({ headers: { host }, headersDistinct: { host: [host] } } as never),
  ],
  [
    "a content type of a body",
    (text) =>
      eventsOf(requestWith({ body: Buffer.from("a"), headers: headersOf(`text/${text}`, "content-type") })),
  ],
  ["an origin", (text) => runRequest(requestWith({ headers: headersOf(text, "origin") }))],
  [
    "the headers of a preflight request",
    (text) =>
      runRequest(
        requestWith({
          method: "OPTIONS",
          headers: [
            ["origin", "https://a.example"],
            ["access-control-request-method", "GET"],
            ["access-control-request-headers", `x-a,${text}`],
          ],
        }),
      ),
  ],
  [
    "an identity source",
    (rawQuery) => readIdentity("$request.querystring.a", authorizationRequest(requestWith({ rawQuery }))),
  ],
  ["the fields of a signature", (text) => iam(text)],
  [
    "the credential of a signature",
    (text) => iam(`Credential=${text}, SignedHeaders=host, Signature=${signature}`),
  ],
  [
    "the headers of a signature",
    (text) => iam(`Credential=${CREDENTIAL}, SignedHeaders=host;x-amz-date;${text}, Signature=${signature}`),
  ],
  [
    "a token",
    async (text) =>
      authorizeJwt(
        authorizationRequest(requestWith({ headers: headersOf(text, "authorization") })),
        jwtAuthorization(),
        (await issuer).keys(createRemoteKeys()),
        () => NOON,
      ),
  ],
];

/** Parsers of lists, which depend on the number of entries only. */
const LISTS: readonly (readonly [string, Parse])[] = [
  ["repeated headers", (text) => eventsOf(requestWith({ headers: manyHeaders(text, () => "x-a") }))],
  [
    "different headers",
    (text) => eventsOf(requestWith({ headers: manyHeaders(text, (index) => `x-${index}`) })),
  ],
  [
    "many signed headers",
    (text) => {
      const headers = manyHeaders(text, (index) => `x-amz-${index}`);
      const names = headers.map(([name]) => name).join(";");
      return iam(
        `Credential=${CREDENTIAL}, SignedHeaders=host;x-amz-date;${names}, Signature=${signature}`,
        headers,
      );
    },
  ],
];

const answer = (status: number, body: string, headers: Record<string, string> = {}) =>
  client(
    { get: route("GET /x/{id+}", { query: z.object({ q: z.string() }) }) },
    { baseUrl: "http://localhost", fetch: async () => new Response(body, { status, headers }) },
  );

/** Parsers of the client. */
const CLIENT: readonly (readonly [string, Parse])[] = [
  [
    "a path parameter",
    (id) =>
      answer(200, "1")
        .get({ params: { id }, query: { q: id } })
        .catch(() => {}),
  ],
  [
    "a body",
    (body) =>
      answer(200, body)
        .get({ params: { id: "1" }, query: { q: "" } })
        .catch(() => {}),
  ],
  [
    "a problem",
    (body) =>
      answer(400, body)
        .get({ params: { id: "1" }, query: { q: "" } })
        .catch(() => {}),
  ],
];

describe.each<[string, readonly (readonly [string, Parse])[], readonly string[]]>([
  ["the runtime", RUNTIME, PATTERNS],
  ["the local gateway", LOCAL, PATTERNS],
  ["the local gateway", LISTS, ["a"]],
  ["the client", CLIENT, PATTERNS],
])("%s", (_, parsers, patterns) => {
  beforeAll(() => {
    for (const level of ["error", "info"] as const) jest.spyOn(console, level).mockImplementation(() => {});
  });
  afterAll(() => jest.restoreAllMocks());

  test.each(parsers)("the time for %s grows linearly with its length", async (_title, parse) => {
    const slow: string[] = [];
    for (const pattern of patterns) {
      const ratio = await smallestGrowth(parse, pattern);
      if (ratio > MAX_RATIO) slow.push(`${JSON.stringify(pattern)}: ${ratio.toFixed(0)} times`);
    }
    expect(slow).toEqual([]);
  });
});
