import { REST_API_ID, restGateway } from "./rest-fixture";

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

test("the start prints the value of a key that AWS generates, and lists the plan [our choice]", async () => {
  const [note = ""] = api.local.notes;
  const [, value = ""] =
    /^aws_api_gateway_api_key\.generated: AWS generates .* Locally, it is ([a-z0-9]{40})\.$/.exec(note) ?? [];
  expect((await api.call("GET /dev/key", withKey(value))).status).toBe(200);
  expect(api.local.warnings).toEqual(["usage plan gold (its limits are not enforced locally)"]);
});
