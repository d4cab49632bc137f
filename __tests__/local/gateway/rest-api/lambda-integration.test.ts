import { invokeArn } from "../terraform-fixture";
import { type MethodDescription, restGateway } from "./rest-fixture";

// Sources of the expected results (docs/decisions/021-facts-carry-sources.md explains the marks in titles):
// - [captured]: responses that LocalStack's tests recorded on AWS (test_lambda_aws_integration,
//   test_lambda_selection_patterns, test_apigateway_header_remapping), and those in the issues that a title names
// - [AWS docs]: the pages set-up-lambda-custom-integrations, set-up-lambda-integration-async and
//   handle-errors-in-lambda-integration of the developer guide, and the knowledge center

const ROLE = "arn:aws:iam::123456789012:role/api";
const OK = { default: { status_code: "200" } };

const lambda = (name: string, integration: object = {}, responses: object = OK): MethodDescription => ({
  integration: {
    type: "AWS",
    integration_http_method: "POST",
    uri: invokeArn(name),
    credentials: ROLE,
    ...integration,
  },
  responses: responses as MethodDescription["responses"],
});
const json = (text: string) => ({ request_templates: { "application/json": text } });

/** Headers of which a mapping makes every request fail. */
const RESERVED = [
  "Content-Length",
  "Transfer-Encoding",
  "X-Amzn-Trace-Id",
  "X-Amzn-Apigateway-Api-Id",
  "Authorization",
  "Connection",
  "Expect",
  "Proxy-Authenticate",
  "TE",
];

/** Format of the access log, as JSON. A variable without a value is "-". */
const LOG = `{"requestId":"$context.requestId","status":"$context.status","integration":"$context.integrationStatus","backend":"$context.integration.status","id":"$context.integration.requestId","error":"$context.integrationErrorMessage"}`;

const SELECT = `exports.handler = async ({ code }) => {
  if (code === "400") throw new Error("Error: Raising four hundred from within the Lambda function");
  if (code === "500") throw new Error("Error: Raising five hundred from within the Lambda function");
  if (code === "return") throw new Error("first\\r\\nsecond");
  if (code === "line") throw new Error("first\\nsecond");
  if (code === "json") throw new Error(JSON.stringify({ status: 404, detail: "no pet" }));
  return code === "object" ? { errorMessage: "Error: four hundred" } : "Pass";
};`;

const PATTERNS = {
  default: { status_code: "200", selection_pattern: "" },
  four: { status_code: "405", selection_pattern: ".*four hundred.*" },
  json: {
    status_code: "404",
    selection_pattern: '.*"status":404.*',
    response_templates: {
      "application/json": `#set($e = $util.parseJson($input.path('$.errorMessage'))){"detail": "$e.detail"}`,
    },
  },
  five: { status_code: "502", selection_pattern: ".+" },
  undeclared: { status_code: "504", selection_pattern: "200" },
};

const api = restGateway({
  stages: {
    dev: {
      access_log_settings: {
        destination_arn: "arn:aws:logs:eu-central-1:123456789012:log-group:api",
        format: LOG,
      },
    },
  },
  functions: {
    event: { code: "exports.handler = async (event) => event;" },
    select: { code: SELECT },
    ok: { code: "exports.handler = async () => ({});" },
    none: { code: "exports.handler = async () => {};" },
    later: {
      code: `exports.handler = async ({ a }) => { console.log("ran with " + a); throw new Error("ignored"); };`,
    },
    hang: { code: "exports.handler = () => new Promise(() => setInterval(() => {}, 1000));" },
    slow: { code: "exports.handler = () => new Promise(() => setInterval(() => {}, 1000));", timeout: 1 },
    busy: { code: "exports.handler = async () => 1;", reserved_concurrent_executions: 0 },
    closed: { code: "exports.handler = async () => 1;" },
  },
  methods: {
    "POST /event": lambda("event"),
    "GET /param": lambda("event", json(`{"param1": "$input.params('param1')"}`)),
    "GET /permitted": lambda("event", { credentials: null }),
    "GET /method": lambda("event", { integration_http_method: "GET" }),
    "GET /select/{code}": lambda("select", json(`{"code": "$input.params('code')"}`), PATTERNS),
    "GET /default/{code}": lambda("select", json(`{"code": "$input.params('code')"}`)),
    "GET /all/{code}": lambda("select", json(`{"code": "$input.params('code')"}`), {
      ...OK,
      all: { status_code: "500", selection_pattern: "(\\n|.)+" },
    }),
    "GET /each/{code}": lambda("select", json(`{"code": "$input.params('code')"}`), {
      ...OK,
      all: { status_code: "500", selection_pattern: "[\\s\\S]+" },
    }),
    "GET /any/{code}": lambda("select", json(`{"code": "$input.params('code')"}`), {
      ...OK,
      any: { status_code: "201", selection_pattern: ".*" },
    }),
    "GET /none": lambda("none"),
    "POST /async": lambda("later", {
      request_parameters: { "integration.request.header.X-Amz-Invocation-Type": "'Event'" },
    }),
    "POST /choose": lambda("later", {
      request_parameters: {
        "integration.request.header.X-Amz-Invocation-Type": "method.request.header.InvocationType",
      },
    }),
    "GET /invalid": lambda("event", json('{"a": }')),
    "GET /hang": lambda("hang", { timeout_milliseconds: 50 }),
    "GET /slow": lambda("slow"),
    "GET /busy": lambda("busy"),
    "GET /part/{code}": lambda("select", json(`{"code": "$input.params('code')"}`), {
      ...OK,
      part: { status_code: "405", selection_pattern: "Raising four hundred" },
    }),
    "GET /first/{code}": lambda("select", json(`{"code": "$input.params('code')"}`), {
      ...OK,
      first: { status_code: "405", selection_pattern: ".*four hundred.*" },
      second: { status_code: "404", selection_pattern: ".+" },
    }),
    ...Object.fromEntries(
      RESERVED.flatMap((name) => {
        const integration = { request_parameters: { [`integration.request.header.${name}`]: "'x'" } };
        return [
          [`GET /reserved/${name}`, lambda("event", integration)],
          [`GET /proxy/reserved/${name}`, { to: "ok", integration }],
        ];
      }),
    ),
    "GET /proxy": {
      to: "ok",
      integration: { request_parameters: { "integration.request.header.X": "'x'" } },
    },
    "GET /header": lambda(
      "event",
      {},
      {
        default: {
          status_code: "200",
          response_parameters: { "method.response.header.X-A": "integration.response.body.a" },
        },
      },
    ),
    "GET /closed": lambda("closed", { credentials: null }),
  },
  more: {
    resource: {
      aws_lambda_permission: {
        closed: { action: "lambda:InvokeFunction", function_name: "other", principal: "x" },
      },
    },
  },
});

const INTERNAL = [500, '{"message": "Internal server error"}'];
const answer = async (line: string, content?: Parameters<typeof api.call>[1]) => {
  const { status, body } = await api.call(line, content);
  return [status, body];
};

test.each([
  ["POST /dev/event", '{"message": "hello world"}', '{"message":"hello world"}'],
  ["POST /dev/event", "", "{}"],
  ["GET /dev/param?param1=foobar", undefined, '{"param1":"foobar"}'],
  ["GET /dev/param?param1=foobar&Signature=1", undefined, '{"param1":"foobar"}'],
])(
  "the event of the function of %s with the body %s is the mapped body [captured]",
  async (line, body, expected) => {
    expect(await answer(line, { body })).toEqual([200, expected]);
  },
);

test("the event of the function can have the permission of a policy instead of a role [AWS docs]", async () => {
  expect((await api.call("GET /dev/permitted")).status).toBe(200);
});

test("the event of the function that is not JSON is rejected with 400 [captured: srcecde/aws-tutorial-code#4]", async () => {
  const { status, body } = await api.call("GET /dev/invalid");
  expect(status).toBe(400);
  expect(JSON.parse(body).message).toMatch(/^Could not parse request body into json: /);
});

test("the response of the function has the headers of API Gateway [captured]", async () => {
  const { headers } = await api.call("POST /dev/event", { body: '{"a":1}' });
  expect(headers).toMatchObject({
    "content-type": "application/json",
    "x-amzn-trace-id": expect.stringMatching(/^Root=1-/),
  });
});

test("the response of the function can be read by a mapping [AWS docs]", async () => {
  const headers = { "Content-Type": "text/plain" };
  expect((await api.call("GET /dev/header", { headers, body: '{"a":"b"}' })).headers["x-a"]).toBe("b");
});

test("the response of the function is null for a function that returns nothing [AWS docs]", async () => {
  expect(await answer("GET /dev/none")).toEqual([200, "null"]);
});

test.each([
  ["200", 200, '"Pass"'],
  ["400", 405, { errorMessage: "Error: Raising four hundred from within the Lambda function" }],
  ["500", 502, { errorMessage: "Error: Raising five hundred from within the Lambda function" }],
])(
  "the response of the function for %s has the status %i, which the error message selects [captured]",
  async (code, status, expected) => {
    const [found, body] = await answer(`GET /dev/select/${code}`);
    expect(found).toBe(status);
    if (typeof expected === "string") expect(body).toBe(expected);
    else expect(JSON.parse(String(body))).toMatchObject({ ...expected, errorType: "Error" });
  },
);

test.each([
  ["/default/500", 200, "an error without a matching pattern is the default response"],
  ["/part/400", 200, "a pattern that matches a part of the error selects nothing"],
  ["/select/line", 200, "a dot does not match a line break"],
  ["/all/line", 500, "an alternative matches a line break"],
  ["/all/return", 200, "a dot and \\n do not match a carriage return"],
  ["/each/return", 500, "a class matches each line break"],
  ["/any/200", 201, "a pattern that matches an empty text matches a success"],
  ["/select/object", 200, "a field errorMessage of a result is no error"],
])(
  "the response of the function to GET %s has the status %i, because %s [AWS docs]",
  async (path, status) => {
    expect((await api.call(`GET /dev${path}`)).status).toBe(status);
  },
);

test("the response of the function is the first one that matches its error [unverified]", async () => {
  expect((await api.call("GET /dev/first/400")).status).toBe(405);
});

test("the response of the function is the output of a template that reads the error as JSON [AWS docs]", async () => {
  expect(await answer("GET /dev/select/json")).toEqual([404, '{"detail": "no pet"}']);
});

test("an asynchronous invocation has an empty response, and the function runs [AWS docs]", async () => {
  expect(await answer("POST /dev/async", { body: '{"a":"one"}' })).toEqual([200, ""]);
  await expectLog("ran with one");
});

test("an asynchronous invocation is selected by a header of the caller [AWS docs]", async () => {
  expect(
    (await answer("POST /dev/choose", { headers: { InvocationType: "Event" }, body: '{"a":"two"}' }))[1],
  ).toBe("");
  await expectLog("ran with two");
  expect((await answer("POST /dev/choose", { body: '{"a":"three"}' }))[1]).toContain("ignored");
});

/** Waits until a function has written a line. */
async function expectLog(text: string): Promise<void> {
  while (!api.local.logs().some((line) => line.kind === "function" && line.text.includes(text))) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

test.each([
  ["the method of the integration is GET", "GET /dev/method", INTERNAL],
  ["API Gateway may not invoke the function", "GET /dev/closed", INTERNAL],
  ["Lambda throttles the function", "GET /dev/busy", INTERNAL],
  ["the integration times out", "GET /dev/hang", [504, '{"message": "Endpoint request timed out"}']],
])("the response is an error if %s [captured, AWS docs]", async (_, line, expected) => {
  expect(await answer(line)).toEqual(expected);
});

test.each(RESERVED)("the response is an error if a mapping sets the header %s [captured]", async (name) => {
  expect(await answer(`GET /dev/reserved/${name}`)).toEqual(INTERNAL);
  expect(await answer(`GET /dev/proxy/reserved/${name}`)).toEqual(INTERNAL);
});

test("a function that exceeds its timeout fails with an error message [AWS docs]", async () => {
  const [status, body] = await answer("GET /dev/slow");
  expect(status).toBe(200);
  expect(JSON.parse(String(body)).errorMessage).toMatch(/Task timed out after 1\.00 seconds$/);
});

test("the access log has the status of Lambda, and the error of the function [AWS docs]", async () => {
  api.takeLogs("access");
  await api.call("GET /dev/select/400");
  await api.call("GET /dev/hang");
  await api.call("POST /dev/async", { body: "{}" });
  const [failed, timedOut, started] = api.takeLogs("access").map((line) => JSON.parse(line));
  expect(failed).toMatchObject({
    status: "405",
    integration: "200",
    backend: "200",
    id: expect.stringMatching(/^[\da-f-]{36}$/),
    error: expect.stringContaining("four hundred"),
  });
  expect(timedOut).toMatchObject({
    status: "504",
    integration: "504",
    backend: "-",
    id: "-",
    error: "integration timed out after 50 ms",
  });
  expect(started).toMatchObject({ status: "200", integration: "202", backend: "202", error: "-" });
});

test("a mapping of a proxy has no effect [captured]", async () => {
  expect(await answer("GET /dev/proxy")).toEqual([200, ""]);
});
