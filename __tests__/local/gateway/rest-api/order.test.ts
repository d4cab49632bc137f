import { invokeArn } from "../terraform-fixture";
import { REST_API_ID, restGateway } from "./rest-fixture";

// Sources of the expected results (docs/decisions/021-facts-carry-sources.md explains the marks in titles):
// - [AWS docs]: the page apigateway-authorization-flow of the developer guide
// - [measured]: execution logs of AWS in the issues that a title names, and in the knowledge center of AWS

/** Function that allows the token `allow`, and denies other tokens. */
const CHECK = `exports.handler = async ({ authorizationToken }) => {
  const Effect = authorizationToken === "allow" ? "Allow" : "Deny";
  const Statement = [{ Effect, Action: "execute-api:Invoke", Resource: "*" }];
  return { principalId: "ann", policyDocument: { Version: "2012-10-17", Statement } };
};`;
/** Function whose responses contain the number of its invocations. */
const COUNT = "let count = 0; exports.handler = async () => ({ body: String((count += 1)) });";
const KEY = "acme-acme-acme-acme-acme";
/** Key of a plan without requests. */
const SPENT_KEY = "spent-spent-spent-spent";
/** Key of a plan that throttles each request, and has no requests. */
const SLOW_KEY = "slow-slow-slow-slow-slow";
const STAGES = ["dev", "throttled"].map((stage) => ({ api_id: REST_API_ID, stage }));
const link = (key: string, plan: string) => ({
  key_id: `\${aws_api_gateway_api_key.${key}.id}`,
  key_type: "API_KEY",
  usage_plan_id: `\${aws_api_gateway_usage_plan.${plan}.id}`,
});

/** Method that every step can reject. */
const guarded = {
  authorization: "CUSTOM",
  authorizer_id: "${aws_api_gateway_authorizer.token.id}",
  api_key_required: true,
  request_parameters: { "method.request.querystring.q": true },
  request_validator_id: "${aws_api_gateway_request_validator.all.id}",
};

const api = restGateway({
  stages: { dev: { cache_cluster_enabled: true }, throttled: {} },
  functions: { check: { code: CHECK }, count: { code: COUNT } },
  authorizers: { token: { authorizer_uri: invokeArn("check"), authorizer_result_ttl_in_seconds: 0 } },
  methods: {
    "GET /denied": { ...guarded, to: "fail" },
    "GET /guarded": { ...guarded, to: "fail" },
    "GET /cached": { ...guarded, to: "count" },
    "GET /mock": {
      ...guarded,
      api_key_required: false,
      integration: { type: "MOCK", request_templates: { "application/json": "" } },
    },
  },
  more: {
    resource: {
      aws_api_gateway_rest_api_policy: {
        api: {
          rest_api_id: REST_API_ID,
          policy: JSON.stringify({
            Version: "2012-10-17",
            Statement: [
              {
                Effect: "Deny",
                Principal: "*",
                Action: "execute-api:Invoke",
                Resource: "execute-api:/*/GET/denied",
              },
            ],
          }),
        },
      },
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
        cached: {
          rest_api_id: REST_API_ID,
          stage_name: "dev",
          method_path: "cached/GET",
          settings: [{ caching_enabled: true }],
        },
      },
      aws_api_gateway_api_key: {
        acme: { name: "acme", value: KEY },
        spent: { name: "spent", value: SPENT_KEY },
        slow: { name: "slow", value: SLOW_KEY },
      },
      aws_api_gateway_usage_plan: {
        gold: {
          name: "gold",
          api_stages: STAGES,
        },
        spent: { name: "spent", api_stages: STAGES, quota_settings: [{ limit: 0, period: "DAY" }] },
        slow: {
          name: "slow",
          api_stages: STAGES,
          quota_settings: [{ limit: 0, period: "DAY" }],
          throttle_settings: [{ rate_limit: 0, burst_limit: 0 }],
        },
      },
      aws_api_gateway_usage_plan_key: {
        acme: link("acme", "gold"),
        spent: link("spent", "spent"),
        slow: link("slow", "slow"),
      },
    },
  },
});

const KEY_HEADER = `x-api-key: ${KEY}`;
const SPENT_HEADER = `x-api-key: ${SPENT_KEY}`;
const SLOW_HEADER = `x-api-key: ${SLOW_KEY}`;
const TOKEN = "Authorization: allow";

test.each<[string, string, string, string, readonly string[], number, string]>([
  [
    "the resource policy denies",
    "before the authorizer",
    "AWS docs",
    "GET /throttled/denied",
    [],
    403,
    "AccessDeniedException",
  ],
  [
    "the authorizer denies",
    "before the API key",
    "measured: Zappa#390",
    "GET /throttled/guarded",
    [],
    401,
    "UnauthorizedException",
  ],
  [
    "the policy of the authorizer denies",
    "before the API key",
    "measured: Zappa#390",
    "GET /throttled/guarded",
    ["Authorization: deny"],
    403,
    "AccessDeniedException",
  ],
  [
    "the API key is checked",
    "before the throttle",
    "unverified",
    "GET /throttled/guarded",
    [TOKEN],
    403,
    "ForbiddenException",
  ],
  [
    "the throttle of the plan rejects",
    "before its quota",
    "unverified",
    "GET /throttled/guarded",
    [TOKEN, SLOW_HEADER],
    429,
    "TooManyRequestsException",
  ],
  [
    "the quota of the plan rejects",
    "before the throttle of the stage",
    "unverified",
    "GET /throttled/guarded",
    [TOKEN, SPENT_HEADER],
    429,
    "LimitExceededException",
  ],
  [
    "the quota of the plan rejects",
    "before the validation",
    "measured: AWS knowledge center",
    "GET /dev/guarded",
    [TOKEN, SPENT_HEADER],
    429,
    "LimitExceededException",
  ],
  [
    "the throttle rejects",
    "before the validation",
    "measured: AWS knowledge center",
    "GET /throttled/guarded",
    [TOKEN, KEY_HEADER],
    429,
    "TooManyRequestsException",
  ],
  [
    "the validation rejects",
    "before the function runs",
    "AWS docs",
    "GET /dev/guarded",
    [TOKEN, KEY_HEADER],
    400,
    "BadRequestException",
  ],
  [
    "the validation rejects",
    "before a mock responds",
    "AWS docs",
    "GET /dev/mock",
    [TOKEN],
    400,
    "BadRequestException",
  ],
  [
    "the function runs",
    "after all of these steps",
    "AWS docs",
    "GET /dev/guarded?q=1",
    [TOKEN, KEY_HEADER],
    502,
    "InternalServerErrorException",
  ],
])("%s %s [%s]", async (_what, _order, _source, line, headers, status, type) => {
  const response = await api.call(line, { headers });
  expect([response.status, response.headers["x-amzn-errortype"]]).toEqual([status, type]);
});

test("a Lambda authorizer needs no statement of the resource policy [AWS docs]", async () => {
  const { status } = await api.call("GET /dev/guarded?q=1", { headers: [TOKEN, KEY_HEADER] });
  expect(status).toBe(502);
});

test("a method without a required key is throttled without a key [measured: AWS knowledge center]", async () => {
  expect((await api.call("GET /throttled/mock?q=1", { headers: [TOKEN] })).status).toBe(429);
});

test.each<[string, string, string, readonly string[], number]>([
  ["the authorizer denies", "measured: Zappa#390", "GET /dev/cached?q=1", [KEY_HEADER], 401],
  ["the API key is checked", "measured: AWS knowledge center", "GET /dev/cached?q=1", [TOKEN], 403],
  ["the quota rejects", "measured: AWS knowledge center", "GET /dev/cached?q=1", [TOKEN, SPENT_HEADER], 429],
  ["the validation rejects", "unverified", "GET /dev/cached", [TOKEN, KEY_HEADER], 400],
  ["the function runs once", "AWS docs", "GET /dev/cached?q=1", [TOKEN, KEY_HEADER], 200],
])("%s before a response from the cache is sent [%s]", async (_what, _source, line, headers, status) => {
  const stored = await api.call("GET /dev/cached?q=1", { headers: [TOKEN, KEY_HEADER] });
  expect(stored.body).toBe("1");
  const response = await api.call(line, { headers });
  expect(response.status).toBe(status);
  if (status === 200) expect(response.body).toBe("1");
});
