import {
  type App,
  AwsProvider,
  HttpApi,
  IamAuthorizer,
  NodejsFunction,
  RestApi,
  type RestApiProps,
  stubCode,
  TerraformOutput,
  TerraformStack,
  TerraformVariable,
  Testing,
  TokenAuthorizer,
  UsagePlan,
  type UsagePlanProps,
  WebSocketApi,
} from "gatewright";
import { route } from "gatewright/contract";
import { errorsOf, synthesized } from "../../../support";
import { fn } from "../http/api-fixture";
import { restStack } from "../rest/rest-fixture";

// A title that checks a rule of AWS names its source in brackets. A name such as (limits) is a page of
// https://docs.aws.amazon.com/apigateway/latest/developerguide/

const LIST = route("GET /products", { access: "public" });
const GET = route("GET /products/{productId}", { access: "public" });

/** Returns a stack with an API whose routes require a key, and a plan of this API. */
function planStack(props: Partial<UsagePlanProps> = {}, apiProps: RestApiProps = {}) {
  const { stack, api, answer } = restStack({ apiKeyRequired: true, ...apiProps });
  api.route(LIST, answer);
  const gold = new UsagePlan(stack, "gold", { apis: [api], ...props });
  return { stack, api, answer, gold };
}

/** Returns the errors of a plan, with a key. */
function errorsWith(props: Partial<UsagePlanProps>, declare: (plan: UsagePlan) => void = () => {}) {
  const { stack, gold } = planStack(props);
  gold.addKey("acme");
  declare(gold);
  return errorsOf(stack);
}

describe("a usage plan", () => {
  test("a plan has the stages of its APIs, its limits and its tags", () => {
    const { stack, api, gold } = planStack({
      description: "Paying customers",
      throttle: { rate: 10.5, burst: 20 },
      quota: { requests: 10_000, period: "WEEK", offset: 3 },
      tags: { team: "sales" },
    });
    const other = new RestApi(stack, "other", { stageName: "v2" });
    other.route("GET /", fn(stack, "other-answer"), { access: "public" });
    new UsagePlan(stack, "silver", { apis: [api, other], name: "Silver" });
    const acme = gold.addKey("acme");
    const { only, leadsTo } = synthesized(stack);
    const plan = only("aws_api_gateway_usage_plan", {
      name: "test-gold",
      description: "Paying customers",
      throttle_settings: { rate_limit: 10.5, burst_limit: 20 },
      quota_settings: { limit: 10_000, period: "WEEK", offset: 3 },
      tags: { team: "sales" },
    });
    expect(plan.values.api_stages).toEqual([
      {
        api_id: "${aws_api_gateway_rest_api.api.id}",
        stage: expect.stringMatching(/^\$\{aws_api_gateway_stage\.\w+\.stage_name\}$/),
        throttle: [],
      },
    ]);
    const silver = only("aws_api_gateway_usage_plan", { name: "Silver" });
    expect(silver.values.api_stages).toHaveLength(2);
    const key = only("aws_api_gateway_api_key", {
      name: "test-gold-acme",
      enabled: true,
      tags: { team: "sales" },
    });
    const link = only("aws_api_gateway_usage_plan_key", { key_type: "API_KEY" });
    leadsTo(link, ["key_id"], key);
    leadsTo(link, ["usage_plan_id"], plan);
    // A comparison of constructs would print the whole tree.
    expect([gold.keys.get("acme") === acme, [...gold.usagePlanKeys.keys()]]).toEqual([true, ["acme"]]);
  });

  test("the Terraform addresses are derived from the construct IDs", () => {
    const { stack, gold } = planStack();
    gold.addKey("acme");
    const { stack: terraform } = synthesized(stack);
    expect(terraform.at("aws_api_gateway_usage_plan.gold").values.name).toBe("test-gold");
    expect(terraform.ofType("aws_api_gateway_api_key").map(({ address }) => address)).toEqual([
      expect.stringMatching(/^aws_api_gateway_api_key\.gold_acme_\w{8}$/),
    ]);
  });

  test("a key has a customer and a description, and can be disabled", () => {
    const { stack, gold } = planStack();
    gold.addKey("acme", { customerId: "c-1", enabled: false, description: "Acme ${Inc}" });
    synthesized(stack).only("aws_api_gateway_api_key", {
      customer_id: "c-1",
      enabled: false,
      description: "Acme $${Inc}",
    });
  });

  test("the Terraform contains no value of a key, and an output of it is sensitive", () => {
    const { stack, gold } = planStack();
    const acme = gold.addKey("acme");
    new TerraformOutput(stack, "acme", { value: acme.value, sensitive: true });
    const { only, stack: terraform } = synthesized(stack);
    expect(only("aws_api_gateway_api_key").values).not.toHaveProperty("value");
    expect(terraform.configuration.output.acme).toEqual({
      value: expect.stringMatching(/^\$\{aws_api_gateway_api_key\.\w+\.value\}$/),
      sensitive: true,
    });
  });

  test("a throttle of a route has the path of the method in each API that has the route (API_ThrottleSettings)", () => {
    const { stack, api, answer, gold } = planStack();
    api.route(GET, answer);
    api.route("GET /", answer, { access: "public" });
    const other = new RestApi(stack, "other", { apiKeyRequired: true });
    other.route("POST /orders", answer, { access: "public" });
    const both = new UsagePlan(stack, "both", { apis: [api, other] });
    gold.throttleRoute("GET /", { rate: 1, burst: 2 });
    both.throttleRoute(GET, { rate: 3, burst: 4 });
    both.throttleRoute("POST /orders", { rate: 5, burst: 6 });
    const { only } = synthesized(stack);
    const throttlesOf = (name: string) =>
      (only("aws_api_gateway_usage_plan", { name }).values.api_stages as { throttle: unknown }[]).map(
        ({ throttle }) => throttle,
      );
    expect(throttlesOf("test-gold")).toEqual([[{ path: "//GET", rate_limit: 1, burst_limit: 2 }]]);
    expect(throttlesOf("test-both")).toEqual([
      [{ path: "/products/{productId}/GET", rate_limit: 3, burst_limit: 4 }],
      [{ path: "/orders/POST", rate_limit: 5, burst_limit: 6 }],
    ]);
  });

  test("a key can be in plans of different APIs", () => {
    const { stack, gold, answer } = planStack();
    const acme = gold.addKey("acme");
    const other = new RestApi(stack, "other", { apiKeyRequired: true });
    other.route("GET /", answer, { access: "public" });
    const silver = new UsagePlan(stack, "silver", { apis: [other] });
    expect(silver.addKey(acme) === acme).toBe(true);
    expect(errorsOf(stack)).toEqual([]);
    const { stack: terraform } = synthesized(stack);
    expect(terraform.ofType("aws_api_gateway_api_key")).toHaveLength(1);
    expect(terraform.ofType("aws_api_gateway_usage_plan_key")).toHaveLength(2);
  });

  test.each(["Default", "toString", "constructor", "hasOwnProperty", "acme"])(
    "a key can have the name %s",
    (name) => {
      const { stack, gold } = planStack();
      const key = gold.addKey(name);
      const { stack: terraform } = synthesized(stack);
      expect(gold.keys.get(name)).toBe(key);
      expect(terraform.ofType("aws_api_gateway_api_key").map(({ values }) => values.name)).toEqual([
        `test-gold-${name}`,
      ]);
      expect(terraform.ofType("aws_api_gateway_usage_plan_key")).toHaveLength(1);
      expect(key.node.id).toBe(name === "acme" ? name : `${name}.key`);
    },
  );

  test("a key can have the name of the link to a key of another plan", () => {
    const { stack, gold, answer } = planStack();
    const acme = gold.addKey("acme");
    const other = new RestApi(stack, "other", { apiKeyRequired: true });
    other.route("GET /", answer, { access: "public" });
    const silver = new UsagePlan(stack, "silver", { apis: [other] });
    silver.addKey(acme);
    silver.addKey("key-gold--acme");
    expect(errorsOf(stack)).toEqual([]);
  });

  test("a plan and a key can be in different stacks than the API", () => {
    const { stack, api, answer } = restStack({ apiKeyRequired: true });
    api.route(LIST, answer);
    const plans = new TerraformStack(stack.node.root as App, "plans");
    new AwsProvider(plans, "aws", { region: "eu-central-1" });
    new UsagePlan(plans, "gold", { apis: [api] }).addKey("acme");
    expect(errorsOf(stack)).toEqual([]);
  });
});

describe("the value of an API key", () => {
  const inVariable =
    'environment variable "KEY" contains the value of an API key, which is a secret; expected no secret in an environment variable. Store the value in a secret that the function reads.';
  const inOutput =
    "the output contains the value of an API key, which is a secret; expected a sensitive output, because Terraform rejects any other. Set `sensitive: true`.";

  test("a value of a key in an environment variable is an error, also in a part of a text", () => {
    const { stack, gold } = planStack();
    const acme = gold.addKey("acme");
    const environment = { KEY: `Bearer ${acme.value}`, KEY_ID: acme.id };
    new NodejsFunction(stack, "client", { entry: "client.ts", environment });
    expect(errorsOf(stack)).toEqual([`test/client: ${inVariable}`]);
  });

  test("a value of a key in an environment variable of another stack is an error", () => {
    const { stack, gold } = planStack();
    const acme = gold.addKey("acme");
    const other = new TerraformStack(stack.node.root as App, "other");
    stubCode(other);
    new AwsProvider(other, "aws", { region: "eu-central-1" });
    new NodejsFunction(other, "client", { entry: "client.ts", environment: { KEY: acme.value } });
    expect(errorsOf(stack)).toEqual([expect.stringContaining(inVariable)]);
  });

  test("a value of a key in an output that is not sensitive is an error, because Terraform rejects it", () => {
    const { stack, gold } = planStack();
    const acme = gold.addKey("acme");
    new TerraformOutput(stack, "open", { value: acme.value });
    new TerraformOutput(stack, "secret", { value: acme.value, sensitive: true });
    new TerraformOutput(stack, "id", { value: acme.id });
    expect(errorsOf(stack)).toEqual([`test/open: ${inOutput}`]);
  });
});

describe("the errors of a usage plan", () => {
  test.each<[string, Partial<UsagePlanProps>, string]>([
    ["no API", { apis: [] }, "apis is empty; expected a RestApi. Add one, such as [api]."],
    [
      "a quota of 0",
      { quota: { requests: 0, period: "DAY" } },
      "quota.requests is 0; expected a whole number greater than 0 (with 0, every request gets 429)",
    ],
    [
      "an offset of a day",
      { quota: { requests: 1, period: "DAY", offset: 1 } },
      "quota.offset is 1, but the period DAY has no offset. Remove it.",
    ],
    [
      "an offset that leaves no request for the first period",
      { quota: { requests: 3, period: "WEEK", offset: 3 } },
      "quota.offset is 3, and quota.requests is 3, so that the first period allows no request; expected an offset below quota.requests. Write a smaller offset.",
    ],
    [
      "a quota above 32 bits (API_QuotaSettings)",
      { quota: { requests: 2 ** 31, period: "DAY" } },
      "quota.requests is 2147483648; the maximum is 2147483647. Write a smaller number.",
    ],
    [
      "a blank name",
      { name: "" },
      'name is ""; expected a text that is not blank. Change a construct ID in the path, or set `name`.',
    ],
    [
      "an offset of a week that is too large",
      { quota: { requests: 9, period: "WEEK", offset: 7 } },
      "quota.offset is 7; expected a whole number from 0 to 6 with the period WEEK",
    ],
    [
      "an unknown period",
      { quota: { requests: 1, period: "YEAR" as "DAY" } },
      'quota.period is "YEAR"; expected one of "DAY", "WEEK", "MONTH"',
    ],
    [
      "a rate of 0",
      { throttle: { rate: 0, burst: 1 } },
      "throttle.rate is 0; expected a number greater than 0 (with 0, every request gets 429)",
    ],
  ])("a plan with %s is an error", (_, props, message) => {
    expect(errorsWith(props)).toContainEqual(`test/gold: ${message}`);
  });

  test("an HTTP API is an error, because it has no API keys", () => {
    const { stack } = planStack();
    const http = new HttpApi(stack, "http") as unknown as RestApi;
    new UsagePlan(stack, "silver", { apis: [http] });
    expect(errorsOf(stack)).toContainEqual(
      "test/silver: apis[0] is the construct test/http; expected a RestApi. An HttpApi has no API keys. Use a RestApi.",
    );
  });

  test("a WebSocket API is an error that names this kind of API", () => {
    const { stack } = planStack();
    const chat = new WebSocketApi(stack, "chat", { access: "public" }) as unknown as RestApi;
    new UsagePlan(stack, "silver", { apis: [chat] });
    expect(errorsOf(stack)).toContainEqual(
      "test/silver: apis[0] is the construct test/chat; expected a RestApi. A WebSocketApi has no API keys. Use a RestApi, or an authorizer of the WebSocketApi.",
    );
  });

  test("the same API twice is an error", () => {
    const { stack, api } = planStack();
    new UsagePlan(stack, "silver", { apis: [api, api] });
    expect(errorsOf(stack)).toContainEqual(
      "test/silver: apis[1] is the same as apis[0]. Remove one of them.",
    );
  });

  test.each<[string, (plan: UsagePlan) => void, string]>([
    ["a key twice", (plan) => plan.addKey("acme"), 'duplicate key "acme". Give one of them another name.'],
    [
      "a key name that is no construct ID",
      (plan) => plan.addKey("a/b"),
      'key name "a/b" is invalid; expected letters, digits, - and _, starting with a letter or a digit. Rename it.',
    ],
    [
      "a key without a name",
      (plan) => plan.addKey(undefined as unknown as string),
      "the name of a key is undefined; expected a string",
    ],
    [
      "an unknown option of a key",
      (plan) => plan.addKey("widgets", { value: "x" } as object),
      'key "widgets": has the unknown property "value"; expected one of customerId, enabled, description',
    ],
    [
      "a key of the same plan",
      (plan) => plan.addKey(plan.keys.get("acme") as never),
      'duplicate key "gold/acme". Add the key once.',
    ],
    [
      "a throttle of a route that no API has",
      (plan) => plan.throttleRoute("GET /nothing", { rate: 1, burst: 1 }),
      'route "GET /nothing" has a throttle, but no API of the plan has the route. Correct the key, or remove it.',
    ],
    [
      "two throttles of a route",
      (plan) => {
        plan.throttleRoute(LIST, { rate: 1, burst: 1 });
        plan.throttleRoute("GET /products", { rate: 2, burst: 1 });
      },
      'route "GET /products" has two throttles. Remove one.',
    ],
    [
      "a throttle with a burst of 0",
      (plan) => plan.throttleRoute(LIST, { rate: 1, burst: 0 }),
      'route "GET /products": throttle.burst is 0; expected a whole number greater than 0 (with 0, every request gets 429)',
    ],
    [
      "a throttle of no route",
      (plan) => plan.throttleRoute(undefined as never, { rate: 1, burst: 1 }),
      "the route of throttleRoute() is undefined; expected a contract or a route key",
    ],
  ])("%s is an error", (_, declare, message) => {
    expect(errorsWith({}, declare)).toContainEqual(`test/gold: ${message}`);
  });

  test("a throttle of a route that requires no key in one of two APIs is an error that names the API", () => {
    const { stack, api, answer } = planStack();
    const open = new RestApi(stack, "open");
    open.route(LIST, answer);
    open.route("GET /other", answer, { access: "public", apiKeyRequired: true });
    const silver = new UsagePlan(stack, "silver", { apis: [api, open] });
    silver.throttleRoute(LIST, { rate: 1, burst: 1 });
    expect(errorsOf(stack)).toEqual([
      'test/silver: route "GET /products" has a throttle, but requires no API key in test/open, so the throttle has no effect there. Set `apiKeyRequired: true` on the route, or remove the throttle.',
    ]);
  });

  test("a throttle of a route that requires no key is an error, because it has no effect", () => {
    const { stack, api, answer, gold } = planStack();
    gold.addKey("acme");
    api.route("GET /health", answer, { access: "public", apiKeyRequired: false });
    gold.throttleRoute("GET /health", { rate: 1, burst: 1 });
    expect(errorsOf(stack)).toEqual([
      'test/gold: route "GET /health" has a throttle, but requires no API key, so the throttle has no effect. Set `apiKeyRequired: true` on the route, or remove the throttle.',
    ]);
  });

  test("more than 20 throttles of routes are an error (limits)", () => {
    const { stack, api, answer, gold } = planStack();
    gold.addKey("acme");
    for (let number = 0; number < 21; number++) {
      api.route(`GET /r${number}` as "GET /r", answer, { access: "public" });
      gold.throttleRoute(`GET /r${number}` as "GET /r", { rate: 1, burst: 1 });
    }
    expect(errorsOf(stack)).toEqual([
      "test/gold: throttleRoute() is called for 21 routes; the maximum is 20. Remove throttles, or throttle the routes in the API.",
    ]);
  });

  test("a key in two plans of an API is an error [aws-cdk#11876]", () => {
    const { stack, api, gold } = planStack();
    const acme = gold.addKey("acme");
    new UsagePlan(stack, "silver", { apis: [api] }).addKey(acme);
    expect(errorsOf(stack)).toEqual([
      "test/silver: key test/gold/acme is also in the plan test/gold, which has an API of this plan. A key can be in only one plan of a stage. Create a second key.",
    ]);
  });

  test("a key in more than 10 plans is an error (limits)", () => {
    const { stack, answer, gold } = planStack();
    const acme = gold.addKey("acme");
    for (let number = 0; number < 10; number++) {
      const other = new RestApi(stack, `api${number}`, { apiKeyRequired: true });
      other.route("GET /", answer, { access: "public" });
      new UsagePlan(stack, `plan${number}`, { apis: [other] }).addKey(acme);
    }
    expect(errorsOf(stack)).toEqual([
      "test/plan9: key test/gold/acme is in more than 10 plans, the maximum. Create a second key.",
    ]);
  });

  test("options of a key of another plan are an error", () => {
    const { stack, answer, gold } = planStack();
    const acme = gold.addKey("acme");
    const other = new RestApi(stack, "other", { apiKeyRequired: true });
    other.route("GET /", answer, { access: "public" });
    new UsagePlan(stack, "silver", { apis: [other] }).addKey(acme, { enabled: false });
    expect(errorsOf(stack)).toEqual([
      'test/silver: key "gold/acme" belongs to another plan, so its options cannot be set here. Remove them.',
    ]);
  });
});

describe("a route that requires an API key", () => {
  test("the setting of a route has priority over the setting of the API", () => {
    const { stack, api, answer, gold } = planStack();
    gold.addKey("acme");
    api.route("GET /health", answer, { access: "public", apiKeyRequired: false });
    const { only } = synthesized(stack);
    expect(api.methods.get("GET /products")?.apiKeyRequiredInput).toBe(true);
    expect(api.methods.get("GET /health")?.apiKeyRequiredInput).toBeUndefined();
    only("aws_api_gateway_rest_api", { api_key_source: "HEADER" });
  });

  test("the source authorizer is an error if no route requires a key", () => {
    const { stack, api, answer } = restStack({ apiKeySource: "authorizer" });
    api.route("GET /", answer, { access: "public" });
    expect(errorsOf(stack)).toEqual([
      'test/api: apiKeySource is "authorizer", but no route requires an API key, so that it has no effect. Set `apiKeyRequired: true`, or remove apiKeySource.',
    ]);
  });

  test("an API without a usage plan is an error, because every request would get 403", () => {
    const { stack, api, answer } = restStack({ apiKeyRequired: true });
    api.route("GET /", answer, { access: "public" });
    expect(errorsOf(stack)).toEqual([
      "test/api: a method requires an API key, but no usage plan contains the API, so that every request gets 403. Add the API to the `apis` of a UsagePlan (check key-without-plan).",
    ]);
  });

  test("a key from an authorizer requires a Lambda authorizer", () => {
    const { stack, api, answer, gold } = planStack({}, { apiKeySource: "authorizer" });
    gold.addKey("acme");
    api.route("GET /signed", answer, { authorizer: new IamAuthorizer() });
    const check = new TokenAuthorizer("check", { function: fn(stack, "check") });
    api.route("GET /checked", answer, { authorizer: check });
    const message = (key: string) =>
      `test/api: route "${key}" requires an API key, which apiKeySource "authorizer" takes from a Lambda authorizer, but the route has none. Set a TokenAuthorizer or a RequestAuthorizer, or set apiKeySource to "header".`;
    expect(api.api.apiKeySourceInput).toBe("AUTHORIZER");
    expect(errorsOf(stack)).toEqual([message("GET /products"), message("GET /signed")]);
  });

  test("a route for preflight requests cannot require a key", () => {
    const { stack, api, answer, gold } = planStack({}, { cors: { origins: ["https://a.example"] } });
    gold.addKey("acme");
    api.route("OPTIONS /products", answer, { access: "public" });
    expect(errorsOf(stack)).toEqual([
      'test/api: route "OPTIONS /products" requires an API key and matches preflight requests, which carry no key. Set `apiKeyRequired: false`, or remove the route (check preflight-authorizer).',
    ]);
  });

  test.each<[string, RestApiProps, boolean, string]>([
    ["a route with a key", {}, true, "'authorization,content-type,x-api-key'"],
    ["a route without a key", {}, false, "'authorization,content-type'"],
    ["a key from an authorizer", { apiKeySource: "authorizer" }, true, "'authorization,content-type'"],
    [
      "headers of the user",
      { cors: { origins: ["https://a.example"], headers: ["x-a"] } },
      true,
      "'x-a,x-api-key'",
    ],
    [
      "headers that contain the key",
      { cors: { origins: ["https://a.example"], headers: ["X-Api-Key"] } },
      true,
      "'X-Api-Key'",
    ],
  ])(
    "the preflight response of %s allows the headers %s (how-to-cors)",
    (_, props, apiKeyRequired, headers) => {
      const { stack, api, answer } = restStack({ cors: { origins: ["https://a.example"] }, ...props });
      const authorizer = new TokenAuthorizer("check", { function: fn(stack, "check") });
      api.route("GET /products", answer, { authorizer, apiKeyRequired });
      new UsagePlan(stack, "gold", { apis: [api] }).addKey("acme");
      const [response] = synthesized(stack).stack.ofType("aws_api_gateway_integration_response");
      expect(response?.values.response_parameters).toMatchObject({
        "method.response.header.Access-Control-Allow-Headers": headers,
      });
      const [preflight] = synthesized(stack)
        .stack.ofType("aws_api_gateway_method")
        .filter(({ values }) => values.http_method === "OPTIONS");
      expect(preflight?.values).not.toHaveProperty("api_key_required");
    },
  );
});

test("a value of Terraform can decide whether a route requires a key", () => {
  const { stack, api, answer, gold } = planStack();
  gold.addKey("acme");
  const variable = new TerraformVariable(stack, "keyed", { type: "bool" });
  api.route("GET /maybe", answer, {
    access: "public",
    apiKeyRequired: variable.booleanValue as unknown as boolean,
  });
  gold.throttleRoute("GET /maybe", { rate: 1, burst: 1 });
  expect(errorsOf(stack)).toEqual([]);
});

test("the stub code of a stack does not change its plans", () => {
  const stack = new TerraformStack(Testing.app(), "test");
  stubCode(stack);
  expect(() => new UsagePlan(stack, "gold", undefined as never)).not.toThrow();
});
