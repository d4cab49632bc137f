import { createSocket, type Socket } from "node:dgram";
import { on, once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { route } from "gatewright/contract";
import { handle } from "gatewright/runtime";
import { Tracer, withTracer } from "gatewright/runtime/tracer";
import type { SocketResult } from "gatewright/runtime/websocket";
import { type Bundle, bundle } from "#bundle";
import { type RunningFunction, startFunction } from "../lambda";
import { eventOf, restEventOf } from "../support";
import { messageEvent } from "./websocket/events";

/**
 * Document that the X-Ray SDK sends for a subsegment.
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html
 */
interface SegmentDocument {
  readonly id: string;
  readonly name: string;
  readonly error?: boolean;
  readonly fault?: boolean;
  readonly cause?: { readonly exceptions: readonly { readonly message: string }[] };
}

const SEGMENT = "53995c3f42cd8ad8";
const traceId = (letter: string) => `1-5759e988-${letter.repeat(24)}`;
const traceEnv = (letter: string, sampled = 1) => ({
  _X_AMZN_TRACE_ID: `Root=${traceId(letter)};Parent=${SEGMENT};Sampled=${sampled}`,
});
const LAMBDA = {
  AWS_EXECUTION_ENV: "AWS_Lambda_nodejs22.x",
  AWS_LAMBDA_FUNCTION_NAME: "shop-dev-orders",
  AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
  LAMBDA_TASK_ROOT: "/var/task",
};

let built: Bundle;
let builtSocket: Bundle;
let database: Server;
let daemon: Socket;
let messages: AsyncIterator<[Buffer]>;
let running: RunningFunction | undefined;

beforeAll(async () => {
  const entries = ["__tests__/runtime/traced.ts", "__tests__/runtime/websocket/observed.ts"];
  const requests = entries.map((entry) => ({ entry, target: "node20" }));
  [built, builtSocket] = [...bundle(requests, process.cwd()).values()] as [Bundle, Bundle];
  database = createServer((_, response) => {
    response.setHeader("content-type", "application/x-amz-json-1.0");
    response.end('{"TableNames":[]}');
  });
  await once(database.listen(0, "127.0.0.1"), "listening");
});
afterAll(() => new Promise((resolve) => database.close(resolve)));

beforeEach(async () => {
  daemon = createSocket("udp4");
  messages = on(daemon, "message") as AsyncIterator<[Buffer]>;
  daemon.bind(0, "127.0.0.1");
  await once(daemon, "listening");
});
afterEach(async () => {
  await running?.stop();
  daemon.close();
});

/** Starts the bundle. It sends its traces and its DynamoDB requests to servers of this test. */
function start(env: Record<string, string>, code = built): RunningFunction {
  running = startFunction(code, {
    ...env,
    AWS_XRAY_DAEMON_ADDRESS: `127.0.0.1:${daemon.address().port}`,
    AWS_REGION: "eu-central-1",
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${(database.address() as AddressInfo).port}`,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
  });
  return running;
}

const request = (kind: string) => ({ ...eventOf({ params: { kind } }), routeKey: "POST /orders/{kind}" });

/** Waits for the next document that the X-Ray daemon receives. Returns it without the header line. */
async function receive(): Promise<SegmentDocument> {
  const { value } = await messages.next();
  return JSON.parse(value[0].toString().split("\n")[1]);
}

test("a request is recorded as an annotated subsegment of the invocation", async () => {
  await start(LAMBDA).call(request("plain"), traceEnv("a"));
  expect(await receive()).toEqual({
    type: "subsegment",
    name: "## POST /orders/:kind",
    trace_id: traceId("a"),
    parent_id: SEGMENT,
    id: expect.stringMatching(/^[0-9a-f]{16}$/),
    start_time: expect.any(Number),
    end_time: expect.any(Number),
    annotations: { Route: "POST /orders/{kind}", ColdStart: true, Service: "shop" },
  });
});

test("a subsegment of the route $default has a name that X-Ray allows", async () => {
  await start(LAMBDA).call(eventOf({ params: { kind: "plain" } }), traceEnv("a"));
  expect(await receive()).toMatchObject({ name: "## default", annotations: { Route: "$default" } });
});

test("a subsegment of an event of a REST API has the route of the handler", async () => {
  await start(LAMBDA).call(restEventOf({ params: { kind: "plain" } }, "POST /orders/{kind}"), traceEnv("a"));
  expect(await receive()).toMatchObject({ annotations: { Route: "POST /orders/{kind}" } });
});

test("a subsegment of an event without a route has the name of the function", async () => {
  const { routeKey: _, ...event } = request("plain");
  await start(LAMBDA).call(event as never, traceEnv("a"));
  expect(await receive()).toMatchObject({ name: "## shop-dev-orders" });
});

test("the next request is a subsegment of the next invocation and no cold start", async () => {
  const { call } = start(LAMBDA);
  await call(request("plain"), traceEnv("a"));
  await call(request("plain"), traceEnv("b"));
  await receive();
  expect(await receive()).toMatchObject({
    trace_id: traceId("b"),
    parent_id: SEGMENT,
    annotations: { ColdStart: false },
  });
});

test("a call of a captured AWS SDK client is recorded as a subsegment of the request", async () => {
  await start(LAMBDA).call(request("stored"), traceEnv("a"));
  const outgoing = await receive();
  const parent = await receive();
  expect(outgoing).toMatchObject({
    name: "DynamoDB",
    namespace: "aws",
    trace_id: traceId("a"),
    parent_id: parent.id,
    aws: { operation: "ListTables", region: "eu-central-1" },
    http: { response: { status: 200 } },
  });
  expect(parent.name).toBe("## POST /orders/:kind");
});

test.each(["fetched", "requested"])(
  "an outgoing call that is %s is a subsegment of the request",
  async (kind) => {
    await start(LAMBDA).call(request(kind), traceEnv("a"));
    const outgoing = await receive();
    expect(outgoing).toMatchObject({
      name: "127.0.0.1",
      namespace: "remote",
      http: { response: { status: 200 } },
    });
    expect(outgoing).toMatchObject({ trace_id: traceId("a"), parent_id: (await receive()).id });
  },
);

test.each([
  ["plain", 200, {}],
  ["unknown", 404, { error: true }],
  ["failing", 500, { fault: true }],
])("a %s request that returns %i has the X-Ray flags %j", async (kind, status, flags) => {
  expect(await start(LAMBDA).call(request(kind), traceEnv("a"))).toMatchObject({ statusCode: status });
  const { error, fault } = await receive();
  expect({ error, fault }).toEqual(flags);
});

test("an error that a handler throws is recorded and thrown again", async () => {
  const { call } = start(LAMBDA);
  await expect(call(request("throwing"), traceEnv("a"))).rejects.toThrow("it throws");
  const { fault, cause } = await receive();
  expect(fault).toBe(true);
  expect(cause?.exceptions).toMatchObject([{ message: "it throws" }]);
  await call(request("plain"), traceEnv("a"));
  expect(await receive()).toMatchObject({ parent_id: SEGMENT });
});

test("a subsegment that cannot be sent is logged, and the request succeeds", async () => {
  const { call, output } = start(LAMBDA);
  expect(await call(request("circular"), traceEnv("a"))).toMatchObject({ statusCode: 200 });
  await call(request("plain"), traceEnv("b"));
  expect(await receive()).toMatchObject({ trace_id: traceId("b"), parent_id: SEGMENT });
  expect((await output()).stderr).toContain("cannot send an X-Ray subsegment");
});

test("no subsegment is sent if the trace is not sampled", async () => {
  const { call } = start(LAMBDA);
  await call(request("stored"), traceEnv("a", 0));
  await call(request("plain"), traceEnv("b"));
  expect(await receive()).toMatchObject({ trace_id: traceId("b") });
});

test.each([
  ["outside Lambda", {}],
  ["in Lambda without a trace", LAMBDA],
  ["in another AWS environment", { AWS_EXECUTION_ENV: "CloudShell" }],
  ["with Powertools tracing disabled", { ...LAMBDA, ...traceEnv("a"), POWERTOOLS_TRACE_ENABLED: "false" }],
])("a handler %s responds, sends no subsegment and logs nothing", async (_, env) => {
  const { call, output } = start(env);
  expect(await call(request("stored"))).toMatchObject({ statusCode: 200 });
  expect(await output()).toEqual({ stdout: "", stderr: "" });
  const end = createSocket("udp4");
  end.send('\n{"name":"the end"}', daemon.address().port, "127.0.0.1", () => end.close());
  expect(await receive()).toEqual({ name: "the end" });
});

test("a message of a WebSocket API is recorded with its route and its status, and its metrics are published", async () => {
  const socket = start(LAMBDA, builtSocket);
  const { body = "" } = await socket.call<SocketResult>(
    messageEvent("post", '{"body":{"text":"hello"}}'),
    traceEnv("a"),
  );
  expect(JSON.parse(body)).toEqual({ reply: "post", body: { length: 5 } });
  expect(await receive()).toMatchObject({
    name: "## post",
    trace_id: traceId("a"),
    annotations: { Route: "post", Service: "chat" },
  });
  await socket.call(messageEvent("post", "{}"), traceEnv("b"));
  expect(await receive()).toMatchObject({ trace_id: traceId("b"), error: true });
  const { stdout } = await socket.output();
  expect(stdout.match(/"posted":1/g)).toHaveLength(1);
});

test("a handler with a tracer keeps its route", () => {
  const plain = handle(route("POST /orders"), () => ({ status: 200 }));
  expect(withTracer(new Tracer(), plain).routes).toBe(plain.routes);
});
