import { authorizedBy, JWT_AUTHORIZER, USER_POOL } from "../terraform-fixture";
import { readApi, testGateway } from "../test-gateway";

// Sources of the expected results (docs/decisions/021-facts-carry-sources.md explains the marks in titles):
// - [AWS docs]: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html
// - [measured]: a deployment of stage settings without throttle values

/** Returns throttle settings whose token bucket refills so slowly that no test notices it. */
const bucket = (burst: number) => ({ throttling_burst_limit: burst, throttling_rate_limit: 0.0001 });

const echo = { to: "echo" };
const api = testGateway({
  api: { cors_configuration: { allow_origins: ["https://example.com"], allow_methods: ["GET"] } },
  stages: {
    two: { default_route_settings: bucket(2) },
    other: { default_route_settings: bucket(1) },
    routes: {
      default_route_settings: bucket(1),
      route_settings: [
        { route_key: "GET /own", ...bucket(2) },
        { route_key: "GET /{id}", ...bucket(1) },
      ],
    },
    protected: { default_route_settings: bucket(1) },
    filled: { default_route_settings: { throttling_burst_limit: 1, throttling_rate_limit: 20 } },
    neither: { default_route_settings: { detailed_metrics_enabled: true } },
    burst: { default_route_settings: { throttling_burst_limit: 100 } },
    rate: { default_route_settings: { throttling_rate_limit: 100 } },
    none: {},
  },
  authorizers: { users: JWT_AUTHORIZER },
  routes: {
    "GET /echo": echo,
    "GET /own": echo,
    "GET /{id}": echo,
    "GET /protected": { ...echo, ...authorizedBy("users", "JWT") },
  },
  more: { resource: USER_POOL },
});

async function statuses(...paths: string[]): Promise<number[]> {
  const codes: number[] = [];
  for (const path of paths) codes.push((await api.call(`GET ${path}`)).status);
  return codes;
}

test("all routes of a stage share one token bucket, and each stage has a separate bucket [AWS docs]", async () => {
  expect(await statuses("/two/echo", "/two/own", "/two/echo", "/other/echo", "/other/own")).toEqual([
    200, 200, 429, 200, 429,
  ]);
});

test("a throttled request returns 429 without a retry-after header [AWS docs; unverified: no retry-after]", async () => {
  await statuses("/other/echo");
  const response = await api.call("GET /other/echo");
  expect(response).toMatchObject({ status: 429, body: '{"message":"Too Many Requests"}' });
  expect(response.headers).not.toHaveProperty("retry-after");
});

test("a route with its own bucket takes no token from the stage [AWS docs]", async () => {
  expect(await statuses("/routes/own", "/routes/own", "/routes/own", "/routes/echo", "/routes/echo")).toEqual(
    [200, 200, 429, 200, 429],
  );
});

test("a route has one bucket for all values of its parameters [AWS docs]", async () => {
  expect(await statuses("/routes/1", "/routes/2")).toEqual([200, 429]);
});

test("a request is throttled before it is authorized [unverified]", async () => {
  expect(await statuses("/protected/protected", "/protected/protected")).toEqual([401, 429]);
});

test("a preflight and a request without a route take no token [unverified]", async () => {
  const headers = { Origin: "https://example.com", "Access-Control-Request-Method": "GET" };
  expect((await api.call("OPTIONS /other/echo", { headers })).status).toBe(204);
  expect(await statuses("/other/no/route")).toEqual([404]);
});

test.each(["neither", "burst", "rate"])(
  "stage settings without both values reject every request: %s [measured]",
  async (stage) => {
    expect(await statuses(`/${stage}/echo`)).toEqual([429]);
  },
);

test("a bucket refills at its rate, up to its burst [AWS docs]", async () => {
  const clock = jest.spyOn(performance, "now").mockReturnValue(1_800_000_000_000);
  const later = async (ms: number) => {
    clock.mockReturnValue(performance.now() + ms);
    return (await statuses("/filled/echo"))[0];
  };
  try {
    expect([await later(0), await later(0), await later(40), await later(20)]).toEqual([200, 429, 429, 200]);
    expect([await later(10_000), await later(0)]).toEqual([200, 429]);
  } finally {
    clock.mockRestore();
  }
});

test("a stage without settings has the account limits [AWS docs]", async () => {
  expect(await Promise.all(Array.from({ length: 20 }, () => statuses("/none/echo")))).toEqual(
    Array.from({ length: 20 }, () => [200]),
  );
  const [account] = readApi({}).stages;
  expect(account?.throttle).toEqual({ rate: 10_000, burst: 5_000 });
  const [quick] = readApi({ stages: {}, api: { target: "https://example.com" } }).stages;
  expect(quick?.throttle).toEqual({ rate: 10_000, burst: 5_000 });
});
