import type { LocalServer } from "gatewright/local";
import { REST_API_ID, restGateway } from "./rest-fixture";

// Sources of the expected results (docs/decisions/021-facts-carry-sources.md explains the marks in titles):
// - [AWS docs]: the pages api-gateway-request-throttling and api-gateway-api-usage-plans of the developer guide, and
//   API_QuotaSettings of the API reference
// - [captured]: responses in massif-press/compcon#2237 and amberelectric/public-api#280
// - [re:Post]: an answer of AWS about several APIs in a plan (QUFD1EPj5dRYaYaqpNepE34A)

/** Limits with a bucket that refills so slowly that no test notices it. */
const bucket = (burst: number) => ({ burst_limit: burst, rate_limit: 0.0001 });

/** Returns a plan for the stages of the API, and a key of the plan with the name of the plan. */
function planWithKey(name: string, plan: object, stages: readonly object[] = [{ stage: "dev" }]) {
  return {
    aws_api_gateway_api_key: { [name]: { name, value: keyOf(name) } },
    aws_api_gateway_usage_plan: {
      [name]: { name, api_stages: stages.map((stage) => ({ api_id: REST_API_ID, ...stage })), ...plan },
    },
    aws_api_gateway_usage_plan_key: { [name]: link(name, name) },
  };
}

const keyOf = (name: string) => name.padEnd(20, "-");
const link = (key: string, plan: string) => ({
  key_id: `\${aws_api_gateway_api_key.${key}.id}`,
  key_type: "API_KEY",
  usage_plan_id: `\${aws_api_gateway_usage_plan.${plan}.id}`,
});

const PLANS = [
  planWithKey("two", { throttle_settings: [bucket(2)] }),
  planWithKey("shared", { throttle_settings: [bucket(1)] }),
  planWithKey("stages", { throttle_settings: [bucket(2)] }, [{ stage: "dev" }, { stage: "v2" }]),
  planWithKey("method", { throttle_settings: [bucket(3)] }, [
    {
      stage: "dev",
      throttle: [
        { path: "/key/GET", ...bucket(1) },
        { path: "//GET", ...bucket(1) },
      ],
    },
  ]),
  planWithKey("refilled", { throttle_settings: [{ burst_limit: 1, rate_limit: 20 }] }),
  planWithKey("none", {}),
  planWithKey("zero", { throttle_settings: [{ burst_limit: 0, rate_limit: 0 }] }),
  planWithKey("slow", {}, [{ stage: "slow" }]),
  planWithKey("daily", { quota_settings: [{ limit: 2, period: "DAY" }] }, [
    { stage: "dev" },
    { stage: "v2" },
  ]),
  planWithKey("weekly", { quota_settings: [{ limit: 1, period: "WEEK" }] }),
  planWithKey("monthly", { quota_settings: [{ limit: 1, period: "MONTH" }] }),
  planWithKey("offset", { quota_settings: [{ limit: 3, offset: 2, period: "WEEK" }] }),
  planWithKey("both", {
    throttle_settings: [{ burst_limit: 1, rate_limit: 1 }],
    quota_settings: [{ limit: 2, period: "MONTH" }],
  }),
];

const merged = PLANS.reduce<Record<string, object>>((all, plan) => {
  for (const [type, resources] of Object.entries(plan)) all[type] = { ...all[type], ...resources };
  return all;
}, {});

const api = restGateway({
  stages: { dev: {}, v2: {}, slow: {} },
  methods: {
    "GET /": { to: "echo", api_key_required: true },
    "GET /key": { to: "echo", api_key_required: true },
    "GET /other": { to: "echo", api_key_required: true },
    "GET /open": { to: "echo" },
    "GET /pets/{id}": { to: "echo", api_key_required: true },
  },
  more: {
    resource: {
      ...merged,
      aws_api_gateway_api_key: {
        ...merged.aws_api_gateway_api_key,
        second: { name: "second", value: keyOf("second") },
      },
      aws_api_gateway_usage_plan_key: {
        ...merged.aws_api_gateway_usage_plan_key,
        second: link("second", "shared"),
      },
      aws_api_gateway_method_settings: {
        slow: {
          rest_api_id: REST_API_ID,
          stage_name: "slow",
          method_path: "*/*",
          settings: [{ throttling_rate_limit: 0.0001, throttling_burst_limit: 1 }],
        },
      },
    },
  },
});

const call = (name: string, path: string) =>
  api.call(`GET ${path}`, { headers: { "x-api-key": keyOf(name) } });

async function statuses(name: string, ...paths: string[]): Promise<number[]> {
  const codes: number[] = [];
  for (const path of paths) codes.push((await call(name, path)).status);
  return codes;
}

// Each test starts with full buckets and unused quotas.
beforeEach(() => api.local.reload());
afterEach(() => jest.restoreAllMocks());

describe("the throttle of a usage plan", () => {
  test("a throttle limits all methods of a key together [AWS docs]", async () => {
    expect(await statuses("two", "/dev/key", "/dev/other", "/dev/key")).toEqual([200, 200, 429]);
  });

  test("a request above it gets 429 and Too Many Requests [captured]", async () => {
    await statuses("shared", "/dev/key");
    const { status, body, headers } = await call("shared", "/dev/key");
    expect([status, body, headers["x-amzn-errortype"]]).toEqual([
      429,
      '{"message":"Too Many Requests"}',
      "TooManyRequestsException",
    ]);
  });

  test("each key of a plan has its own limit [AWS docs]", async () => {
    expect(await statuses("shared", "/dev/key", "/dev/key")).toEqual([200, 429]);
    expect(await statuses("second", "/dev/key", "/dev/key")).toEqual([200, 429]);
  });

  test("all stages of a plan count together [AWS docs]", async () => {
    expect(await statuses("stages", "/dev/key", "/v2/key", "/dev/key")).toEqual([200, 200, 429]);
  });

  test("the limit of a method comes before the limit of the plan [AWS docs]", async () => {
    expect(await statuses("method", "/dev/key", "/dev/key", "/dev/other")).toEqual([200, 429, 200]);
  });

  test("a request to a limited method also counts for the plan [re:Post]", async () => {
    expect(await statuses("method", "/dev/key", "/dev/other", "/dev/other", "/dev/other")).toEqual([
      200, 200, 200, 429,
    ]);
  });

  test("the path //GET limits the method of the root [AWS docs]", async () => {
    expect(await statuses("method", "/dev/", "/dev/")).toEqual([200, 429]);
  });

  test("the limit of the stage applies after the limits of the plan [AWS docs]", async () => {
    expect(await statuses("slow", "/slow/key", "/slow/key")).toEqual([200, 429]);
  });

  test("a plan without limits does not limit its keys [AWS docs]", async () => {
    expect(await statuses("none", ...Array(10).fill("/dev/key"))).toEqual(Array(10).fill(200));
  });

  test("the limits 0 and 0 reject every request [measured: limits of a stage]", async () => {
    expect(await statuses("zero", "/dev/key")).toEqual([429]);
  });

  test("a method without a required key counts against no plan [AWS knowledge center]", async () => {
    expect(await statuses("shared", "/dev/open", "/dev/open", "/dev/key")).toEqual([200, 200, 200]);
  });

  test("a bucket refills at its rate, up to its burst [AWS docs]", async () => {
    const clock = jest.spyOn(performance, "now").mockReturnValue(1_800_000_000_000);
    const later = async (ms: number) => {
      clock.mockReturnValue(performance.now() + ms);
      return (await statuses("refilled", "/dev/key"))[0];
    };
    expect([await later(0), await later(0), await later(40), await later(20)]).toEqual([200, 429, 429, 200]);
    expect([await later(10_000), await later(0)]).toEqual([200, 429]);
  });
});

/** Sends a request at each time, and returns the status codes. */
async function statusesAt(name: string, ...times: string[]): Promise<number[]> {
  const codes: number[] = [];
  for (const time of times) {
    const clock = jest.spyOn(Date, "now").mockReturnValue(Date.parse(time));
    codes.push(...(await statuses(name, "/dev/key")));
    clock.mockRestore();
  }
  return codes;
}

describe("the quota of a usage plan", () => {
  test("a request above it gets 429 and Limit Exceeded [captured]", async () => {
    jest.spyOn(Date, "now").mockReturnValue(Date.parse("2026-03-04T12:00:00Z"));
    expect(await statuses("daily", "/dev/key", "/dev/other")).toEqual([200, 200]);
    const { status, body, headers } = await call("daily", "/dev/key");
    expect([status, body, headers["x-amzn-errortype"]]).toEqual([
      429,
      '{"message":"Limit Exceeded"}',
      "LimitExceededException",
    ]);
  });

  test("all stages of a plan count together [AWS docs]", async () => {
    jest.spyOn(Date, "now").mockReturnValue(Date.parse("2026-03-04T12:00:00Z"));
    expect(await statuses("daily", "/dev/key", "/v2/key", "/v2/key", "/dev/key")).toEqual([
      200, 200, 429, 429,
    ]);
  });

  test("a day starts at midnight UTC [unverified]", async () => {
    const before = "2026-03-04T23:59:59.999Z";
    expect(await statusesAt("daily", before, before, before, "2026-03-05T00:00:00Z")).toEqual([
      200, 200, 429, 200,
    ]);
  });

  test("a week starts on Sunday, at midnight UTC [unverified]", async () => {
    // 2026-03-07 is a Saturday.
    expect(
      await statusesAt("weekly", "2026-03-02T12:00:00Z", "2026-03-07T23:59:59.999Z", "2026-03-08T00:00:00Z"),
    ).toEqual([200, 429, 200]);
  });

  test("a month starts on its first day, at midnight UTC [re:Post]", async () => {
    expect(
      await statusesAt("monthly", "2026-02-03T12:00:00Z", "2026-02-28T23:59:59.999Z", "2026-03-01T00:00:00Z"),
    ).toEqual([200, 429, 200]);
  });

  test("the offset makes only the first period smaller [AWS docs]", async () => {
    const [first, second] = ["2026-03-02T12:00:00Z", "2026-03-09T12:00:00Z"];
    expect(await statusesAt("offset", first, first, second, second, second, second)).toEqual([
      200, 429, 200, 200, 200, 429,
    ]);
  });

  test("a clock that is set back starts no new period [our choice]", async () => {
    expect(
      await statusesAt("monthly", "2026-03-03T12:00:00Z", "2026-02-03T12:00:00Z", "2026-03-03T12:00:00Z"),
    ).toEqual([200, 429, 429]);
  });

  test("the throttle comes before the quota, and a throttled request does not count [unverified]", async () => {
    const clock = jest.spyOn(performance, "now").mockReturnValue(1_800_000_000_000);
    const bodies: string[] = [];
    const send = async () => bodies.push((await call("both", "/dev/key")).status === 200 ? "200" : "429");
    await send();
    await send();
    clock.mockReturnValue(1_800_000_001_000);
    await send();
    expect(bodies).toEqual(["200", "429", "200"]);
    clock.mockReturnValue(1_800_000_010_000);
    expect((await call("both", "/dev/key")).body).toBe('{"message":"Limit Exceeded"}');
    expect((await call("both", "/dev/key")).body).toBe('{"message":"Too Many Requests"}');
  });
});

test("two APIs of a plan share the limits of a key [re:Post]", async () => {
  const { local } = sharedPlan;
  const urls = [...local.urls.values()];
  const codes: number[] = [];
  for (const url of [urls[0], urls[1], urls[0]])
    codes.push((await fetch(`${url}/key`, { headers: { "x-api-key": keyOf("acme") } })).status);
  expect(codes).toEqual([200, 200, 429]);
});

const MOCK = { "application/json": '{"statusCode": 200}' };
/** Methods of a second API, which the fixture does not describe. */
const SECOND_API = {
  aws_api_gateway_rest_api: { second: { name: "second" } },
  aws_api_gateway_resource: {
    second: {
      rest_api_id: "${aws_api_gateway_rest_api.second.id}",
      parent_id: "${aws_api_gateway_rest_api.second.root_resource_id}",
      path_part: "key",
    },
  },
  aws_api_gateway_method: {
    second: {
      rest_api_id: "${aws_api_gateway_rest_api.second.id}",
      resource_id: "${aws_api_gateway_resource.second.id}",
      http_method: "GET",
      authorization: "NONE",
      api_key_required: true,
    },
  },
  aws_api_gateway_integration: {
    second: {
      rest_api_id: "${aws_api_gateway_rest_api.second.id}",
      resource_id: "${aws_api_gateway_resource.second.id}",
      http_method: "GET",
      type: "MOCK",
      request_templates: MOCK,
    },
  },
  aws_api_gateway_method_response: {
    second: {
      rest_api_id: "${aws_api_gateway_rest_api.second.id}",
      resource_id: "${aws_api_gateway_resource.second.id}",
      http_method: "GET",
      status_code: "200",
    },
  },
  aws_api_gateway_integration_response: {
    second: {
      rest_api_id: "${aws_api_gateway_rest_api.second.id}",
      resource_id: "${aws_api_gateway_resource.second.id}",
      http_method: "GET",
      status_code: "200",
    },
  },
  aws_api_gateway_deployment: { second: { rest_api_id: "${aws_api_gateway_rest_api.second.id}" } },
  aws_api_gateway_stage: {
    second: {
      rest_api_id: "${aws_api_gateway_rest_api.second.id}",
      deployment_id: "${aws_api_gateway_deployment.second.id}",
      stage_name: "dev",
    },
  },
};

const sharedPlan: { readonly local: LocalServer } = restGateway({
  methods: { "GET /key": { to: "echo", api_key_required: true } },
  more: {
    resource: {
      ...SECOND_API,
      ...planWithKey("acme", {
        throttle_settings: [bucket(2)],
        api_stages: [
          { api_id: REST_API_ID, stage: "dev" },
          { api_id: "${aws_api_gateway_rest_api.second.id}", stage: "dev" },
        ],
      }),
    },
  },
});
