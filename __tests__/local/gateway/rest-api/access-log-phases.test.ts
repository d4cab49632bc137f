import { LOCAL_CREDENTIALS } from "#aws";
import type { RequestContent } from "../raw-http";
import { invokeArn, USER_POOL } from "../terraform-fixture";
import { restGateway } from "./rest-fixture";

// Sources of the expected results (docs/decisions/021-facts-carry-sources.md explains the marks in titles):
// - [AWS docs]: the page api-gateway-variables-for-access-logging of the developer guide, and the article
//   "Troubleshooting Amazon API Gateway with enhanced observability variables" in the Compute Blog of AWS
// - [our choice]: behavior that does not come from AWS

const PHASES = ["authenticate", "authorizer", "authorize", "waf"];
const NAMES = [
  ...PHASES.flatMap((phase) => ["status", "error", "latency"].map((name) => `${phase}.${name}`)),
  "authorizer.integrationStatus",
  "authorizer.integrationLatency",
  "authorizer.requestId",
  "xrayTraceId",
  "isCanaryRequest",
  "wafResponseCode",
  "webaclArn",
  "customDomain.basePathMatched",
  "identity.clientCert.subjectDN",
];
const format = JSON.stringify(Object.fromEntries(NAMES.map((name) => [name, `$context.${name}`])));
const access_log_settings = [{ destination_arn: "arn:aws:logs:x", format }];

/** Function that denies the token `deny`, fails for `fail`, and allows others. */
const CHECK = `exports.handler = async ({ authorizationToken: token }) => {
  if (token === "fail") throw new Error("Unauthorized");
  const Effect = token === "deny" ? "Deny" : "Allow";
  const Statement = [{ Effect, Action: "execute-api:Invoke", Resource: "*" }];
  return { principalId: "ann", policyDocument: { Version: "2012-10-17", Statement } };
};`;

const by = (name: string, authorization: string) => ({
  to: "echo",
  authorization,
  authorizer_id: `\${aws_api_gateway_authorizer.${name}.id}`,
});

const api = restGateway({
  stages: {
    dev: { access_log_settings },
    traced: { access_log_settings, xray_tracing_enabled: true },
    canary: {
      access_log_settings,
      canary_settings: [{ deployment_id: "${aws_api_gateway_deployment.api.id}", percent_traffic: 100 }],
    },
  },
  functions: {
    check: { code: CHECK },
    busy: { code: CHECK, reserved_concurrent_executions: 0 },
  },
  authorizers: {
    token: { authorizer_uri: invokeArn("check"), authorizer_result_ttl_in_seconds: 0 },
    cached: { authorizer_uri: invokeArn("check") },
    busy: { authorizer_uri: invokeArn("busy") },
    users: { type: "COGNITO_USER_POOLS", provider_arns: ["${aws_cognito_user_pool.users.arn}"] },
  },
  methods: {
    "GET /open": { to: "echo" },
    "GET /iam": { to: "echo", authorization: "AWS_IAM" },
    "GET /token": by("token", "CUSTOM"),
    "GET /cached": by("cached", "CUSTOM"),
    "GET /busy": by("busy", "CUSTOM"),
    "GET /id": by("users", "COGNITO_USER_POOLS"),
  },
  more: { resource: USER_POOL },
});

/** Returns the access log entry of a request. */
async function logged(line: string, content: RequestContent = {}): Promise<Record<string, string>> {
  await api.call(line, content);
  return JSON.parse(api.takeLogs("access").at(-1) ?? "null");
}

const withToken = (value: string) => ({ headers: { Authorization: value } });
const NUMBER = expect.stringMatching(/^\d+$/);
const NOTHING = { status: "-", error: "-", latency: "-" };
const PASSED = { status: "200", error: "-", latency: NUMBER };

/** Returns the expected entries of phases. A phase that is not given has no values. */
function phases(given: Readonly<Record<string, object>>): object {
  const entries = PHASES.flatMap((phase) =>
    Object.entries(given[phase] ?? NOTHING).map(([name, value]) => [`${phase}.${name}`, value]),
  );
  return Object.fromEntries(entries);
}

test("a public method has no phase of the authorization [AWS docs]", async () => {
  expect(await logged("GET /dev/open")).toMatchObject(phases({}));
});

test("a signed request is authenticated and authorized [AWS docs]", async () => {
  const signed = await api.signGet("/dev/iam");
  expect(await logged("GET /dev/iam", signed)).toMatchObject(
    phases({ authenticate: PASSED, authorize: PASSED }),
  );
});

test("a request with a wrong signature is not authenticated [AWS docs]", async () => {
  const signed = await api.signGet("/dev/iam", { ...LOCAL_CREDENTIALS, secretAccessKey: "other" });
  const error = expect.stringContaining("The request signature we calculated does not match");
  expect(await logged("GET /dev/iam", signed)).toMatchObject(
    phases({ authenticate: { status: "403", error, latency: NUMBER } }),
  );
});

test("a Lambda authorizer has its own status, and that of its function [AWS docs]", async () => {
  expect(await logged("GET /dev/token", withToken("allow"))).toMatchObject({
    ...phases({ authorizer: PASSED, authorize: PASSED }),
    "authorizer.integrationStatus": "200",
    "authorizer.integrationLatency": NUMBER,
    "authorizer.requestId": expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
  });
});

test("a policy that denies the request is an error of the phase authorize [AWS docs]", async () => {
  expect(await logged("GET /dev/token", withToken("deny"))).toMatchObject({
    "authorize.status": "403",
    "authorize.error": expect.stringContaining("with an explicit deny in an identity-based policy"),
    "authorizer.integrationStatus": "200",
  });
});

test("a failed function is an error of the phase authorizer, and no policy is evaluated [AWS docs]", async () => {
  expect(await logged("GET /dev/token", withToken("fail"))).toMatchObject({
    ...phases({
      authorizer: { status: "401", error: expect.stringContaining("Unauthorized"), latency: NUMBER },
    }),
    "authorizer.integrationStatus": "200",
    "authorizer.requestId": expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
});

test("a throttled function has the status 429 of Lambda [unverified]", async () => {
  expect(await logged("GET /dev/busy", withToken("allow"))).toMatchObject({
    "authorizer.status": "500",
    "authorizer.integrationStatus": "429",
  });
});

test.each([
  ["a request without a token", "GET /dev/token", {}],
  ["a cached result", "GET /dev/cached", withToken("allow")],
])("%s has no invocation of the function [AWS docs]", async (_, line, content) => {
  await logged(line, content);
  expect(await logged(line, content)).toMatchObject({
    "authorizer.integrationStatus": "-",
    "authorizer.requestId": "-",
  });
});

test("a Cognito authorizer has no phase authorize [AWS docs]", async () => {
  const id = await api.local.token({ use: "id" });
  expect(await logged("GET /dev/id", withToken(id))).toMatchObject(phases({ authorizer: PASSED }));
  expect(await logged("GET /dev/id")).toMatchObject(
    phases({ authorizer: { status: "401", error: expect.any(String), latency: NUMBER } }),
  );
});

test("xrayTraceId has a value only on a stage with X-Ray tracing [AWS docs]", async () => {
  const root = "1-5759e988-bd862e3fe1be46a994272793";
  const content = { headers: { "x-amzn-trace-id": `Root=${root};Sampled=1` } };
  expect((await logged("GET /traced/open", content)).xrayTraceId).toBe(root);
  expect((await logged("GET /traced/open")).xrayTraceId).toMatch(/^1-[0-9a-f]{8}-[0-9a-f]{24}$/);
  expect((await logged("GET /dev/open", content)).xrayTraceId).toBe("-");
});

test("isCanaryRequest has a value only on a stage with a canary [measured: LocalStack]", async () => {
  expect((await logged("GET /canary/open")).isCanaryRequest).toBe("true");
  expect((await logged("GET /dev/open")).isCanaryRequest).toBe("-");
});

test.each(["wafResponseCode", "webaclArn", "identity.clientCert.subjectDN", "customDomain.basePathMatched"])(
  "%s has no value without its feature [AWS docs]",
  async (name) => {
    expect((await logged("GET /dev/open"))[name]).toBe("-");
  },
);
