import { testBackend } from "../backend";
import { TestGateway } from "../test-gateway";
import { restGateway, writeRestFolder } from "./rest-fixture";
import { Gates, openResponse, streamedBy, streamingCode } from "./streaming-fixture";

// Sources of the expected results (docs/decisions/021-facts-carry-sources.md explains the marks in titles):
// - [AWS docs]: the pages response-transfer-mode and response-streaming-troubleshoot of the developer guide

const backend = testBackend();
let gates: Gates;
beforeEach(() => {
  gates = new Gates();
  backend.respondWith(gates.listener);
});

const GATE = "const gate = (name) => fetch(`${process.env.GATES}/${name}`);";
const HANDLERS: Readonly<Record<string, string>> = {
  steps:
    'stream.write("one"); await gate("first"); stream.write("two"); await gate("second"); stream.end("three");',
  many: "for (let step = 0; step < 9; step++) { stream.write(`${step}`); await gate(step); }",
  silent: 'await gate("called"); stream.end();',
};

const stack =
  (type: string, integration: Readonly<Record<string, unknown>> = {}) =>
  () => ({
    api: { endpoint_configuration: { types: [type] } },
    stages: {
      dev: {
        access_log_settings: { format: ACCESS_LOG },
        cache_cluster_enabled: true,
        cache_cluster_size: "0.5",
      },
    },
    authorizers: {
      deny: { type: "TOKEN", authorizer_uri: "${aws_lambda_function.deny.invoke_arn}" },
    },
    methods: {
      ...Object.fromEntries(
        Object.keys(HANDLERS).map((name) => [`GET /${name}`, streamedBy(name, integration)]),
      ),
      "GET /denied": {
        ...streamedBy("steps"),
        authorization: "CUSTOM",
        authorizer_id: "${aws_api_gateway_authorizer.deny.id}",
      },
      "GET /short": streamedBy("timed"),
      "GET /whole": { to: "echo" },
      "POST /whole": { to: "echo" },
      "GET /http": {
        integration: {
          type: "HTTP_PROXY",
          integration_http_method: "GET",
          uri: `${backend.url}/endpoint`,
          response_transfer_mode: "STREAM",
          ...integration,
        },
      },
    },
    functions: {
      ...Object.fromEntries(
        Object.entries(HANDLERS).map(([name, statements]) => [
          name,
          {
            code: streamingCode(`${GATE} ${statements}`),
            environment: { variables: { GATES: backend.url } },
            timeout: 900,
          },
        ]),
      ),
      timed: { code: streamingCode('stream.write("one"); await new Promise(() => {});'), timeout: 1 },
      deny: { code: 'exports.handler = async () => { throw new Error("Unauthorized"); };' },
    },
    more: {
      resource: {
        aws_api_gateway_method_settings: {
          all: {
            rest_api_id: "${aws_api_gateway_rest_api.api.id}",
            stage_name: "${aws_api_gateway_stage.dev.stage_name}",
            method_path: "*/*",
            settings: { caching_enabled: true },
          },
        },
      },
    },
  });
const ACCESS_LOG = [
  "$context.requestId $context.path $context.status $context.responseLength",
  "$context.integration.responseTransferMode $context.integrationStatus $context.integration.error",
].join(" ");
const TIMES =
  "$context.requestId $context.integration.timeToAllHeaders $context.integration.timeToFirstContent $context.integration.latency $context.responseLatency";

const regional = restGateway(stack("REGIONAL", { timeout_milliseconds: 900_000 }));
const quick = restGateway(stack("EDGE", { timeout_milliseconds: 100 }));

async function lastLog(api: TestGateway, kind: string): Promise<string> {
  for (;;) {
    const line = api.takeLogs(kind).at(-1);
    if (line !== undefined) return line;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/**
 * Runs a test with a gateway whose timers the test advances. The gateway serves no other test, because it would wait for a
 * timer that is not advanced any more. The threads of functions keep their own timers.
 */
async function withFakeTimers(
  type: string,
  timeoutMs: number,
  run: (api: TestGateway) => Promise<void>,
): Promise<void> {
  const api = new TestGateway();
  await api.start({ dir: writeRestFolder(stack(type, { timeout_milliseconds: timeoutMs })()) });
  try {
    jest.useFakeTimers({
      doNotFake: [
        "Date",
        "hrtime",
        "nextTick",
        "performance",
        "queueMicrotask",
        "setImmediate",
        "clearImmediate",
      ],
    });
    await run(api);
  } finally {
    jest.useRealTimers();
    await api.stop();
  }
}

test.each([
  ["a regional API after 5 minutes", "REGIONAL", 300_000],
  ["an edge-optimized API after 30 seconds", "EDGE", 30_000],
])("a stream without data ends in %s [AWS docs]", async (_, type, idleMs) => {
  await withFakeTimers(type, 900_000, async (api) => {
    const response = await openResponse(api.local.url, "GET /dev/many");
    for (let step = 0; step < 2; step++) {
      expect(await response.next()).toBe(`${step}`);
      jest.advanceTimersByTime(idleMs - 1);
      gates.open(`${step}`);
    }
    expect(await response.next()).toBe("2");
    jest.advanceTimersByTime(idleMs);
    await expect(response.rest()).rejects.toThrow("aborted");
    expect(await lastLog(api, "request")).toContain(`the stream had no data for ${idleMs} ms`);
  });
});

test("a stream ends after 15 minutes, although it has data [AWS docs]", async () => {
  await withFakeTimers("REGIONAL", 900_000, async (api) => {
    const response = await openResponse(api.local.url, "GET /dev/many");
    for (let step = 0; step < 4; step++) {
      expect(await response.next()).toBe(`${step}`);
      if (step < 3) jest.advanceTimersByTime(299_000);
      gates.open(`${step}`);
    }
    expect(await response.next()).toBe("4");
    expect(api.takeLogs("request")).toEqual([]);
    jest.advanceTimersByTime(3_000);
    await expect(response.rest()).rejects.toThrow("aborted");
    expect(await lastLog(api, "request")).toContain("integration timed out after 900000 ms");
  });
});

test.each([
  ["a function", "GET /dev/silent", "called"],
  ["an endpoint", "GET /dev/http", "endpoint"],
])("%s without a head before the integration timeout is 504 [AWS docs]", async (_, line, gate) => {
  const { status, body } = await quick.call(line);
  expect([status, body]).toEqual([504, '{"message": "Endpoint request timed out"}']);
  expect(await lastLog(quick, "access")).toMatch(/ 504 41 BUFFERED 504 integration timed out after 100 ms$/);
  gates.open(gate);
});

test("the integration timeout includes the whole stream [AWS docs]", async () => {
  await withFakeTimers("REGIONAL", 29_000, async (api) => {
    const response = await openResponse(api.local.url, "GET /dev/steps");
    expect(await response.next()).toBe("one");
    jest.advanceTimersByTime(29_000);
    await expect(response.rest()).rejects.toThrow("aborted");
    expect(await lastLog(api, "request")).toContain("integration timed out after 29000 ms");
  });
});

test("the timeout of the function closes the connection in the middle of a stream [AWS docs]", async () => {
  const response = await openResponse(regional.local.url, "GET /dev/short");
  await expect(response.rest()).rejects.toThrow("aborted");
  expect(await lastLog(regional, "request")).toContain("Task timed out after 1.00 seconds");
});

test("a denied caller gets the whole response of the gateway [AWS docs]", async () => {
  const { status, body, headers } = await regional.call("GET /dev/denied", {
    headers: { authorization: "x" },
  });
  expect([status, body, headers["content-length"]]).toEqual([401, '{"message":"Unauthorized"}', "26"]);
});

test("a streamed response is not cached [AWS docs]", async () => {
  for (const gate of ["first", "second"]) gates.open(gate);
  for (let count = 0; count < 2; count++)
    expect(await regional.call("GET /dev/steps")).toMatchObject({ status: 200, body: "onetwothree" });
  expect(regional.takeLogs("request").join()).not.toContain("from the cache");
  await regional.call("GET /dev/whole");
  await regional.call("GET /dev/whole");
  expect(regional.takeLogs("request").at(-1)).toContain("from the cache");
});

test("the access log names the transfer mode [AWS docs]", async () => {
  for (const gate of ["first", "second"]) gates.open(gate);
  regional.takeLogs("access");
  await regional.call("GET /dev/steps");
  expect(await lastLog(regional, "access")).toMatch(/ \/dev\/steps 200 11 STREAMED 200 -$/);
  await regional.call("POST /dev/whole");
  expect(await lastLog(regional, "access")).toMatch(/ \/dev\/whole 200 \d+ BUFFERED 200 -$/);
});

const timed = restGateway(() => ({
  ...stack("EDGE")(),
  stages: { dev: { access_log_settings: { format: TIMES } } },
}));

test("the access log has the times of a stream [AWS docs]", async () => {
  const response = await openResponse(timed.local.url, "GET /dev/steps");
  await response.next();
  await new Promise((resolve) => setTimeout(resolve, 20));
  for (const gate of ["first", "second"]) gates.open(gate);
  await response.rest();
  const [head = 0, first = 0, latency = 0, total = 0] = (await lastLog(timed, "access"))
    .split(" ")
    .slice(1)
    .map(Number);
  expect(first).toBeGreaterThanOrEqual(head);
  expect(latency).toBeGreaterThanOrEqual(first + 15);
  expect(total).toBeGreaterThanOrEqual(latency);
});
