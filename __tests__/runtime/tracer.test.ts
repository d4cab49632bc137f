import { createSocket, type Socket } from "node:dgram";
import { on, once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type Bundle, bundle } from "#bundle";
import { route } from "#contract";
import { handle } from "#runtime";
import { Tracer, withTracer } from "#runtime/tracer";
import { type Running, run } from "../lambda";
import { eventOf } from "../support";

/** What the X-Ray SDK sends of a subsegment. https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html */
interface Document {
  readonly id: string;
  readonly name: string;
  readonly error?: boolean;
  readonly fault?: boolean;
  readonly cause?: { readonly exceptions: readonly { readonly message: string }[] };
}

const SEGMENT = "53995c3f42cd8ad8";
const trace = (letter: string) => `1-5759e988-${letter.repeat(24)}`;
const traced = (letter: string, sampled = 1) => ({
  _X_AMZN_TRACE_ID: `Root=${trace(letter)};Parent=${SEGMENT};Sampled=${sampled}`,
});
const LAMBDA = {
  AWS_EXECUTION_ENV: "AWS_Lambda_nodejs22.x",
  AWS_LAMBDA_FUNCTION_NAME: "shop-dev-orders",
  AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
  LAMBDA_TASK_ROOT: "/var/task",
};

let built: Bundle;
let database: Server;
let daemon: Socket;
let arriving: AsyncIterator<[Buffer]>;
let running: Running | undefined;

beforeAll(async () => {
  const [one] = bundle([{ entry: "__tests__/runtime/traced.ts", target: "node20" }], process.cwd()).values();
  built = one as Bundle;
  database = createServer((_, response) => {
    response.setHeader("content-type", "application/x-amz-json-1.0");
    response.end('{"TableNames":[]}');
  });
  await once(database.listen(0, "127.0.0.1"), "listening");
});
afterAll(() => new Promise((resolve) => database.close(resolve)));

beforeEach(async () => {
  daemon = createSocket("udp4");
  arriving = on(daemon, "message") as AsyncIterator<[Buffer]>;
  daemon.bind(0, "127.0.0.1");
  await once(daemon, "listening");
});
afterEach(async () => {
  await running?.stop();
  daemon.close();
});

/** Starts the bundle with the test as its X-Ray daemon and its DynamoDB. */
function start(env: Record<string, string>): Running {
  running = run(built, {
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

const request = (kind: string) => eventOf({ params: { kind } });

/** The next document that arrives at the daemon, without the line before it. */
async function sent(): Promise<Document> {
  const { value } = await arriving.next();
  return JSON.parse(value[0].toString().split("\n")[1]);
}

test("a request is a subsegment of its invocation, annotated", async () => {
  await start(LAMBDA).call(request("plain"), traced("a"));
  expect(await sent()).toEqual({
    type: "subsegment",
    name: "## shop-dev-orders",
    trace_id: trace("a"),
    parent_id: SEGMENT,
    id: expect.stringMatching(/^[0-9a-f]{16}$/),
    start_time: expect.any(Number),
    end_time: expect.any(Number),
    annotations: { ColdStart: true, Service: "shop" },
  });
});

test("the next request is of its own invocation, and no cold start", async () => {
  const { call } = start(LAMBDA);
  await call(request("plain"), traced("a"));
  await call(request("plain"), traced("b"));
  await sent();
  expect(await sent()).toMatchObject({
    trace_id: trace("b"),
    parent_id: SEGMENT,
    annotations: { ColdStart: false },
  });
});

test("a call by a captured client of the AWS SDK is a subsegment of the request's", async () => {
  await start(LAMBDA).call(request("stored"), traced("a"));
  const called = await sent();
  const handled = await sent();
  expect(called).toMatchObject({
    name: "DynamoDB",
    namespace: "aws",
    trace_id: trace("a"),
    parent_id: handled.id,
    aws: { operation: "ListTables", region: "eu-central-1" },
    http: { response: { status: 200 } },
  });
  expect(handled.name).toBe("## shop-dev-orders");
});

test.each(["fetched", "requested"])("what is %s is a subsegment of the request's", async (kind) => {
  await start(LAMBDA).call(request(kind), traced("a"));
  const called = await sent();
  expect(called).toMatchObject({
    name: "127.0.0.1",
    namespace: "remote",
    http: { response: { status: 200 } },
  });
  expect(called).toMatchObject({ trace_id: trace("a"), parent_id: (await sent()).id });
});

test.each([
  ["plain", 200, {}],
  ["unknown", 404, { error: true }],
  ["failing", 500, { fault: true }],
])("a %s request, answered by %i, is marked %j", async (kind, status, marks) => {
  expect(await start(LAMBDA).call(request(kind), traced("a"))).toMatchObject({ statusCode: status });
  const { error, fault } = await sent();
  expect({ error, fault }).toEqual(marks);
});

test("what a handler throws is recorded, and thrown on", async () => {
  const { call } = start(LAMBDA);
  await expect(call(request("throwing"), traced("a"))).rejects.toThrow("it throws");
  const { fault, cause } = await sent();
  expect(fault).toBe(true);
  expect(cause?.exceptions).toMatchObject([{ message: "it throws" }]);
  await call(request("plain"), traced("a"));
  expect(await sent()).toMatchObject({ parent_id: SEGMENT });
});

test("a subsegment that cannot be sent is logged, and the request answered", async () => {
  const { call, output } = start(LAMBDA);
  expect(await call(request("circular"), traced("a"))).toMatchObject({ statusCode: 200 });
  await call(request("plain"), traced("b"));
  expect(await sent()).toMatchObject({ trace_id: trace("b"), parent_id: SEGMENT });
  expect((await output()).stderr).toContain("a subsegment could not be sent");
});

test("of a trace that is not sampled nothing is sent", async () => {
  const { call } = start(LAMBDA);
  await call(request("stored"), traced("a", 0));
  await call(request("plain"), traced("b"));
  expect(await sent()).toMatchObject({ trace_id: trace("b") });
});

test.each([
  ["outside of Lambda", {}],
  ["in Lambda without a trace", LAMBDA],
  ["on a machine of AWS that is no Lambda", { AWS_EXECUTION_ENV: "CloudShell" }],
  ["with Powertools' tracing off", { ...LAMBDA, ...traced("a"), POWERTOOLS_TRACE_ENABLED: "false" }],
])("%s it answers, sends nothing and says nothing", async (_, env) => {
  const { call, output } = start(env);
  expect(await call(request("stored"))).toMatchObject({ statusCode: 200 });
  expect(await output()).toEqual({ stdout: "", stderr: "" });
  const end = createSocket("udp4");
  end.send('\n{"name":"the end"}', daemon.address().port, "127.0.0.1", () => end.close());
  expect(await sent()).toEqual({ name: "the end" });
});

test("a handler with a tracer answers the same route", () => {
  const plain = handle(route("POST /orders"), () => ({ status: 200 }));
  expect(withTracer(new Tracer(), plain).route).toBe(plain.route);
});
