import { HttpApi, Testing } from "gatewright";
import { LOCAL_CREDENTIALS } from "#aws";
import { testStack } from "../../../support";
import { testBackend } from "../backend";
import type { RequestContent } from "../raw-http";
import { authorizedBy, invokeArn, JWT_AUTHORIZER, USER_POOL } from "../terraform-fixture";
import { testGateway } from "../test-gateway";

// Sources of the expected results (docs/decisions/021-facts-carry-sources.md explains the marks in titles):
// - [AWS docs]: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html
// - [captured]: a log line of AWS with its request, and the lines in issues 41 and 87 of
//   terraform-aws-modules/terraform-aws-apigateway-v2
// - [measured]: radkawar/stackd

function readDefaultFormat(): string {
  const stack = testStack();
  new HttpApi(stack, "api");
  const [stage] = Object.values<{ access_log_settings: { format: string } }>(
    JSON.parse(Testing.synth(stack)).resource.aws_apigatewayv2_stage,
  );
  return stage?.access_log_settings.format ?? "";
}

/** All variables that AWS documents for access logs. */
const NAMES = `
  requestId extendedRequestId accountId apiId domainName domainPrefix stage httpMethod path protocol routeKey
  requestTime requestTimeEpoch status responseLength responseLatency dataProcessed
  integrationLatency integrationStatus integrationErrorMessage integration.status integration.error
  integration.latency integration.integrationStatus integration.requestId awsEndpointRequestId awsEndpointRequestId2
  error.message error.responseType authorizer.error authorizer.principalId authorizer.claims.sub
  authorizer.claims.scope authorizer.user identity.sourceIp identity.userAgent identity.user identity.userArn
  identity.caller identity.accountId identity.accessKey identity.principalOrgId identity.clientCert.serialNumber
  identity.clientCert.clientCertPem identity.clientCert.subjectDN identity.clientCert.issuerDN
  identity.clientCert.validity.notBefore identity.clientCert.validity.notAfter
  customDomain.basePathMatched`.match(/\S+/g) as string[];

const FIELDS = NAMES.map((name) => `"${name}":"$context.${name}"`);
const FORMAT = `{${FIELDS.join(",")},"error.messageString":$context.error.messageString}`;
const COMMON =
  '$context.identity.sourceIp - - [$context.requestTime] "$context.httpMethod $context.routeKey $context.protocol" $context.status $context.responseLength $context.requestId';

const ALLOW = "exports.handler = async () => ({ isAuthorized: true, context: { user: 'ada' } });";
const POLICY = `exports.handler = async () => ({ principalId: "ada", policyDocument: { Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "execute-api:Invoke", Resource: "*" }] } });`;
const SLOW = "exports.handler = () => new Promise((resolve) => setTimeout(resolve, 50, 1));";
/** Format that the construct `HttpApi` sets. */
const DEFAULT_FORMAT = readDefaultFormat();
const endpoint = testBackend();
const logSettings = (format: string) => ({
  access_log_settings: { destination_arn: "arn:aws:logs:x", format },
});

const api = testGateway(() => ({
  api: { cors_configuration: { allow_origins: ["https://example.com"], allow_methods: ["GET"] } },
  stages: {
    $default: logSettings(FORMAT),
    common: logSettings(COMMON),
    braced: logSettings("$${context.requestId}|$${context.stage}x$context.stage.|$context.nothing|$other"),
    dev: logSettings("$context.path"),
    default: logSettings(DEFAULT_FORMAT),
    silent: {},
  },
  functions: {
    check: { code: ALLOW },
    denied: { code: ALLOW },
    policy: { code: POLICY },
    slow: { code: SLOW },
    full: { code: SLOW, reserved_concurrent_executions: 0 },
  },
  authorizers: {
    users: JWT_AUTHORIZER,
    simple: {
      authorizer_uri: invokeArn("check"),
      authorizer_payload_format_version: "2.0",
      enable_simple_responses: true,
    },
    policy: { authorizer_uri: invokeArn("policy"), authorizer_payload_format_version: "1.0" },
  },
  routes: {
    "ANY /return": { to: "returnBody" },
    "GET /fail": { to: "fail" },
    "GET /late": { to: "hang", integration: { timeout_milliseconds: 50 } },
    "GET /users/{id}": { to: "echo", ...authorizedBy("users", "JWT") },
    "GET /simple": { to: "echo", ...authorizedBy("simple", "CUSTOM") },
    "GET /policy": { to: "echo", ...authorizedBy("policy", "CUSTOM") },
    "GET /iam": { to: "echo", authorization_type: "AWS_IAM" },
    "GET /slow": { to: "slow" },
    "GET /full": { to: "full" },
    "GET /endpoint": { to: endpoint.url },
    $default: { to: "denied" },
  },
  more: { resource: { ...USER_POOL, aws_lambda_permission: { "api-calls-denied": undefined } } },
}));

/** Sends a request and returns its line in the access log, parsed. */
async function requestLog(line: string, content?: RequestContent): Promise<Record<string, string>> {
  api.takeLogs("access");
  await api.call(line, content);
  const [text = "", ...more] = api.takeLogs("access");
  expect(more).toEqual([]);
  return JSON.parse(text);
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const WHOLE_MS = /^\d+$/;

test("a log line has the value of every variable, or - for a variable without a value [captured]", async () => {
  const seconds = Math.floor(Date.now() / 1000);
  const body = '{"statusCode":401,"body":"four"}';
  const log = await requestLog("POST /return?a=1", { headers: { "User-Agent": "test/1" }, body });
  expect(log).toEqual({
    ...Object.fromEntries(NAMES.map((name) => [name, "-"])),
    requestId: expect.stringMatching(/^[\w-]{15}=$/),
    extendedRequestId: log.requestId,
    accountId: "123456789012",
    apiId: expect.stringMatching(/^[a-z0-9]{10}$/),
    domainName: "127.0.0.1",
    domainPrefix: "127",
    stage: "$default",
    httpMethod: "POST",
    path: "/return",
    protocol: "HTTP/1.1",
    routeKey: "ANY /return",
    requestTime: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
    requestTimeEpoch: expect.stringMatching(/^\d{10}$/),
    status: "401",
    responseLength: "4",
    responseLatency: expect.stringMatching(WHOLE_MS),
    dataProcessed: String(body.length + 4),
    integrationLatency: log["integration.latency"],
    "integration.latency": expect.stringMatching(WHOLE_MS),
    integrationStatus: "200",
    "integration.integrationStatus": "200",
    "integration.status": "401",
    "integration.requestId": expect.stringMatching(UUID),
    awsEndpointRequestId: log["integration.requestId"],
    "identity.sourceIp": "127.0.0.1",
    "identity.userAgent": "test/1",
    "error.messageString": "-",
  });
  expect(Number(log.requestTimeEpoch) - seconds).toBeGreaterThanOrEqual(0);
});

test("a log line has the claims of the token, and no other part of the token [AWS docs]", async () => {
  const token = await api.local.token({ scopes: ["notes/read"], subject: "ada" });
  const log = await requestLog("GET /users/7", { headers: { Authorization: token } });
  expect(log).toMatchObject({
    routeKey: "GET /users/{id}",
    path: "/users/7",
    "authorizer.claims.sub": "ada",
    "authorizer.claims.scope": "notes/read",
    "authorizer.user": "-",
    "authorizer.error": "-",
  });
});

test("a log line has the context values of a Lambda authorizer [AWS docs]", async () => {
  expect(await requestLog("GET /simple")).toMatchObject({
    "authorizer.user": "ada",
    "authorizer.claims.sub": "-",
  });
});

test("authorizer.principalId is the principal of an authorizer's policy [AWS docs]", async () => {
  expect(await requestLog("GET /simple")).toMatchObject({ "authorizer.principalId": "-" });
  expect(await requestLog("GET /policy")).toMatchObject({ "authorizer.principalId": "ada" });
});

test("a log line has the same IAM identity as the event [AWS docs; captured: swift-aws-lambda-events for principalOrgId]", async () => {
  expect(await requestLog("GET /iam", await api.signGet("/iam"))).toMatchObject({
    "identity.accessKey": LOCAL_CREDENTIALS.accessKeyId,
    "identity.accountId": "123456789012",
    "identity.caller": expect.stringMatching(/^AIDA[A-Z0-9]{16}$/),
    "identity.user": expect.stringMatching(/^AIDA[A-Z0-9]{16}$/),
    "identity.userArn": "arn:aws:iam::123456789012:user/local",
    "identity.principalOrgId": "aws:PrincipalOrgID",
  });
});

test("responseLatency includes integrationLatency, and both are in milliseconds [AWS docs]", async () => {
  const log = await requestLog("GET /slow");
  const [whole, part] = [Number(log.responseLatency), Number(log.integrationLatency)];
  expect(part).toBeGreaterThanOrEqual(45);
  expect(log["integration.latency"]).toBe(log.integrationLatency);
  expect(whole).toBeGreaterThanOrEqual(part);
});

const CHECK_FUNCTION = ". Check your Lambda function code and try again.";

describe("errors in the access log", () => {
  const withoutRoute = {
    routeKey: "-",
    integrationStatus: "-",
    "integration.status": "-",
    integrationErrorMessage: "-",
  };

  test.each([
    [
      "a request without a token [captured]",
      "GET /users/7",
      {
        status: "401",
        "error.message": "Unauthorized",
        "error.responseType": "UNAUTHORIZED",
        integrationStatus: "-",
      },
    ],
    [
      "a preflight request, which has no route [unverified]",
      "OPTIONS /return",
      { status: "204", ...withoutRoute, "error.message": "-" },
    ],
    [
      "a function that throws [captured]",
      "GET /fail?boom",
      {
        status: "500",
        integrationStatus: "200",
        integrationErrorMessage: `The Lambda function returned the following error: boom${CHECK_FUNCTION}`,
        "integration.error": `The Lambda function returned the following error: boom${CHECK_FUNCTION}`,
        "error.message": "Internal Server Error",
        "error.messageString": "Internal Server Error",
        "error.responseType": "INTEGRATION_FAILURE",
      },
    ],
    [
      "a malformed result, for which Lambda's status is logged and no status of the function [AWS docs]",
      "POST /return",
      { status: "500", integrationStatus: "200", "integration.status": "-" },
    ],
    [
      "a function without free concurrency [AWS docs]",
      "GET /full",
      { status: "503", integrationStatus: "429", "integration.integrationStatus": "429" },
    ],
    [
      "a function without a permission [captured: terraform-aws-apigateway-v2 41]",
      "GET /denied",
      {
        routeKey: "$default",
        status: "500",
        integrationErrorMessage:
          "The IAM role configured on the integration or API Gateway doesn't have permissions to call the integration. Check the permissions and try again.",
      },
    ],
    [
      "a function slower than the timeout [measured]",
      "GET /late",
      { status: "503", "error.message": "Service Unavailable", "error.responseType": "INTEGRATION_TIMEOUT" },
    ],
  ])("an error is in the access log: %s", async (_, line, expected) => {
    const headers = { Origin: "https://example.com", "Access-Control-Request-Method": "GET" };
    expect(await requestLog(line, { headers, body: '{"statusCode":0}' })).toMatchObject(expected);
  });

  test("authorizer.error has the reason for an invalid token [captured]", async () => {
    const log = await requestLog("GET /users/7", { headers: { Authorization: "Bearer x" } });
    expect(log).toMatchObject({
      "authorizer.error": "invalid_token: token contains an invalid number of segments",
      "authorizer.claims.sub": "-",
    });
  });

  test("integration.status is the status of an HTTP endpoint [measured]", async () => {
    endpoint.respondWith((_, response) => response.writeHead(418).end());
    expect(await requestLog("GET /endpoint")).toMatchObject({
      status: "418",
      "integration.status": "418",
      "error.message": "-",
    });
  });
});

test("values are inserted into the format unchanged [our choice]", async () => {
  api.takeLogs("access");
  await api.call("GET /any%22%5C", { headers: { "User-Agent": 'a"b\\' } });
  const [text = ""] = api.takeLogs("access");
  expect(text).toContain('"path":"/any"\\"');
  expect(text).toContain('"identity.userAgent":"a"b\\"');
});

const COMPUTED = Object.keys(JSON.parse(DEFAULT_FORMAT)).filter(
  (name) => !["path", "userAgent"].includes(name),
);

test.each(COMPUTED)("a caller cannot replace the field %s of the default format", async (name) => {
  const forged = `x","${name}":"forged","more":"`;
  for (const [path, headers] of [
    ["/default/any", { "User-Agent": forged }],
    [`/default/any${encodeURIComponent(forged)}`, {}],
  ] as const) {
    const log = await requestLog(`GET ${path}`, { headers: { ...headers } });
    expect(log.more).toBe("");
    expect(log[name]).not.toBe("forged");
  }
});

test.each([
  [
    "the common log format with the default route [captured: terraform-aws-apigateway-v2 41]",
    "common",
    /^127\.0\.0\.1 - - \[[^\]]+ \+0000\] "GET \$default HTTP\/1\.1" 500 35 [\w-]{15}=$/,
  ],
  ["a path that starts with the stage [AWS docs]", "dev", /^\/dev\/anything$/],
  [
    "variables in braces, and strings that are no variable [measured]",
    "braced",
    /^[\w-]{15}=\|bracedxbraced\.\|-\|\$other$/,
  ],
])("a stage can have its own format: %s", async (_, stage, expected) => {
  api.takeLogs("access");
  await api.call(`GET /${stage}/anything`);
  expect(api.takeLogs("access")).toEqual([expect.stringMatching(expected)]);
});

test("a stage without access log settings logs nothing [AWS docs: http-api-logging]", async () => {
  api.takeLogs("access");
  await api.call("GET /silent/anything");
  expect(api.takeLogs("access")).toEqual([]);
});
