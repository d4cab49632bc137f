import { invokeArn } from "../terraform-fixture";
import { REST_API_ID, readRestApi, restGateway } from "./rest-fixture";

// Sources of the expected results (docs/decisions/021-facts-carry-sources.md explains the marks in titles):
// - [AWS docs]: the page api-gateway-api-usage-plans of the developer guide
// - [measured]: LocalStack's tests, which ran against AWS; ministack#1746

const link = (key: string) => ({
  key_id: `\${aws_api_gateway_api_key.${key}.id}`,
  key_type: "API_KEY",
  usage_plan_id: "${aws_api_gateway_usage_plan.gold.id}",
});

const api = restGateway({
  stages: { dev: {}, v2: {} },
  methods: {
    "GET /key": { to: "echo", api_key_required: true },
    "GET /open": { to: "echo" },
    "GET /iam": { to: "echo", api_key_required: true, authorization: "AWS_IAM" },
  },
  more: {
    resource: {
      aws_api_gateway_api_key: {
        acme: { name: "acme", value: "acme-acme-acme-acme-acme" },
        generated: { name: "generated" },
        disabled: { name: "disabled", value: "disabled-disabled-disabled", enabled: false },
        unplanned: { name: "unplanned", value: "unplanned-unplanned-unplanned" },
      },
      aws_api_gateway_usage_plan: {
        gold: { name: "gold", api_stages: [{ api_id: REST_API_ID, stage: "dev" }] },
      },
      aws_api_gateway_usage_plan_key: {
        acme: link("acme"),
        generated: link("generated"),
        disabled: link("disabled"),
      },
    },
  },
});

const withKey = (key: string) => ({ headers: { "X-API-Key": key } });

test("a key of a usage plan with the stage is accepted, and the event has it [measured: LocalStack]", async () => {
  const { requestContext } = await api.event("GET /dev/key", withKey("acme-acme-acme-acme-acme"));
  expect(requestContext.identity).toMatchObject({
    apiKey: "acme-acme-acme-acme-acme",
    apiKeyId: expect.stringMatching(/^[a-z0-9]{10}$/),
  });
});

test.each<[string, string, string]>([
  ["no key", "GET /dev/key", ""],
  ["an unknown key", "GET /dev/key", "unknown"],
  ["a disabled key", "GET /dev/key", "disabled-disabled-disabled"],
  ["a key without a usage plan", "GET /dev/key", "unplanned-unplanned-unplanned"],
  ["a key of another stage", "GET /v2/key", "acme-acme-acme-acme-acme"],
])("%s gets 403 [measured: ministack#1746]", async (_, line, key) => {
  const { status, body, headers } = await api.call(line, withKey(key));
  expect([status, body, headers["x-amzn-errortype"]]).toEqual([
    403,
    '{"message":"Forbidden"}',
    "ForbiddenException",
  ]);
});

test("the last of several keys is used, as for other headers [our choice]", async () => {
  const keys = ["unknown", "acme-acme-acme-acme-acme"];
  const call = (values: string[]) =>
    api.call("GET /dev/key", { headers: values.map((value) => `X-API-Key: ${value}`) });
  expect((await call(keys)).status).toBe(200);
  expect((await call(keys.reverse())).status).toBe(403);
});

test("a method without a required key has no key in its event [measured: LocalStack]", async () => {
  const { requestContext } = await api.event("GET /dev/open", withKey("acme-acme-acme-acme-acme"));
  expect(requestContext.identity).not.toHaveProperty("apiKey");
  expect((await api.call("GET /dev/open")).status).toBe(200);
});

test("a request is authorized before its key is checked [measured: Zappa#390]", async () => {
  expect((await api.call("GET /dev/iam")).headers["x-amzn-errortype"]).toBe(
    "MissingAuthenticationTokenException",
  );
});

test("a key whose value AWS generates has a local value, which only contains its name [our choice]", async () => {
  const value = api.local.apiKey("generated");
  expect(value).toMatch(/^local-generated-[a-z0-9]{20}$/);
  expect((await api.call("GET /dev/key", withKey(value))).status).toBe(200);
  expect([...api.local.warnings, ...api.local.notes]).toEqual([]);
});

test.each<[string, string]>([
  ["", "x-api-key is missing"],
  ["unknown-unknown-unknown", "x-api-key is not the value of an API key"],
  ["disabled-disabled-disabled", "API key disabled is disabled"],
  ["unplanned-unplanned-unplanned", "no usage plan with API key unplanned contains the stage dev"],
])("the log names the reason of a rejected key, and not its value: %j [our choice]", async (key, reason) => {
  api.takeLogs("request");
  await api.call("GET /dev/key", key === "" ? {} : withKey(key));
  const [line = ""] = api.takeLogs("request");
  expect(line).toContain(reason);
  if (key !== "") expect(line).not.toContain(key);
});

describe("an API with the source AUTHORIZER", () => {
  const check = `exports.handler = async ({ authorizationToken }) => ({
    principalId: "ann",
    policyDocument: { Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "execute-api:Invoke", Resource: "*" }] },
    usageIdentifierKey: authorizationToken === "none" ? undefined : authorizationToken,
  });`;
  const authorized = {
    to: "echo",
    authorization: "CUSTOM",
    authorizer_id: "${aws_api_gateway_authorizer.token.id}",
    api_key_required: true,
  };
  const authorizing = restGateway({
    api: { api_key_source: "AUTHORIZER" },
    functions: { check: { code: check } },
    authorizers: { token: { authorizer_uri: invokeArn("check"), authorizer_result_ttl_in_seconds: 300 } },
    methods: {
      "GET /key": authorized,
      "GET /free": { ...authorized, api_key_required: false },
      "GET /public": { to: "echo", api_key_required: true },
    },
    more: {
      resource: {
        aws_api_gateway_api_key: { acme: { name: "acme", value: "acme-acme-acme-acme-acme" } },
        aws_api_gateway_usage_plan: {
          gold: { name: "gold", api_stages: [{ api_id: REST_API_ID, stage: "dev" }] },
        },
        aws_api_gateway_usage_plan_key: { acme: link("acme") },
      },
    },
  });
  const withToken = (token: string) => ({ headers: { Authorization: token } });

  test("the function of the authorizer returns the key, also from the cache [AWS docs: api-gateway-api-key-source]", async () => {
    for (const _ of ["first", "cached"]) {
      const { requestContext } = await authorizing.event(
        "GET /dev/key",
        withToken("acme-acme-acme-acme-acme"),
      );
      expect(requestContext.identity.apiKey).toBe("acme-acme-acme-acme-acme");
    }
  });

  test.each(["none", "unknown-unknown-unknown"])(
    "a result with the key %p gets 403, even with a valid header [AWS docs: api-gateway-api-key-source]",
    async (token) => {
      const headers = { ...withToken(token).headers, "x-api-key": "acme-acme-acme-acme-acme" };
      const { status, body } = await authorizing.call("GET /dev/key", { headers });
      expect([status, body]).toEqual([403, '{"message":"Forbidden"}']);
    },
  );

  test("a method without a required key ignores the key of the result [AWS docs]", async () => {
    const { requestContext } = await authorizing.event("GET /dev/free", withToken("unknown"));
    expect(requestContext.identity).not.toHaveProperty("apiKeyId");
  });

  test("a public method gets no key, because no authorizer runs [AWS docs]", async () => {
    const headers = { "x-api-key": "acme-acme-acme-acme-acme" };
    expect((await authorizing.call("GET /dev/public", { headers })).status).toBe(403);
  });
});

test("an API rejects an unknown source of keys", () => {
  expect(() => readRestApi({ api: { api_key_source: "QUERY" }, methods: {} })).toThrow(
    'aws_api_gateway_rest_api.api: api_key_source is "QUERY"; expected "HEADER" or "AUTHORIZER".',
  );
});
