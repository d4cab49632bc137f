import { LOCAL_CREDENTIALS } from "#aws";
import { invokeArn, USER_POOL } from "../terraform-fixture";
import { REST_API_ID, restGateway } from "./rest-fixture";

// Sources of the expected results (docs/decisions/021-facts-carry-sources.md explains the marks in titles):
// - [AWS docs]: the page api-gateway-variables-for-access-logging of the developer guide

const NAMES = [
  "requestId",
  "extendedRequestId",
  "resourceId",
  "resourcePath",
  "httpMethod",
  "path",
  "stage",
  "deploymentId",
  "status",
  "responseLength",
  "requestTimeEpoch",
  "identity.userArn",
  "error.message",
  "error.responseType",
  "authorizer.claims.sub",
  "authorizer.claims['custom:role']",
  "integrationStatus",
  "routeKey",
  "protocol",
  "accountId",
  "apiId",
  "domainName",
  "domainPrefix",
  "requestTime",
  "responseLatency",
  "integrationLatency",
  "integrationErrorMessage",
  "integration.status",
  "integration.integrationStatus",
  "integration.latency",
  "integration.error",
  "integration.requestId",
  "awsEndpointRequestId",
  "identity.sourceIp",
  "identity.userAgent",
  "identity.apiKey",
  "identity.apiKeyId",
  "identity.accessKey",
  "identity.accountId",
  "authorizer.claims",
  "authorizer.claims['custom:role']",
  "authorizer.principalId",
  "authorizer.tier",
  "authorizer.error",
  "authorizer.status",
  "wafResponseCode",
  "isCanaryRequest",
];
const format = JSON.stringify({
  ...Object.fromEntries(NAMES.map((name) => [name, `$context.${name}`])),
  quoted: "QUOTED",
}).replace('"QUOTED"', "$context.error.messageString");

/** Function that denies the token `deny`, and allows others. */
const CHECK = `exports.handler = async ({ authorizationToken }) => {
  const Effect = authorizationToken === "deny" ? "Deny" : "Allow";
  const Statement = [{ Effect, Action: "execute-api:Invoke", Resource: "*" }];
  const policyDocument = { Version: "2012-10-17", Statement };
  return { principalId: "ann", policyDocument, context: { tier: "gold" } };
};`;

const KEY = "acme-acme-acme-acme-acme";

const api = restGateway({
  stages: { dev: { access_log_settings: [{ destination_arn: "arn:aws:logs:x", format }] } },
  functions: { check: { code: CHECK } },
  authorizers: {
    token: { authorizer_uri: invokeArn("check"), authorizer_result_ttl_in_seconds: 0 },
    users: { type: "COGNITO_USER_POOLS", provider_arns: ["${aws_cognito_user_pool.users.arn}"] },
  },
  methods: {
    "GET /pets/{id}": { to: "echo" },
    "GET /fail": { to: "fail" },
    "GET /slow": { to: "hang", integration: { timeout_milliseconds: 50 } },
    "GET /token": {
      to: "echo",
      authorization: "CUSTOM",
      authorizer_id: "${aws_api_gateway_authorizer.token.id}",
    },
    "GET /key": { to: "echo", api_key_required: true },
    "GET /iam": { to: "echo", authorization: "AWS_IAM" },
    "GET /id": {
      to: "echo",
      authorization: "COGNITO_USER_POOLS",
      authorizer_id: "${aws_api_gateway_authorizer.users.id}",
    },
  },
  more: {
    resource: {
      ...USER_POOL,
      aws_api_gateway_api_key: { acme: { name: "acme", value: KEY } },
      aws_api_gateway_usage_plan: {
        gold: { name: "gold", api_stages: [{ api_id: REST_API_ID, stage: "dev" }] },
      },
      aws_api_gateway_usage_plan_key: {
        acme: {
          key_id: "${aws_api_gateway_api_key.acme.id}",
          key_type: "API_KEY",
          usage_plan_id: "${aws_api_gateway_usage_plan.gold.id}",
        },
      },
    },
  },
});

/** Returns the access log entry of a request. */
async function logged(line: string, headers: Readonly<Record<string, string>> = {}) {
  const response = await api.call(line, { headers });
  return { entry: JSON.parse(api.takeLogs("access").at(-1) ?? "null"), response };
}

test("an access log has the variables of REST APIs [AWS docs]", async () => {
  const { entry, response } = await logged("GET /dev/pets/7");
  expect(entry).toMatchObject({
    requestId: response.headers["x-amzn-requestid"],
    extendedRequestId: response.headers["x-amz-apigw-id"],
    resourceId: expect.stringMatching(/^[a-z0-9]{6}$/),
    resourcePath: "/pets/{id}",
    httpMethod: "GET",
    path: "/dev/pets/7",
    stage: "dev",
    deploymentId: expect.stringMatching(/^[a-z0-9]{6}$/),
    status: "200",
    responseLength: String(response.bytes.length),
    requestTimeEpoch: expect.stringMatching(/^\d{13}$/),
    "identity.userArn": "-",
    "error.message": "-",
    "error.responseType": "-",
    "authorizer.claims.sub": "-",
    "authorizer.claims['custom:role']": "-",
    integrationStatus: "200",
    routeKey: "-",
    quoted: "-",
  });
});

test("an error has its message and its type [AWS docs]", async () => {
  const { entry } = await logged("GET /dev/fail");
  expect(entry).toMatchObject({
    status: "502",
    "error.message": "Internal server error",
    "error.responseType": "INTEGRATION_FAILURE",
    quoted: "Internal server error",
  });
});

test("claims and the signing user are variables [AWS docs]", async () => {
  const Authorization = await api.local.token({
    use: "id",
    subject: "ann",
    claims: { "custom:role": "admin" },
  });
  expect((await logged("GET /dev/id", { Authorization })).entry).toMatchObject({
    "authorizer.claims.sub": "ann",
    "authorizer.claims['custom:role']": "admin",
  });
  const { headers } = await api.signGet("/dev/iam");
  expect((await logged("GET /dev/iam", headers as Record<string, string>)).entry).toMatchObject({
    "identity.userArn": "arn:aws:iam::123456789012:user/local",
  });
});

test("the caller, the domain and the time are variables [AWS docs]", async () => {
  const { entry } = await logged("GET /dev/pets/7", { "User-Agent": "test/1" });
  expect(entry).toMatchObject({
    protocol: "HTTP/1.1",
    accountId: "123456789012",
    apiId: expect.stringMatching(/^[a-z0-9]{10}$/),
    domainName: "127.0.0.1",
    domainPrefix: "127",
    requestTime: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
    "identity.sourceIp": "127.0.0.1",
    "identity.userAgent": "test/1",
  });
});

test("an integration has its status, latency and request ID [AWS docs]", async () => {
  const { entry } = await logged("GET /dev/pets/7");
  expect(entry).toMatchObject({
    responseLatency: expect.stringMatching(/^\d+$/),
    integrationLatency: expect.stringMatching(/^\d+$/),
    "integration.latency": entry.integrationLatency,
    "integration.status": "200",
    "integration.integrationStatus": "200",
    "integration.requestId": expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
    awsEndpointRequestId: entry["integration.requestId"],
    "integration.error": "-",
    integrationErrorMessage: "-",
  });
});

test("a failed function has the status 200 of Lambda and an error [AWS docs]", async () => {
  expect((await logged("GET /dev/fail")).entry).toMatchObject({
    integrationStatus: "200",
    "integration.status": "-",
    "integration.error": expect.stringContaining("Lambda function returned the following error"),
    integrationErrorMessage: expect.stringContaining("Lambda function returned the following error"),
  });
});

test("an integration that exceeds its timeout has no request ID [AWS docs]", async () => {
  expect((await logged("GET /dev/slow")).entry).toMatchObject({
    status: "504",
    "error.responseType": "INTEGRATION_TIMEOUT",
    "integration.requestId": "-",
  });
});

test.each<[string, string, string]>([
  ["a path without a method", "GET /dev/nothing", "MISSING_AUTHENTICATION_TOKEN"],
  ["a request without a token", "GET /dev/token", "UNAUTHORIZED"],
  ["a request without a key", "GET /dev/key", "INVALID_API_KEY"],
])("%s has a line without an integration [AWS docs]", async (_, line, type) => {
  expect((await logged(line)).entry).toMatchObject({
    "error.responseType": type,
    integrationStatus: "-",
    integrationLatency: "-",
    "integration.requestId": "-",
  });
});

test("the principal and the context of a Lambda authorizer are variables [AWS docs]", async () => {
  expect((await logged("GET /dev/token", { Authorization: "allow" })).entry).toMatchObject({
    "authorizer.principalId": "ann",
    "authorizer.tier": "gold",
    "authorizer.error": "-",
  });
});

test("a denial of a Lambda authorizer has a reason [AWS docs]", async () => {
  expect((await logged("GET /dev/token", { Authorization: "deny" })).entry).toMatchObject({
    "authorizer.principalId": "-",
    "authorizer.error": expect.stringContaining("DENY"),
    "authorizer.status": "403",
    "error.responseType": "ACCESS_DENIED",
  });
});

test("a claim with a colon needs brackets, and all claims together have no value [AWS docs]", async () => {
  const Authorization = await api.local.token({ use: "id", claims: { "custom:role": "admin" } });
  expect((await logged("GET /dev/id", { Authorization })).entry).toMatchObject({
    "authorizer.claims['custom:role']": "admin",
    "authorizer.claims": "-",
  });
});

test("the signing credentials are variables [AWS docs]", async () => {
  const { headers } = await api.signGet("/dev/iam");
  expect((await logged("GET /dev/iam", headers as Record<string, string>)).entry).toMatchObject({
    "identity.accessKey": LOCAL_CREDENTIALS.accessKeyId,
    "identity.accountId": "123456789012",
  });
});

test("the API key is a variable, only where the method requires a key [AWS docs]", async () => {
  expect((await logged("GET /dev/key", { "X-Api-Key": KEY })).entry).toMatchObject({
    "identity.apiKey": KEY,
    "identity.apiKeyId": expect.stringMatching(/^[a-z0-9]{10}$/),
  });
  const { entry } = await logged("GET /dev/pets/7", { "X-Api-Key": KEY });
  expect([entry["identity.apiKey"], entry["identity.apiKeyId"]]).toEqual(["-", "-"]);
});

test.each(["wafResponseCode", "isCanaryRequest"])(
  "%s has no value, because the feature is not emulated [our choice]",
  async (name) => {
    expect((await logged("GET /dev/pets/7")).entry[name]).toBe("-");
  },
);
