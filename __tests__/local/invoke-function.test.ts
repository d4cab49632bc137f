import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type LocalServer, startLocal } from "gatewright/local";
import {
  authorizedBy,
  JWT_AUTHORIZER,
  type StackDescription,
  USER_POOL,
  writeStackFolder,
} from "./gateway/terraform-fixture";

const running: LocalServer[] = [];
afterEach(() => Promise.all(running.splice(0).map((local) => local.stop())));

async function start(stack: StackDescription): Promise<LocalServer> {
  const local = await startLocal({ dir: writeStackFolder(stack) });
  running.push(local);
  return local;
}

const WORKER = { worker: { code: "exports.handler = async (event) => ({ got: event });" } };
const ECHO: StackDescription = { routes: { "GET /echo": { to: "echo" } }, functions: WORKER };

test.each([
  ["Terraform name", "worker"],
  ["Terraform address", "aws_lambda_function.worker"],
  ["name on AWS", "shop-worker"],
])("a function without a route is invoked by its %s", async (_, name) => {
  const worker = { ...WORKER.worker, function_name: "shop-worker" };
  const local = await start({ ...ECHO, functions: { worker } });
  expect(await local.invoke(name, [1])).toEqual({
    isSuccess: true,
    value: { got: [1] },
    requestId: expect.any(String),
  });
});

test("a function of a stack without an API is invoked", async () => {
  const dir = writeStackFolder(ECHO);
  const { resource, ...others } = JSON.parse(readFileSync(path.join(dir, "main.tf.json"), "utf8"));
  const { aws_lambda_function } = resource;
  writeFileSync(
    path.join(dir, "main.tf.json"),
    JSON.stringify({ ...others, resource: { aws_lambda_function } }),
  );
  const local = await startLocal({ dir });
  running.push(local);
  expect(await local.invoke("worker")).toMatchObject({ isSuccess: true, value: { got: {} } });
});

test.each([
  ["metadata and a body", '{ statusCode: 201 }, "a\\0b"', { statusCode: 201, body: "a\0b" }],
  ["metadata without a body", '{ statusCode: 204 }, ""', { statusCode: 204, body: "" }],
])("the %s that a function streams become one object", async (_, written, value) => {
  const code = `exports.handler = awslambda.streamifyResponse(async (event, stream) => {
    const write = (metadata, body) => awslambda.HttpResponseStream.from(stream, metadata).write(body);
    write(${written});
    stream.end();
  });`;
  const local = await start({ ...ECHO, functions: { worker: { code } } });
  expect(await local.invoke("worker")).toMatchObject({ isSuccess: true, value });
});

test.each([
  ["JSON", "[1, 2]", [1, 2]],
  ["text", "no json", "no json"],
])("%s that a function streams without metadata is returned unchanged", async (_, text, value) => {
  const code = `exports.handler = awslambda.streamifyResponse(async (event, stream) => stream.end("${text}"));`;
  const local = await start({ ...ECHO, functions: { worker: { code } } });
  expect(await local.invoke("worker")).toMatchObject({ isSuccess: true, value });
});

test("an unknown name is rejected with the names of the functions", async () => {
  const local = await start(ECHO);
  await expect(local.invoke("workers")).rejects.toThrow(
    'no function "workers"; expected one of echo, worker.',
  );
  await expect(local.initialize("workers")).rejects.toThrow('no function "workers"');
  expect(() => local.sampleEvent("workers", "sqs")).toThrow('no function "workers"');
});

test("a function that throws resolves to its error", async () => {
  const local = await start({ routes: { "GET /fail": { to: "fail" } } });
  const result = await local.invoke("fail", { rawQueryString: "broken" });
  expect(result).toMatchObject({ isSuccess: false, errorType: "TypeError", errorMessage: "broken" });
});

describe("initialize", () => {
  test("the code is loaded once, and the handler does not run", async () => {
    const code = "console.log('loaded'); exports.handler = async () => console.log('invoked');";
    const local = await start({ ...ECHO, functions: { worker: { code } } });
    expect(await local.initialize("worker")).toBeUndefined();
    expect(local.logs().map(({ text }) => text)).toEqual([expect.stringContaining("loaded")]);
  });

  test.each([
    ["throws", "throw new RangeError('no table');", "RangeError", "no table"],
    [
      "has no handler",
      "exports.other = 1;",
      "Runtime.HandlerNotFound",
      "index.handler is undefined or not exported",
    ],
    [
      "requires a missing package",
      "require('no-such-package');",
      "Runtime.ImportModuleError",
      "no-such-package",
    ],
    ["exits", "process.exit(3);", "Runtime.ExitError", "exit status 3"],
  ])("code that %s resolves to the error", async (_, code, errorType, message) => {
    const local = await start({ ...ECHO, functions: { worker: { code } } });
    expect(await local.initialize("worker")).toMatchObject({
      isSuccess: false,
      errorType,
      errorMessage: expect.stringContaining(message),
    });
  });
});

describe("sampleEvent", () => {
  test("an event of a queue has one message with the body", async () => {
    const local = await start(ECHO);
    const body = '{"id":1}';
    expect(local.sampleEvent("worker", "sqs", body)).toEqual({
      Records: [
        {
          messageId: expect.any(String),
          receiptHandle: expect.any(String),
          body,
          attributes: {
            ApproximateReceiveCount: "1",
            SentTimestamp: expect.stringMatching(/^\d{13}$/),
            SenderId: "123456789012",
            ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
          },
          messageAttributes: {},
          md5OfBody: "d2ce28b9a7fd7e4407e2b0fd499b7fe4",
          eventSource: "aws:sqs",
          eventSourceARN: "arn:aws:sqs:eu-central-1:123456789012:worker",
          awsRegion: "eu-central-1",
        },
      ],
    });
  });

  test("an event of a schedule has no input", async () => {
    const local = await start(ECHO);
    expect(local.sampleEvent("worker", "schedule")).toEqual({
      version: "0",
      id: expect.any(String),
      "detail-type": "Scheduled Event",
      source: "aws.scheduler",
      account: "123456789012",
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      region: "eu-central-1",
      resources: ["arn:aws:scheduler:eu-central-1:123456789012:schedule/default/worker"],
      detail: "{}",
    });
  });

  test("an event of a request has the same fields as the event of a real request", async () => {
    const local = await start({
      api: { protocol_type: "HTTP" },
      routes: { "POST /notes/{id}/{rest+}": { to: "echo" } },
    });
    const response = await fetch(`${local.url}/notes/id/rest`, {
      method: "POST",
      body: "[1]",
      headers: JSON_TYPE,
    });
    const sent = (await response.json()) as Event;
    const sample = local.sampleEvent("echo", "http", "[1]") as Event;
    expect(sample).toMatchObject({
      routeKey: "POST /notes/{id}/{rest+}",
      rawPath: "/notes/id/rest",
      pathParameters: { id: "id", rest: "rest" },
      body: "[1]",
      isBase64Encoded: false,
    });
    expect(Object.keys(sample).sort()).toEqual(Object.keys(sent).sort());
    expect(Object.keys(sample.requestContext).sort()).toEqual(Object.keys(sent.requestContext).sort());
    expect(await local.invoke("echo", sample)).toMatchObject({ isSuccess: true });
  });

  test("the caller has the scopes of the route, and the path starts with the stage", async () => {
    const local = await start({
      authorizers: { users: JWT_AUTHORIZER },
      stages: { v1: {} },
      routes: {
        "ANY /notes": { to: "echo", authorization_scopes: ["notes/read"], ...authorizedBy("users", "JWT") },
      },
      more: { resource: USER_POOL },
    });
    const { requestContext, rawPath } = local.sampleEvent("echo", "http") as Event;
    expect(rawPath).toBe("/v1/notes");
    expect(requestContext).toMatchObject({
      authorizer: { jwt: { claims: { scope: "notes/read" }, scopes: ["notes/read"] } },
      http: { method: "GET" },
    });
  });

  test("an event of payload format 1.0 has the fields of that format", async () => {
    const integration = { payload_format_version: "1.0" };
    const local = await start({ routes: { "GET /old": { to: "echo", integration } } });
    expect(local.sampleEvent("echo", "http")).toMatchObject({
      version: "1.0",
      httpMethod: "GET",
      path: "/old",
    });
  });

  test("a function without a route gets no event of a request", async () => {
    const local = await start(ECHO);
    expect(() => local.sampleEvent("worker", "http")).toThrow(
      'no route of an HTTP API or a REST API invokes worker, so the event "http" cannot be generated. Write the event to a file.',
    );
  });
});

interface Event {
  readonly rawPath: string;
  readonly requestContext: object;
}

const JSON_TYPE = { "content-type": "application/json" };
