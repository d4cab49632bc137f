import { writeFileSync } from "node:fs";
import path from "node:path";
import { strToU8, zipSync } from "fflate";
import { type LocalServer, type RequestTrace, startLocal, type TraceSpan } from "gatewright/local";
import { testBackend } from "./gateway/backend";
import { type RequestContent, send } from "./gateway/raw-http";
import { writeRestFolder } from "./gateway/rest-api/rest-fixture";
import { streamedBy, streamingCode } from "./gateway/rest-api/streaming-fixture";
import {
  authorizedBy,
  invokeArn,
  type StackDescription,
  writeStackFolder,
} from "./gateway/terraform-fixture";

const backend = testBackend();

let local: LocalServer;
let traces: RequestTrace[];
afterEach(() => local.stop());

async function start(stack: StackDescription): Promise<void> {
  traces = [];
  local = await startLocal({ dir: writeStackFolder(stack), onTrace: (trace) => traces.push(trace) });
}

/** Sends a request. Returns its trace, after a check that each part is within the part that contains it. */
async function trace(line: string, content?: RequestContent): Promise<RequestTrace> {
  const { headers } = await send(local.url, line, content);
  const found = traces.find(({ requestId }) => requestId === headers["apigw-requestid"]);
  if (!found) throw new Error(`no trace of ${line}`);
  expectNested({ startMs: 0, durationMs: found.durationMs, spans: found.spans });
  return found;
}

function expectNested({
  startMs,
  durationMs,
  spans,
}: Pick<TraceSpan, "startMs" | "durationMs" | "spans">): void {
  for (const span of spans) {
    expect(span.startMs).toBeGreaterThanOrEqual(startMs);
    expect(span.durationMs).toBeGreaterThanOrEqual(0);
    expect(toMicroseconds(span.startMs + span.durationMs)).toBeLessThanOrEqual(
      toMicroseconds(startMs + durationMs),
    );
    expectNested(span);
  }
}

function toMicroseconds(ms: number): number {
  return Math.round(ms * 1000);
}

/** Returns a line for each part, without its times. The parts of a part are indented. */
function outline(spans: readonly TraceSpan[], indent = ""): string[] {
  return spans.flatMap(({ kind, name, status, errorType, isUnfinished, spans: children }) => [
    [`${indent}${kind}`, kind === "gateway" ? "" : name, status, errorType, isUnfinished && "unfinished"]
      .filter(Boolean)
      .join(" "),
    ...outline(children, `${indent}  `),
  ]);
}

const FN = "aws_lambda_function";

test("a cold request contains the start of the environment, and a warm request does not", async () => {
  await start({ routes: { "GET /echo": { to: "echo" } } });
  expect(outline((await trace("GET /echo")).spans)).toEqual([
    "gateway",
    `integration ${FN}.echo`,
    `  init ${FN}.echo`,
    `  handler ${FN}.echo`,
    "gateway",
  ]);
  expect(outline((await trace("GET /echo")).spans)).toEqual([
    "gateway",
    `integration ${FN}.echo`,
    `  handler ${FN}.echo`,
    "gateway",
  ]);
});

test("an environment that was started before the request is no cold start", async () => {
  await start({ routes: { "GET /echo": { to: "echo" } } });
  await local.initialize("echo");
  expect(outline((await trace("GET /echo")).spans)).toEqual([
    "gateway",
    `integration ${FN}.echo`,
    `  handler ${FN}.echo`,
    "gateway",
  ]);
});

test("the parts of a request follow each other without gaps, and the handler starts after the cold start", async () => {
  await start({ routes: { "GET /echo": { to: "echo" } } });
  const { spans, durationMs } = await trace("GET /echo");
  const ends = spans.map(endOf);
  const starts = spans.map(({ startMs }) => toMicroseconds(startMs));
  expect([0, ...ends]).toEqual([...starts, toMicroseconds(durationMs)]);
  const [init, handler] = spans[1]?.spans ?? [];
  expect(toMicroseconds(handler?.startMs ?? 0)).toBeGreaterThanOrEqual(endOf(init));
});

test("a trace identifies the request, and does not contain its query", async () => {
  await start({ routes: { "GET /notes/{id}": { to: "echo" } } });
  const headers = { "x-amzn-trace-id": "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1" };
  const found = await trace("GET /notes/4?token=hunter2", { headers });
  expect(found).toMatchObject({
    traceId: "1-5759e988-bd862e3fe1be46a994272793",
    api: "aws_apigatewayv2_api.api",
    routeKey: "GET /notes/{id}",
    method: "GET",
    path: "/notes/4",
    status: 200,
  });
  expect(new Date(found.time).toISOString()).toBe(found.time);
  expect(JSON.stringify(found)).not.toContain("hunter2");
});

test("a request without a route has only a part of the gateway", async () => {
  await start({ routes: { "GET /echo": { to: "echo" } } });
  const found = await trace("GET /other");
  expect(found.status).toBe(404);
  expect(found).not.toHaveProperty("routeKey");
  expect(found.traceId).toMatch(/^1-[0-9a-f]{8}-[0-9a-f]{24}$/);
  expect(outline(found.spans)).toEqual(["gateway"]);
});

test("a Lambda authorizer contains its function, unless its result is cached or denies the request", async () => {
  const code = `exports.handler = async ({ identitySource: [token] }) => ({ isAuthorized: token === "open" });`;
  const authorizer = {
    authorizer_uri: invokeArn("check"),
    authorizer_payload_format_version: "2.0",
    enable_simple_responses: true,
    identity_sources: ["$request.header.x-token"],
    authorizer_result_ttl_in_seconds: 300,
  };
  await start({
    functions: { check: { code } },
    authorizers: { token: authorizer },
    routes: { "GET /echo": { to: "echo", ...authorizedBy("token", "CUSTOM") } },
  });
  const authorized = (token: string) => trace("GET /echo", { headers: { "x-token": token } });
  const name = "authorizer aws_apigatewayv2_authorizer.token";
  const denied = ["gateway", name, `  init ${FN}.check`, `  handler ${FN}.check`, "gateway"];
  expect(outline((await authorized("wrong")).spans)).toEqual(denied);
  const first = outline((await authorized("open")).spans);
  expect(first.slice(0, 5)).toEqual([
    "gateway",
    name,
    `  handler ${FN}.check`,
    "gateway",
    `integration ${FN}.echo`,
  ]);
  expect(outline((await authorized("open")).spans).slice(0, 3)).toEqual(["gateway", name, "gateway"]);
});

const REST_AUTHORIZER = "authorizer aws_api_gateway_authorizer.token";

test.each([
  ["TOKEN", "method.request.header.x-token"],
  ["REQUEST", "method.request.header.x-token"],
])(
  "a %s authorizer of a REST API contains its function, and the error of its function",
  async (type, source) => {
    const code = `exports.handler = async ({ authorizationToken, headers }) => {
    if ((authorizationToken ?? headers["x-token"]) !== "open") throw new RangeError();
    return { principalId: "ann", policyDocument: { Statement: { Effect: "Allow", Action: "*", Resource: "*" } } };
  };`;
    const authorizer = { type, authorizer_uri: invokeArn("check"), identity_source: source };
    const authorizer_id = "${aws_api_gateway_authorizer.token.id}";
    traces = [];
    local = await startLocal({
      dir: writeRestFolder({
        functions: { check: { code } },
        authorizers: { token: authorizer },
        methods: { "GET /echo": { to: "echo", authorization: "CUSTOM", authorizer_id } },
      }),
      onTrace: (found) => traces.push(found),
    });
    const partsOf = async (token: string) => {
      const { headers } = await send(local.url, "GET /dev/echo", { headers: { "x-token": token } });
      const found = traces.find(({ requestId }) => requestId === headers["x-amzn-requestid"]);
      return outline(found?.spans ?? []).slice(1, 4);
    };
    expect(await partsOf("wrong")).toEqual([
      `${REST_AUTHORIZER} RangeError`,
      `  init ${FN}.check`,
      `  handler ${FN}.check RangeError`,
    ]);
    expect(await partsOf("open")).toEqual([REST_AUTHORIZER, `  handler ${FN}.check`, "gateway"]);
    expect(await partsOf("open")).toEqual([REST_AUTHORIZER, "gateway", `integration ${FN}.echo`]);
  },
);

test("the trace of a streamed response contains the whole stream", async () => {
  const code = streamingCode(`stream.write("a"); await fetch("${backend.url}/prices"); stream.end("b");`);
  traces = [];
  local = await startLocal({
    dir: writeRestFolder({
      functions: { stream: { code } },
      methods: {
        "GET /stream": streamedBy("stream"),
        "GET /http": {
          integration: {
            type: "HTTP_PROXY",
            integration_http_method: "GET",
            uri: backend.url,
            response_transfer_mode: "STREAM",
          },
        },
      },
    }),
    onTrace: (found) => traces.push(found),
  });
  await send(local.url, "GET /dev/stream");
  await send(local.url, "GET /dev/http");
  const host = new URL(backend.url).host;
  // The response can end before the gateway knows that the handler has returned.
  const outlineOf = (spans: readonly TraceSpan[]) =>
    outline(spans).flatMap((line) => (line.includes("init ") ? [] : line.replace(" unfinished", "")));
  expect(traces.map(({ spans }) => outlineOf(spans))).toEqual([
    [
      "gateway",
      `integration ${FN}.stream`,
      `  handler ${FN}.stream`,
      `    call GET ${host}/prices 200`,
      "gateway",
    ],
    ["gateway", "integration aws_api_gateway_integration.GET-http", "gateway"],
  ]);
});

test("a Lambda authorizer of an HTTP API contains the error of its function", async () => {
  const code = "exports.handler = async () => { throw new RangeError(); };";
  const authorizer = {
    authorizer_uri: invokeArn("check"),
    authorizer_payload_format_version: "2.0",
    identity_sources: ["$request.header.x-token"],
  };
  await start({
    functions: { check: { code } },
    authorizers: { token: authorizer },
    routes: { "GET /echo": { to: "echo", ...authorizedBy("token", "CUSTOM") } },
  });
  const { spans } = await trace("GET /echo", { headers: { "x-token": "a" } });
  expect(outline(spans).slice(1, 4)).toEqual([
    "authorizer aws_apigatewayv2_authorizer.token RangeError",
    `  init ${FN}.check`,
    `  handler ${FN}.check RangeError`,
  ]);
});

const SDK = `const { DynamoDBClient, PutItemCommand } = require("@aws-sdk/client-dynamodb");
const { SecretsManagerClient, GetSecretValueCommand } = require("@aws-sdk/client-secrets-manager");
const { SSMClient, GetParameterCommand } = require("@aws-sdk/client-ssm");
const ignore = () => {};
exports.handler = async () => {
  const db = new DynamoDBClient({});
  await db.send(new PutItemCommand({ TableName: "notes", Item: { id: { S: "1" } } }));
  await db.send(new PutItemCommand({ TableName: "other", Item: { id: { S: "1" } } })).catch(ignore);
  await new SecretsManagerClient({}).send(new GetSecretValueCommand({ SecretId: "key" })).catch(ignore);
  await new SSMClient({}).send(new GetParameterCommand({ Name: "key" })).catch(ignore);
};`;

test("a call to an AWS service is named after its service and its operation", async () => {
  const aws_dynamodb_table = {
    notes: {
      name: "notes",
      hash_key: "id",
      billing_mode: "PAY_PER_REQUEST",
      attribute: [{ name: "id", type: "S" }],
    },
  };
  await start({
    functions: { sdk: { code: SDK, timeout: 30 } },
    routes: { "GET /sdk": { to: "sdk" } },
    more: { resource: { aws_dynamodb_table } },
  });
  expect(outline((await trace("GET /sdk")).spans).slice(3, -1)).toEqual([
    `  handler ${FN}.sdk`,
    "    call DynamoDB PutItem 200",
    "    call DynamoDB PutItem 400",
    "    call Secrets Manager GetSecretValue 400",
    "    call SSM GetParameter 400",
  ]);
});

/** Code of a function that sends the requests of its query: `http`, `fetch`, or a request that fails. */
const CALLS = (url: string) => `const { request } = require("node:http");
const url = ${JSON.stringify(url)};
const withHttp = (target, options) => new Promise((resolve) =>
  request(target, options, (response) => response.resume().on("end", resolve)).on("error", resolve).end());
exports.handler = async ({ rawQueryString }) => {
  if (rawQueryString === "http") await withHttp(url + "/a?secret=1", { method: "DELETE" });
  if (rawQueryString === "fetch") await (await fetch(url + "/b?secret=1", { method: "PUT" })).text();
  if (rawQueryString === "target") await fetch(url, { headers: { "X-Amz-Target": "AmazonSQS.SendMessage" } });
  if (rawQueryString === "refused-http") await withHttp("http://127.0.0.1:1/");
  if (rawQueryString === "refused-fetch") await fetch("http://127.0.0.1:2/x").catch(() => {});
};`;

test("other calls are named after their method and URL without the query", async () => {
  await start({
    functions: { calls: { code: CALLS(backend.url) } },
    routes: { "GET /calls": { to: "calls" } },
  });
  const host = new URL(backend.url).host;
  const callOf = async (kind: string) => {
    const handler = outline((await trace(`GET /calls?${kind}`)).spans).slice(-3, -1);
    expect(handler[0]).toBe(`  handler ${FN}.calls`);
    return handler[1];
  };
  expect(await callOf("http")).toBe(`    call DELETE ${host}/a 200`);
  expect(await callOf("fetch")).toBe(`    call PUT ${host}/b 200`);
  expect(await callOf("target")).toBe("    call SQS SendMessage 200");
  expect(await callOf("refused-http")).toBe("    call GET 127.0.0.1:1/ ECONNREFUSED");
  expect(await callOf("refused-fetch")).toMatch(/^ {4}call GET 127\.0\.0\.1:2\/x \w+$/);
});

test("a call ends when the function has read the body of the response, not when the headers arrive", async () => {
  let finishFirst = () => {};
  backend.respondWith(({ url }, response) => {
    if (url !== "/first") response.end();
    if (url === "/finish") finishFirst();
    if (url !== "/first") return;
    response.write("a");
    finishFirst = () => response.end("b");
  });
  const code = `const { get } = require("node:http");
    const url = ${JSON.stringify(backend.url)};
    exports.handler = () => new Promise((resolve) => get(url + "/first", async (response) => {
      response.resume().on("end", resolve);
      await (await fetch(url + "/second")).text();
      await fetch(url + "/finish");
    }));`;
  await start({ functions: { calls: { code } }, routes: { "GET /calls": { to: "calls" } } });
  const [first, second] = (await trace("GET /calls")).spans[1]?.spans[1]?.spans ?? [];
  expect([first?.name, second?.name]).toEqual([
    expect.stringMatching(/\/first$/),
    expect.stringMatching(/\/second$/),
  ]);
  expect(endOf(first)).toBeGreaterThanOrEqual(endOf(second));
  for (const call of [first, second]) expect(call).not.toHaveProperty("isUnfinished");
});

function endOf(span: TraceSpan | undefined): number {
  return span ? toMicroseconds(span.startMs + span.durationMs) : Number.NaN;
}

test("calls while a function is loaded are parts of the cold start", async () => {
  const code = `const ready = fetch(${JSON.stringify(`${backend.url}/settings`)}).then((response) => response.text());
    export const handler = async () => ({ body: await ready }); await ready;`;
  const dir = writeStackFolder({
    functions: { load: { code: "" } },
    routes: { "GET /load": { to: "load" } },
  });
  writeFileSync(path.join(dir, "load.zip"), zipSync({ "index.mjs": strToU8(code) }));
  traces = [];
  local = await startLocal({ dir, onTrace: (found) => traces.push(found) });
  expect(outline((await trace("GET /load")).spans)).toEqual([
    "gateway",
    `integration ${FN}.load`,
    `  init ${FN}.load`,
    `    call GET ${new URL(backend.url).host}/settings 200`,
    `  handler ${FN}.load`,
    "gateway",
  ]);
});

test("a failed part contains the type of the error", async () => {
  const failing = {
    throws: "exports.handler = async () => { throw new RangeError(); };",
    exits: "exports.handler = async () => process.exit(3);",
    unloadable: "throw new URIError();",
  };
  await start({
    functions: Object.fromEntries(Object.entries(failing).map(([name, code]) => [name, { code }])),
    routes: Object.fromEntries(Object.keys(failing).map((name) => [`GET /${name}`, { to: name }])),
  });
  const partsOf = async (name: string) => outline((await trace(`GET /${name}`)).spans).slice(2, -1);
  expect(await partsOf("throws")).toEqual([`  init ${FN}.throws`, `  handler ${FN}.throws RangeError`]);
  expect(await partsOf("exits")).toEqual([`  init ${FN}.exits`, `  handler ${FN}.exits Runtime.ExitError`]);
  const unloadable = [`  init ${FN}.unloadable URIError`];
  const requests = [1, 2].map(() => partsOf("unloadable"));
  expect(await Promise.all(requests)).toEqual([unloadable, unloadable]);
  expect(await partsOf("unloadable")).toEqual(unloadable);
});

describe("a timeout", () => {
  const hangingCall = () => `exports.handler = () => fetch(${JSON.stringify(`${backend.url}/hang`)});`;
  beforeEach(() => backend.respondWith(() => {}));

  test("a call without a response is unfinished when the function times out", async () => {
    await start({
      functions: { hang: { code: hangingCall(), timeout: 1 } },
      routes: { "GET /hang": { to: "hang" } },
    });
    expect(outline((await trace("GET /hang")).spans).slice(3)).toEqual([
      `  handler ${FN}.hang Sandbox.Timedout`,
      `    call GET ${new URL(backend.url).host}/hang unfinished`,
      "gateway",
    ]);
  });

  test("a handler is unfinished when the integration times out before the function", async () => {
    await start({
      functions: { hang: { code: hangingCall(), timeout: 30 } },
      routes: { "GET /hang": { to: "hang", integration: { timeout_milliseconds: 1000 } } },
    });
    expect(outline((await trace("GET /hang")).spans)).toEqual([
      "gateway",
      `integration ${FN}.hang`,
      `  init ${FN}.hang`,
      `  handler ${FN}.hang unfinished`,
      `    call GET ${new URL(backend.url).host}/hang unfinished`,
      "gateway",
    ]);
  });

  test("a cold start is unfinished when the integration times out before the function is loaded", async () => {
    const loading =
      "const end = Date.now() + 1000; while (Date.now() < end); exports.handler = async () => {};";
    await start({
      functions: { load: { code: loading } },
      routes: { "GET /load": { to: "load", integration: { timeout_milliseconds: 50 } } },
    });
    expect(outline((await trace("GET /load")).spans)).toEqual([
      "gateway",
      `integration ${FN}.load`,
      `  init ${FN}.load unfinished`,
      "gateway",
    ]);
  });
});

test("an HTTP integration has no parts", async () => {
  await start({ routes: { "GET /proxy": { to: `${backend.url}/x` } } });
  expect(outline((await trace("GET /proxy")).spans)).toEqual([
    "gateway",
    "integration aws_apigatewayv2_integration.to-GET-proxy",
    "gateway",
  ]);
});

const CALL_WITH_ID = (url: string) => `exports.handler = async ({ rawQueryString }) => {
  await (await fetch(${JSON.stringify(url)} + "/" + rawQueryString)).text();
  return { body: rawQueryString };
};`;

test("the calls of concurrent requests are not mixed up", async () => {
  const waiting: (() => void)[] = [];
  backend.respondWith((_, response) => {
    waiting.push(() => response.end());
    if (waiting.length === 3) for (const respond of waiting.splice(0)) respond();
  });
  await start({
    functions: { call: { code: CALL_WITH_ID(backend.url) } },
    routes: { "GET /call": { to: "call" } },
  });
  const ids = ["a", "b", "c"];
  const found = await Promise.all(ids.map((id) => trace(`GET /call?${id}`)));
  const host = new URL(backend.url).host;
  expect(found.map(({ spans }) => outline(spans).filter((line) => line.includes("call GET")))).toEqual(
    ids.map((id) => [`    call GET ${host}/${id} 200`]),
  );
});

test("the calls of requests that one environment handles are not mixed up", async () => {
  await start({
    functions: { call: { code: CALL_WITH_ID(backend.url) } },
    routes: { "GET /call": { to: "call" } },
  });
  const host = new URL(backend.url).host;
  for (const id of ["a", "b", "c"]) {
    const calls = outline((await trace(`GET /call?${id}`)).spans).filter((line) => line.includes("call GET"));
    expect(calls).toEqual([`    call GET ${host}/${id} 200`]);
  }
});

test("a worker observes HTTP responses only if requests are traced", async () => {
  const code = `const { hasSubscribers } = require("node:diagnostics_channel");
    exports.handler = async () => String(hasSubscribers("http.client.response.finish"));`;
  const stack = { functions: { observed: { code } }, routes: { "GET /observed": { to: "observed" } } };
  await start(stack);
  expect((await send(local.url, "GET /observed")).body).toBe("true");
  await local.stop();
  local = await startLocal({ dir: writeStackFolder(stack) });
  expect((await send(local.url, "GET /observed")).body).toBe("false");
});
