import { REST_API_QUOTAS } from "#aws";
import { type BlockArguments, invokeArn, USER_POOL } from "../terraform-fixture";
import { REST_API_ID, restGateway } from "./rest-fixture";

// Sources of the expected results (docs/decisions/021-facts-carry-sources.md explains the marks in titles):
// - [AWS docs]: the pages api-gateway-gatewayResponse-definition and supported-gateway-response-types of the developer guide
// - [measured]: LocalStack's test test_gateway_response_put, ministack and azul

const responses: Readonly<Record<string, BlockArguments>> = {
  DEFAULT_4XX: {
    status_code: "418",
    response_parameters: {
      "gatewayresponse.header.Access-Control-Allow-Origin": "'*'",
      "gatewayresponse.header.X-Origin": "method.request.header.Origin",
      "gatewayresponse.header.X-Color": "stageVariables.color",
      "gatewayresponse.header.X-Id": "context.requestId",
      "gatewayresponse.header.X-Query": "method.request.querystring.q",
    },
  },
  DEFAULT_5XX: {
    response_templates: {
      "application/json":
        '{"text":$context.error.messageString,"type":"$context.error.responseType","stage":"$stageVariables.color"}',
      "text/plain": "$context.error.message #if(1)",
      "text/csv": "$context.authorizer.claims['custom:role'],$context.authorizer.claims.sub",
    },
  },
  THROTTLED: { response_templates: { "application/json": '{"slow":"$context.error.message"}' } },
  UNAUTHORIZED: {
    status_code: "403",
    response_parameters: { "gatewayresponse.header.X-Pet": "method.request.path.id" },
    response_templates: {
      "application/json":
        '{"origin":"$method.request.header.Origin","q":"$method.request.querystring.q","id":"$method.request.path.id","none":"$context.none"}',
    },
  },
};

const api = restGateway({
  stages: {
    dev: { variables: { color: "red" } },
    plain: {},
    throttled: {},
  },
  methods: {
    "GET /fail": { to: "fail" },
    "GET /echo": { to: "echo" },
    "GET /iam": { to: "echo", authorization: "AWS_IAM" },
    "GET /slow": { to: "hang", integration: { timeout_milliseconds: 50 } },
    "GET /method": { to: "echo" },
    "GET /": { to: "echo" },
    "GET /users/{id}": { to: "echo" },
    "POST /users/{id}": { to: "echo" },
    "GET /role": {
      to: "fail",
      authorization: "COGNITO_USER_POOLS",
      authorizer_id: "${aws_api_gateway_authorizer.users.id}",
    },
    "ANY /large": { to: "echo" },
    "GET /pets/{id}": {
      to: "echo",
      authorization: "CUSTOM",
      authorizer_id: "${aws_api_gateway_authorizer.token.id}",
    },
  },
  functions: { check: { code: "exports.handler = async () => ({});" } },
  authorizers: {
    users: { type: "COGNITO_USER_POOLS", provider_arns: ["${aws_cognito_user_pool.users.arn}"] },
    token: { authorizer_uri: invokeArn("check"), authorizer_result_ttl_in_seconds: 0 },
  },
  more: {
    resource: {
      ...USER_POOL,
      aws_api_gateway_gateway_response: Object.fromEntries(
        Object.entries(responses).map(([type, body]) => [
          type,
          { rest_api_id: REST_API_ID, response_type: type, ...body },
        ]),
      ),
      aws_api_gateway_method_settings: {
        stage: {
          rest_api_id: REST_API_ID,
          stage_name: "throttled",
          method_path: "*/*",
          settings: [{ throttling_rate_limit: 0, throttling_burst_limit: 0 }],
        },
        method: {
          rest_api_id: REST_API_ID,
          stage_name: "${aws_api_gateway_stage.plain.stage_name}",
          method_path: "method/GET",
          settings: { throttling_rate_limit: 0.001, throttling_burst_limit: 1 },
        },
        parameter: {
          rest_api_id: REST_API_ID,
          stage_name: "plain",
          method_path: "users/{id}/GET",
          settings: { throttling_rate_limit: 0, throttling_burst_limit: 0 },
        },
        root: {
          rest_api_id: REST_API_ID,
          stage_name: "plain",
          method_path: "~1/GET",
          settings: { throttling_rate_limit: 0, throttling_burst_limit: 0 },
        },
        metrics: {
          rest_api_id: REST_API_ID,
          stage_name: "plain",
          method_path: "echo/GET",
          settings: { metrics_enabled: true, throttling_rate_limit: -1, throttling_burst_limit: -1 },
        },
      },
    },
  },
});

test("a default gateway response changes the status and the headers of an error [measured: LocalStack]", async () => {
  const { status, body, headers } = await api.call("GET /dev/nothing?q=1", {
    headers: { Origin: "https://a" },
  });
  expect([status, body]).toEqual([418, '{"message":"Missing Authentication Token"}']);
  expect(headers).toMatchObject({
    "access-control-allow-origin": "*",
    "x-origin": "https://a",
    "x-color": "red",
    "x-id": headers["x-amzn-requestid"],
    "x-query": "1",
    "x-amzn-errortype": "MissingAuthenticationTokenException",
  });
});

test("a mapping without a value sets no header [AWS docs]", async () => {
  const { headers } = await api.call("GET /plain/nothing");
  expect(headers).not.toHaveProperty("x-color");
  expect(headers).not.toHaveProperty("x-origin");
});

test("a gateway response without a status keeps the status of the error [measured: azul#7470]", async () => {
  const { status, body } = await api.call("GET /dev/fail");
  expect([status, body]).toEqual([
    502,
    '{"text": "Internal server error","type":"INTEGRATION_FAILURE","stage":"red"}',
  ]);
  const timeout = await api.call("GET /dev/slow");
  expect([timeout.status, JSON.parse(timeout.body).type]).toEqual([504, "INTEGRATION_TIMEOUT"]);
});

test("the accepted type selects the template, which is no VTL [AWS docs]", async () => {
  const { body, headers } = await api.call("GET /dev/fail", { headers: { Accept: "text/plain" } });
  expect([body, headers["content-type"]]).toEqual(["Internal server error #if(1)", "text/plain"]);
});

test("the gateway response of a type takes nothing from the default [measured: LocalStack]", async () => {
  const { status, body, headers } = await api.call("GET /throttled/echo");
  expect([status, body]).toEqual([429, '{"slow":"Too Many Requests"}']);
  expect(headers).not.toHaveProperty("access-control-allow-origin");
});

test("a template and a header read the request [AWS docs; measured: LocalStack]", async () => {
  const { status, body, headers } = await api.call("GET /dev/pets/7?q=1", {
    headers: { Origin: "https://a" },
  });
  expect([status, headers["x-pet"]]).toEqual([403, "7"]);
  expect(JSON.parse(body)).toEqual({ origin: "https://a", q: "1", id: "7", none: "" });
});

test("a template reads claims, with a colon in brackets [AWS docs]", async () => {
  const claims = { "custom:role": "admin" };
  const Authorization = await api.local.token({ use: "id", subject: "ann", claims });
  const { body } = await api.call("GET /dev/role", { headers: { Authorization, Accept: "text/csv" } });
  expect(body).toBe("admin,ann");
});

test("a body above 10 MB has no gateway response [AWS docs]", async () => {
  const { status, headers } = await api.call("POST /dev/large", {
    body: Buffer.alloc(REST_API_QUOTAS.bodyBytes + 1),
  });
  expect(status).toBe(413);
  expect(headers).not.toHaveProperty("access-control-allow-origin");
});

test("an event above 6 MB has the gateway response of its type [AWS docs]", async () => {
  const { status, headers } = await api.call("POST /dev/large", {
    headers: { "content-type": "text/plain" },
    body: Buffer.alloc(7 * 1024 * 1024, "x"),
  });
  expect([status, headers["access-control-allow-origin"]]).toEqual([418, "*"]);
});

test("the default for 4XX does not apply to an error with 5XX [AWS docs]", async () => {
  const { headers } = await api.call("GET /dev/fail");
  expect(headers).not.toHaveProperty("access-control-allow-origin");
});

test("a response of a function is not changed [AWS docs]", async () => {
  const { status, headers } = await api.call("GET /dev/echo");
  expect(status).toBe(200);
  expect(headers).not.toHaveProperty("access-control-allow-origin");
});

test("a request without a stage has no gateway response [unverified]", async () => {
  expect((await api.call("GET /other/echo")).status).toBe(403);
});

test("method settings limit one method, and -1 is the limit of the account [measured: LocalStack]", async () => {
  const statuses = async (line: string) => [(await api.call(line)).status, (await api.call(line)).status];
  expect(await statuses("GET /plain/method")).toEqual([200, 429]);
  expect(await statuses("GET /dev/method")).toEqual([200, 200]);
  expect(await statuses("GET /plain/echo")).toEqual([200, 200]);
});

test.each([
  ["GET /plain/users/7", 429],
  ["POST /plain/users/7", 200],
  ["GET /dev/users/7", 200],
  ["GET /plain/", 429],
  ["GET /dev/", 200],
])("method settings name one method of a stage: %s gets %i [measured: cdkd#971]", async (line, status) => {
  expect((await api.call(line)).status).toBe(status);
});

test("a stage limit of 0 rejects every request [measured: ministack#1746]", async () => {
  const { status, headers } = await api.call("GET /throttled/fail");
  expect([status, headers["x-amzn-errortype"]]).toEqual([429, "TooManyRequestsException"]);
});

test("a request is authorized before it is throttled [measured: Zappa#390]", async () => {
  expect((await api.call("GET /throttled/iam")).headers["x-amzn-errortype"]).toBe(
    "MissingAuthenticationTokenException",
  );
});
