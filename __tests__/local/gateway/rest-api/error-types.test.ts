import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { NodejsFunction, RestApi } from "gatewright";
import { LOCAL_CREDENTIALS } from "#aws";
import { synthesized, testStack } from "../../../support";
import { type BlockArguments, invokeArn, USER_POOL } from "../terraform-fixture";
import type { TestGateway } from "../test-gateway";
import { REST_API_ID, type RestDescription, restGateway } from "./rest-fixture";

// Sources of the expected results (docs/decisions/021-facts-carry-sources.md explains the marks in titles):
// - [AWS docs]: the page supported-gateway-response-types of the developer guide
// - [captured]: responses of AWS
// - [measured]: LocalStack's tests, which ran against AWS; the projects that a title names

let closedPort = 0;
beforeAll(async () => {
  const server = createServer();
  await once(server.listen(0, "127.0.0.1"), "listening");
  closedPort = (server.address() as AddressInfo).port;
  await once(server.close(), "close");
});

/** Function that denies the token `deny`, and fails for others. */
const CHECK = `exports.handler = async ({ authorizationToken }) => {
  if (authorizationToken !== "deny") throw new Error("no");
  const Statement = [{ Effect: "Deny", Action: "execute-api:Invoke", Resource: "*" }];
  return { principalId: "ann", policyDocument: { Version: "2012-10-17", Statement } };
};`;

const authorizer_id = (name: string) => `\${aws_api_gateway_authorizer.${name}.id}`;
const token = { to: "echo", authorization: "CUSTOM", authorizer_id: authorizer_id("token") };

/** API with a method for each type of error. */
const describeApi = (): RestDescription => ({
  stages: { dev: {}, throttled: {} },
  functions: { check: { code: CHECK } },
  authorizers: {
    token: { authorizer_uri: invokeArn("check"), authorizer_result_ttl_in_seconds: 0 },
    users: { type: "COGNITO_USER_POOLS", provider_arns: ["${aws_cognito_user_pool.users.arn}"] },
  },
  methods: {
    "ANY /echo": { to: "echo" },
    "GET /token": token,
    "GET /id": { to: "echo", authorization: "COGNITO_USER_POOLS", authorizer_id: authorizer_id("users") },
    "GET /iam": { to: "echo", authorization: "AWS_IAM" },
    "GET /key": { to: "echo", api_key_required: true },
    "GET /get": { to: "echo", integration: { integration_http_method: "GET" } },
    "GET /fail": { to: "fail" },
    "GET /malformed": { to: "returnBody" },
    "GET /slow": { to: "hang", integration: { timeout_milliseconds: 50 } },
    "GET /closed": {
      integration: {
        type: "HTTP_PROXY",
        integration_http_method: "GET",
        uri: `http://127.0.0.1:${closedPort}`,
      },
    },
    "GET /required": {
      to: "echo",
      request_parameters: { "method.request.querystring.q": true },
      request_validator_id: "${aws_api_gateway_request_validator.all.id}",
    },
    "POST /mock": {
      integration: {
        type: "MOCK",
        passthrough_behavior: "NEVER",
        request_templates: { "application/json": '{"statusCode": 200}' },
      },
    },
  },
  more: {
    resource: {
      ...USER_POOL,
      aws_api_gateway_request_validator: {
        all: { rest_api_id: REST_API_ID, name: "all", validate_request_parameters: true },
      },
      aws_api_gateway_method_settings: {
        stage: {
          rest_api_id: REST_API_ID,
          stage_name: "throttled",
          method_path: "*/*",
          settings: [{ throttling_rate_limit: 0, throttling_burst_limit: 0 }],
        },
      },
    },
  },
});

const plain = restGateway(describeApi);

/** Returns the description of the same API with gateway responses, each with its type. */
function describeWith(responses: readonly BlockArguments[]): RestDescription {
  const { more, ...others } = describeApi();
  const entries = responses.map((values) => [values.response_type, { ...values, rest_api_id: REST_API_ID }]);
  const aws_api_gateway_gateway_response = Object.fromEntries(entries);
  return { ...others, more: { resource: { ...more?.resource, aws_api_gateway_gateway_response } } };
}

const typeTemplate = {
  "application/json": '{"type":"$context.error.responseType","message":$context.error.messageString}',
};
const custom = restGateway(() =>
  describeWith(
    ["DEFAULT_4XX", "DEFAULT_5XX"].map((response_type) => ({
      response_type,
      response_templates: typeTemplate,
    })),
  ),
);

/** The same API with the gateway responses that a `RestApi` declares. */
const problems = restGateway(() => {
  const stack = testStack();
  const api = new RestApi(stack, "api", { cors: { origins: ["https://a.example"] } });
  api.route("GET /", new NodejsFunction(stack, "answer", { entry: "answer.ts" }), { access: "public" });
  const responses = synthesized(stack).all("aws_api_gateway_gateway_response");
  return describeWith(responses.map(({ values }) => values as BlockArguments));
});

type Content = NonNullable<Parameters<TestGateway["call"]>[1]>;
type Request = readonly [line: string, content?: (api: TestGateway) => Promise<Content> | Content];

const withToken = (Authorization: string) => ({ headers: { Authorization } });

/** Requests by the type of the error that they cause. */
const REQUESTS: Readonly<Record<string, Request>> = {
  ACCESS_DENIED: ["GET /dev/token", () => withToken("deny")],
  API_CONFIGURATION_ERROR: ["GET /dev/get"],
  AUTHORIZER_CONFIGURATION_ERROR: ["GET /dev/token", () => withToken("fail")],
  BAD_REQUEST_PARAMETERS: ["GET /dev/required"],
  EXPIRED_TOKEN: [
    "GET /dev/id",
    async ({ local }) => withToken(await local.token({ use: "id", expiresInMinutes: -1 })),
  ],
  INTEGRATION_FAILURE: ["GET /dev/closed"],
  INTEGRATION_TIMEOUT: ["GET /dev/slow"],
  INVALID_API_KEY: ["GET /dev/key"],
  INVALID_SIGNATURE: [
    "GET /dev/iam",
    (api) => api.signGet("/dev/iam", { ...LOCAL_CREDENTIALS, secretAccessKey: "other" }),
  ],
  MISSING_AUTHENTICATION_TOKEN: ["GET /dev/nothing"],
  REQUEST_TOO_LARGE: [
    "POST /dev/echo",
    () => ({ headers: { "content-type": "text/plain" }, body: Buffer.alloc(7 * 1024 * 1024, "x") }),
  ],
  THROTTLED: ["GET /throttled/echo"],
  UNAUTHORIZED: ["GET /dev/token"],
  UNSUPPORTED_MEDIA_TYPE: [
    "POST /dev/mock",
    () => ({ headers: { "content-type": "text/plain" }, body: "x" }),
  ],
};

async function callFor(api: TestGateway, [line, content]: Request) {
  return api.call(line, await content?.(api));
}

test.each<[string, number, string, string]>([
  ["ACCESS_DENIED", 403, "AccessDeniedException", "measured: selling-partner-api-docs#2896"],
  ["API_CONFIGURATION_ERROR", 500, "InternalServerErrorException", "measured: LocalStack"],
  ["AUTHORIZER_CONFIGURATION_ERROR", 500, "AuthorizerConfigurationException", "captured"],
  ["BAD_REQUEST_PARAMETERS", 400, "BadRequestException", "measured: LocalStack"],
  ["EXPIRED_TOKEN", 401, "UnauthorizedException", "unverified"],
  ["INTEGRATION_FAILURE", 504, "InternalServerErrorException", "measured: azul#7470"],
  ["INTEGRATION_TIMEOUT", 504, "InternalServerErrorException", "unverified"],
  ["INVALID_API_KEY", 403, "ForbiddenException", "measured: ministack#1746"],
  ["INVALID_SIGNATURE", 403, "InvalidSignatureException", "measured: AWS knowledge center"],
  ["MISSING_AUTHENTICATION_TOKEN", 403, "MissingAuthenticationTokenException", "measured: LocalStack"],
  ["REQUEST_TOO_LARGE", 413, "BadRequestException", "measured: lgtm-generator#10"],
  ["THROTTLED", 429, "TooManyRequestsException", "measured: ministack#1746"],
  ["UNAUTHORIZED", 401, "UnauthorizedException", "unverified"],
  ["UNSUPPORTED_MEDIA_TYPE", 415, "BadRequestException", "measured: ministack#1746"],
])("%s has the status %i and the error type %s [%s]", async (type, status, exception) => {
  const { headers, ...response } = await callFor(plain, REQUESTS[type] as Request);
  expect([response.status, headers["x-amzn-errortype"]]).toEqual([status, exception]);
  expect(headers["content-type"]).toBe("application/json");
});

test.each(Object.keys(REQUESTS))("%s is the type of its gateway response [AWS docs]", async (type) => {
  expect(JSON.parse((await callFor(custom, REQUESTS[type] as Request)).body)).toMatchObject({ type });
});

test("the variable messageString of an authorizer's error is null [measured: jwt-rsa-aws-custom-authorizer#6]", async () => {
  const request = REQUESTS.AUTHORIZER_CONFIGURATION_ERROR as Request;
  expect((await callFor(custom, request)).body).toBe(
    '{"type":"AUTHORIZER_CONFIGURATION_ERROR","message":null}',
  );
});

test("a denied caller gets the member Message, and a template the variable [measured: selling-partner-api-docs#2896]", async () => {
  const request = REQUESTS.ACCESS_DENIED as Request;
  expect(Object.keys(JSON.parse((await callFor(plain, request)).body))).toEqual(["Message"]);
  expect(Object.keys(JSON.parse((await callFor(custom, request)).body))).toEqual(["type", "message"]);
});

test("the variable messageString begins with a blank while the method runs [measured: azul#6284]", async () => {
  const { body } = await callFor(custom, REQUESTS.INTEGRATION_TIMEOUT as Request);
  expect(body).toBe('{"type":"INTEGRATION_TIMEOUT","message": "Endpoint request timed out"}');
});

test.each(Object.keys(REQUESTS))("the problem of %s has the status of the response", async (type) => {
  const { status, headers, body } = await callFor(problems, REQUESTS[type] as Request);
  expect(JSON.parse(body)).toEqual({
    status,
    code: expect.stringMatching(/^[a-z]+(-[a-z]+)*$/),
    detail: expect.stringMatching(/\w/),
    requestId: headers["x-amzn-requestid"],
  });
  expect(headers).toMatchObject({
    "content-type": "application/problem+json",
    "access-control-allow-origin": "https://a.example",
  });
});

test.each(["text/html,*/*;q=0.8", "application/xml", "application/problem+json", ""])(
  "an error is a problem if the request accepts %j",
  async (Accept) => {
    const { headers, body } = await problems.call("GET /dev/nothing", { headers: { Accept } });
    expect(headers["content-type"]).toBe("application/problem+json");
    expect(JSON.parse(body)).toMatchObject({ status: 403 });
  },
);

test("a status of INTEGRATION_FAILURE applies to a failed function and to an unreachable endpoint [AWS docs]", async () => {
  for (const path of ["fail", "closed", "malformed"]) {
    const { status, body } = await problems.call(`GET /dev/${path}`);
    expect([status, JSON.parse(body).status]).toEqual([502, 502]);
  }
});

test("the problem of a missing parameter names the parameter", async () => {
  const { body } = await problems.call("GET /dev/required");
  expect(JSON.parse(body)).toMatchObject({
    code: "invalid-input",
    detail: "Missing required request parameters: [q]",
  });
});

test("a malformed result has the gateway response INTEGRATION_FAILURE and the status 502 [unverified]", async () => {
  const { status, body } = await custom.call("GET /dev/malformed");
  expect([status, JSON.parse(body).type]).toEqual([502, "INTEGRATION_FAILURE"]);
});

// A blank precedes the message of an error that occurs while the method runs.
test.each<[string, string, string, Request | string]>([
  ["42", '{"message":"Missing Authentication Token"}', "LocalStack", "MISSING_AUTHENTICATION_TOKEN"],
  ["23", '{"message":"Forbidden"}', "Serverless-Goat#14", "INVALID_API_KEY"],
  ["31", '{"message":"Too Many Requests"}', "amberelectric#280", "THROTTLED"],
  ["16", '{"message":null}', "jwt-rsa-aws-custom-authorizer#6", "AUTHORIZER_CONFIGURATION_ERROR"],
  ["36", '{"message": "Internal server error"}', "LocalStack", "API_CONFIGURATION_ERROR"],
  ["36", '{"message": "Internal server error"}', "azul#6284", ["GET /dev/fail"]],
  ["37", '{"message": "Unsupported Media Type"}', "ministack#1746", "UNSUPPORTED_MEDIA_TYPE"],
  [
    "56",
    '{"message": "Network error communicating with endpoint"}',
    "IPRotate_Burp_Extension#17",
    "INTEGRATION_FAILURE",
  ],
])("a body has %s bytes: %s [measured: %s]", async (length, body, _, request) => {
  const response = await callFor(
    plain,
    typeof request === "string" ? (REQUESTS[request] as Request) : request,
  );
  expect([response.headers["content-length"], response.body]).toEqual([length, body]);
});
