import { LOCAL_CREDENTIALS } from "#aws";
import { backend } from "../backend";
import type { Sent } from "../raw-http";
import { guardedBy, invokeArn, JWT_AUTHORIZER, POOL } from "../terraform-fixture";
import { served } from "../test-gateway";

// Facts: http-api-logging-variables, API Gateway developer guide (D); a line of the live service's beside the request that it
// is of, and lines that terraform-aws-modules/terraform-aws-apigateway-v2 41 and 87 show (C); radkawar/stackd (M).

/** All that http-api-logging-variables names. */
const NAMES = `
  requestId extendedRequestId accountId apiId domainName domainPrefix stage httpMethod path protocol routeKey
  requestTime requestTimeEpoch status responseLength responseLatency dataProcessed
  integrationLatency integrationStatus integrationErrorMessage integration.status integration.error
  integration.latency integration.integrationStatus integration.requestId awsEndpointRequestId awsEndpointRequestId2
  error.message error.responseType authorizer.error authorizer.principalId authorizer.claims.sub
  authorizer.claims.scope authorizer.who identity.sourceIp identity.userAgent identity.user identity.userArn
  identity.caller identity.accountId identity.accessKey identity.principalOrgId identity.clientCert.serialNumber
  identity.clientCert.clientCertPem identity.clientCert.subjectDN identity.clientCert.issuerDN
  identity.clientCert.validity.notBefore identity.clientCert.validity.notAfter
  customDomain.basePathMatched`.match(/\S+/g) as string[];

const FIELDS = NAMES.map((name) => `"${name}":"$context.${name}"`);
const FORMAT = `{${FIELDS.join(",")},"error.messageString":$context.error.messageString}`;
const COMMON =
  '$context.identity.sourceIp - - [$context.requestTime] "$context.httpMethod $context.routeKey $context.protocol" $context.status $context.responseLength $context.requestId';

const WHO = "exports.handler = async () => ({ isAuthorized: true, context: { who: 'ada' } });";
const POLICY = `exports.handler = async () => ({ principalId: "ada", policyDocument: { Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "execute-api:Invoke", Resource: "*" }] } });`;
const SLOW = "exports.handler = () => new Promise((resolve) => setTimeout(resolve, 50, 1));";
const behind = backend();
const logged = (format: string) => ({ access_log_settings: { destination_arn: "arn:aws:logs:x", format } });

const api = served(() => ({
  api: { cors_configuration: { allow_origins: ["https://example.com"], allow_methods: ["GET"] } },
  stages: {
    $default: logged(FORMAT),
    common: logged(COMMON),
    braced: logged("$${context.requestId}|$${context.stage}x$context.stage.|$context.nothing|$other"),
    dev: logged("$context.path"),
    silent: {},
  },
  functions: {
    check: { code: WHO },
    denied: { code: WHO },
    policy: { code: POLICY },
    slow: { code: SLOW },
    full: { code: SLOW, reserved_concurrent_executions: 0 },
  },
  authorizers: {
    users: JWT_AUTHORIZER,
    who: {
      authorizer_uri: invokeArn("check"),
      authorizer_payload_format_version: "2.0",
      enable_simple_responses: true,
    },
    policy: { authorizer_uri: invokeArn("policy"), authorizer_payload_format_version: "1.0" },
  },
  routes: {
    "ANY /say": { to: "say" },
    "GET /fail": { to: "fail" },
    "GET /late": { to: "hang", integration: { timeout_milliseconds: 50 } },
    "GET /users/{id}": { to: "echo", ...guardedBy("users", "JWT") },
    "GET /who": { to: "echo", ...guardedBy("who", "CUSTOM") },
    "GET /policy": { to: "echo", ...guardedBy("policy", "CUSTOM") },
    "GET /iam": { to: "echo", authorization_type: "AWS_IAM" },
    "GET /slow": { to: "slow" },
    "GET /full": { to: "full" },
    "GET /behind": { to: behind.url },
    $default: { to: "denied" },
  },
  more: { resource: { ...POOL, aws_lambda_permission: { "api-calls-denied": undefined } } },
}));

/** What is logged of a request. */
async function logOf(line: string, sent?: Sent): Promise<Record<string, string>> {
  api.lines("access");
  await api.call(line, sent);
  const [text = "", ...more] = api.lines("access");
  expect(more).toEqual([]);
  return JSON.parse(text);
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const WHOLE_MS = /^\d+$/;

test("a line has all that there is to tell, and - for the rest (C)", async () => {
  const seconds = Math.floor(Date.now() / 1000);
  const body = '{"statusCode":401,"body":"four"}';
  const log = await logOf("POST /say?a=1", { headers: { "User-Agent": "test/1" }, body });
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
    path: "/say",
    protocol: "HTTP/1.1",
    routeKey: "ANY /say",
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

test("a token's claims are told, and nothing else of it (D)", async () => {
  const token = await api.local.token({ scopes: ["notes/read"], subject: "ada" });
  const log = await logOf("GET /users/7", { headers: { Authorization: token } });
  expect(log).toMatchObject({
    routeKey: "GET /users/{id}",
    path: "/users/7",
    "authorizer.claims.sub": "ada",
    "authorizer.claims.scope": "notes/read",
    "authorizer.who": "-",
    "authorizer.error": "-",
  });
});

test("what an authorizer's function says is told by its name (D)", async () => {
  expect(await logOf("GET /who")).toMatchObject({ "authorizer.who": "ada", "authorizer.claims.sub": "-" });
});

test("the principal is whom an authorizer's policy names (D)", async () => {
  expect(await logOf("GET /who")).toMatchObject({ "authorizer.principalId": "-" });
  expect(await logOf("GET /policy")).toMatchObject({ "authorizer.principalId": "ada" });
});

test("of who signed there is all that its function is told (D; C swift-aws-lambda-events for the organization)", async () => {
  expect(await logOf("GET /iam", await api.signed("/iam"))).toMatchObject({
    "identity.accessKey": LOCAL_CREDENTIALS.accessKeyId,
    "identity.accountId": "123456789012",
    "identity.caller": expect.stringMatching(/^AIDA[A-Z0-9]{16}$/),
    "identity.user": expect.stringMatching(/^AIDA[A-Z0-9]{16}$/),
    "identity.userArn": "arn:aws:iam::123456789012:user/local",
    "identity.principalOrgId": "aws:PrincipalOrgID",
  });
});

test("latencies are in milliseconds, the integration's a part of the whole (D)", async () => {
  const log = await logOf("GET /slow");
  const [whole, part] = [Number(log.responseLatency), Number(log.integrationLatency)];
  expect(part).toBeGreaterThanOrEqual(45);
  expect(log["integration.latency"]).toBe(log.integrationLatency);
  expect(whole).toBeGreaterThanOrEqual(part);
});

const CHECK_FUNCTION = ". Check your Lambda function code and try again.";

describe("what went wrong", () => {
  const none = {
    routeKey: "-",
    integrationStatus: "-",
    "integration.status": "-",
    integrationErrorMessage: "-",
  };

  test.each([
    [
      "no token (C)",
      "GET /users/7",
      {
        status: "401",
        "error.message": "Unauthorized",
        "error.responseType": "UNAUTHORIZED",
        integrationStatus: "-",
      },
    ],
    ["a preflight has no route (?)", "OPTIONS /say", { status: "204", ...none, "error.message": "-" }],
    [
      "a function that throws (C)",
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
      "an answer that is malformed: Lambda's status is good, and there is none of the function's (D)",
      "POST /say",
      { status: "500", integrationStatus: "200", "integration.status": "-" },
    ],
    [
      "a function whose concurrency is used up (D)",
      "GET /full",
      { status: "503", integrationStatus: "429", "integration.integrationStatus": "429" },
    ],
    [
      "a function that may not be called (C terraform-aws-apigateway-v2 41)",
      "GET /denied",
      {
        routeKey: "$default",
        status: "500",
        integrationErrorMessage:
          "The IAM role configured on the integration or API Gateway doesn't have permissions to call the integration. Check the permissions and try again.",
      },
    ],
    [
      "a function that takes too long (M)",
      "GET /late",
      { status: "503", "error.message": "Service Unavailable", "error.responseType": "INTEGRATION_TIMEOUT" },
    ],
  ])("%s", async (_, line, expected) => {
    const headers = { Origin: "https://example.com", "Access-Control-Request-Method": "GET" };
    expect(await logOf(line, { headers, body: '{"statusCode":0}' })).toMatchObject(expected);
  });

  test("a token that is none: what is wrong with it (C)", async () => {
    const log = await logOf("GET /users/7", { headers: { Authorization: "Bearer x" } });
    expect(log).toMatchObject({
      "authorizer.error": "invalid_token: token contains an invalid number of segments",
      "authorizer.claims.sub": "-",
    });
  });

  test("of an address behind the status is the one of the integration too (M)", async () => {
    behind.answers((_, response) => response.writeHead(418).end());
    expect(await logOf("GET /behind")).toMatchObject({
      status: "418",
      "integration.status": "418",
      "error.message": "-",
    });
  });
});

test("a quote and a line break do not break a line of JSON (ours)", async () => {
  const log = await logOf("GET /any%22%0A%5C", { headers: { "User-Agent": 'a"b\\' } });
  expect(log).toMatchObject({ path: '/any"\n\\', "identity.userAgent": 'a"b\\' });
});

test.each([
  [
    "the common log format, with its default route (C terraform-aws-apigateway-v2 41)",
    "common",
    /^127\.0\.0\.1 - - \[[^\]]+ \+0000\] "GET \$default HTTP\/1\.1" 500 35 [\w-]{15}=$/,
  ],
  ["a path begins with the stage (D)", "dev", /^\/dev\/anything$/],
  ["braces, and what is no variable (M)", "braced", /^[\w-]{15}=\|bracedxbraced\.\|-\|\$other$/],
])("a format of its own: %s", async (_, stage, expected) => {
  api.lines("access");
  await api.call(`GET /${stage}/anything`);
  expect(api.lines("access")).toEqual([expect.stringMatching(expected)]);
});

test("a stage without the settings logs nothing (D http-api-logging)", async () => {
  api.lines("access");
  await api.call("GET /silent/anything");
  expect(api.lines("access")).toEqual([]);
});
