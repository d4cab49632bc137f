import { startLocal } from "gatewright/local";
import { invokeArn } from "../terraform-fixture";
import { REST_API_ID, restGateway, writeRestFolder } from "./rest-fixture";

// Sources of the expected results (docs/decisions/021-facts-carry-sources.md explains the marks in titles):
// - [measured: LocalStack]: LocalStack's test test_invoking_canary_deployment, which ran against AWS
// - [AWS docs]: the page canary-release of the developer guide
// - [our choice]: behavior that does not come from AWS

/** Function that allows every request, and passes its event on. */
const CHECK = `exports.handler = async (event) => ({
  principalId: "ann",
  policyDocument: { Statement: [{ Effect: "Allow", Action: "execute-api:Invoke", Resource: event.methodArn }] },
  context: { event: JSON.stringify(event) },
});`;

const COUNT = `let count = 0;
exports.handler = async ({ stageVariables }) => ({ statusCode: 200, body: stageVariables.testVar + (count += 1) });`;

/** Variables of the stage and of the canary in LocalStack's test. */
const variables = { testVar: "default", defaultVar: "default" };
const overrides = { testVar: "canary", noStageVar: "canary" };
const BASE = "${aws_api_gateway_deployment.api.id}";
const NEW = "${aws_api_gateway_deployment.new.id}";

const LOG = { destination_arn: "arn:aws:logs:eu-central-1:123456789012:log-group:a" };
const log = (format: string) => ({ access_log_settings: [{ ...LOG, format }] });

/** Returns a stage with a canary that gets a percentage of the requests. */
const stage = (percent: number, more: object = {}, settings: object = {}) => ({
  variables,
  canary_settings: [
    { deployment_id: NEW, percent_traffic: percent, stage_variable_overrides: overrides, ...settings },
  ],
  ...more,
});

const cached = { cache_cluster_enabled: true, cache_cluster_size: "0.5" };
const useCache = { use_stage_cache: true };
const settings = (name: string) => ({
  rest_api_id: REST_API_ID,
  stage_name: name,
  method_path: "*/*",
  settings: [{ caching_enabled: true }],
});

/** Prints the variables of the stage, and whether the request is one of the canary. */
const TEMPLATE =
  "$stageVariables.testVar $stageVariables.defaultVar [$stageVariables.noStageVar] [$context.isCanaryRequest] #foreach($key in $context.keySet())#if($key == 'isCanaryRequest')key#end#end";

const stack = {
  stages: {
    none: { variables },
    zero: stage(0),
    half: stage(50, log("$context.requestId $context.isCanaryRequest $context.deploymentId")),
    all: stage(100),
    uncached: stage(50, cached),
    cached: stage(50, cached, useCache),
    same: stage(50, cached, { ...useCache, deployment_id: BASE }),
  },
  functions: { check: { code: CHECK }, count: { code: COUNT } },
  authorizers: { token: { type: "REQUEST", authorizer_uri: invokeArn("check") } },
  methods: {
    "GET /pets": { to: "echo" },
    "GET /count": { to: "count" },
    "GET /template": {
      integration: { type: "MOCK", request_templates: { "application/json": '{"statusCode": 200}' } },
      responses: { default: { status_code: "200", response_templates: { "application/json": TEMPLATE } } },
    },
    "GET /token": {
      to: "echo",
      authorization: "CUSTOM",
      authorizer_id: "${aws_api_gateway_authorizer.token.id}",
    },
  },
  more: {
    resource: {
      aws_api_gateway_deployment: { new: { rest_api_id: REST_API_ID, triggers: { content: "new" } } },
      aws_api_gateway_method_settings: {
        uncached: settings("uncached"),
        cached: settings("cached"),
        same: settings("same"),
      },
    },
  },
};

const api = restGateway(stack);

/** Sends a request while the random number of API Gateway has a value, from 0 to 1. */
async function withRandom<Result>(value: number, use: () => Promise<Result>): Promise<Result> {
  const random = jest.spyOn(Math, "random").mockReturnValue(value);
  try {
    return await use();
  } finally {
    random.mockRestore();
  }
}

const event = (name: string, random: number) => withRandom(random, () => api.event(`GET /${name}/pets`));
const body = (name: string, random: number) =>
  withRandom(random, async () => String((await api.call(`GET /${name}/count`)).body));

test("a request to the canary gets the variables of the stage and the overrides [measured: LocalStack]", async () => {
  const { stageVariables, requestContext } = await api.event("GET /all/pets");
  expect(stageVariables).toEqual({ testVar: "canary", defaultVar: "default", noStageVar: "canary" });
  expect(requestContext.isCanaryRequest).toBe(true);
});

test("another request to a stage with a canary gets the variables of the stage [measured: LocalStack]", async () => {
  const { stageVariables, requestContext } = await api.event("GET /zero/pets");
  expect(stageVariables).toEqual(variables);
  expect(requestContext.isCanaryRequest).toBe(false);
});

test("the event of a stage without a canary has no isCanaryRequest [measured: LocalStack]", async () => {
  const { stageVariables, requestContext } = await api.event("GET /none/pets");
  expect(stageVariables).toEqual(variables);
  expect(requestContext).not.toHaveProperty("isCanaryRequest");
});

test.each([
  ["all", "canary default [canary] [true] key"],
  ["zero", "default default [] [false] key"],
  ["none", "default default [] [] "],
])(
  "a template on the stage %s prints the variables, and isCanaryRequest as a text [measured: LocalStack]",
  async (name, expected) => {
    expect((await api.call(`GET /${name}/template`)).body).toBe(expected);
  },
);

test("the event of an authorizer contains isCanaryRequest and the variables of the canary [our choice]", async () => {
  const token = { headers: { Authorization: "x" } };
  const { requestContext } = await api.event("GET /all/token", token);
  const { stageVariables, requestContext: checked } = JSON.parse(requestContext.authorizer.event);
  expect(checked.isCanaryRequest).toBe(true);
  expect(stageVariables).toMatchObject(overrides);
});

test.each([
  [0, true],
  [0.499, true],
  [0.5, false],
  [0.999, false],
])("a canary of 50 %% gets the random request %d: %s [AWS docs]", async (random, isCanary) => {
  const { requestContext } = await event("half", random);
  expect(requestContext.isCanaryRequest).toBe(isCanary);
});

test("no request goes to a canary of 0 %, and every request to a canary of 100 % [AWS docs]", async () => {
  expect((await event("zero", 0)).requestContext.isCanaryRequest).toBe(false);
  expect((await event("all", 0.9999)).requestContext.isCanaryRequest).toBe(true);
});

test("the canary has its own deployment ID in events and in access logs [AWS docs]", async () => {
  api.takeLogs("access");
  const canary = (await event("half", 0)).requestContext;
  const other = (await event("half", 0.9)).requestContext;
  expect(canary.deploymentId).not.toBe(other.deploymentId);
  expect(api.takeLogs("access")).toEqual([
    `${canary.requestId} true ${canary.deploymentId}`,
    `${other.requestId} false ${other.deploymentId}`,
  ]);
});

test("the terminal marks a request to the canary [our choice]", async () => {
  api.takeLogs("request");
  await event("half", 0);
  await event("half", 0.9);
  expect(api.takeLogs("request")).toEqual([
    expect.stringMatching(/^200 GET \/half\/pets {2}\d+(\.\d)? ms {2}from the canary$/),
    expect.stringMatching(/^200 GET \/half\/pets {2}\d+(\.\d)? ms$/),
  ]);
});

describe("the cache of a stage with a canary", () => {
  test("responses of the canary are not cached without use_stage_cache [AWS docs]", async () => {
    const first = await body("uncached", 0.9);
    expect(await body("uncached", 0.9)).toBe(first);
    const canary = await body("uncached", 0);
    expect(canary).toMatch(/^canary/);
    expect(await body("uncached", 0)).not.toBe(canary);
    expect(await body("uncached", 0.9)).toBe(first);
  });

  test("a canary with use_stage_cache has separate entries [AWS docs]", async () => {
    const [first, canary] = [await body("cached", 0.9), await body("cached", 0)];
    expect(canary).toMatch(/^canary/);
    expect(await body("cached", 0)).toBe(canary);
    expect(await body("cached", 0.9)).toBe(first);
  });

  test("a canary with the same deployment as its stage has the same entries [AWS docs]", async () => {
    const first = await body("same", 0.9);
    expect(await body("same", 0)).toBe(first);
  });
});

test("the start lists each canary with its percentage [our choice]", () => {
  const lines = api.local.warnings.filter((line) => line.includes("canary"));
  expect(lines).toHaveLength(6);
  expect(lines[1]).toBe(
    "aws_api_gateway_stage.half: deployment of the canary (50 % of the requests use its variables; all requests use the same routes)",
  );
});

test("a percentage above 100 is an error with its address [our choice]", async () => {
  const dir = writeRestFolder({ ...stack, stages: { dev: stage(101) } });
  await expect(startLocal({ dir })).rejects.toThrow(
    "aws_api_gateway_stage.dev: canary_settings.percent_traffic is 101; expected a number from 0 to 100.",
  );
});
