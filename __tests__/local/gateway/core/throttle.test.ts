import { guardedBy, JWT_AUTHORIZER, POOL } from "../terraform-fixture";
import { read, served } from "../test-gateway";

// Facts: http-api-throttling, API Gateway developer guide (D); what stage settings without values do was measured with
// Terraform (M).

/** No test lasts until there is another token. */
const bucket = (burst: number) => ({ throttling_burst_limit: burst, throttling_rate_limit: 0.0001 });

const echo = { to: "echo" };
const api = served({
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
    guarded: { default_route_settings: bucket(1) },
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
    "GET /guarded": { ...echo, ...guardedBy("users", "JWT") },
  },
  more: { resource: POOL },
});

async function statuses(...paths: string[]): Promise<number[]> {
  const found: number[] = [];
  for (const path of paths) found.push((await api.call(`GET ${path}`)).status);
  return found;
}

test("a stage's bucket is for all of its routes, and other stages have their own (D)", async () => {
  expect(await statuses("/two/echo", "/two/own", "/two/echo", "/other/echo", "/other/own")).toEqual([
    200, 200, 429, 200, 429,
  ]);
});

test("who is throttled is told so, and not when to come back (D; ? that there is no retry-after)", async () => {
  await statuses("/other/echo");
  const reply = await api.call("GET /other/echo");
  expect(reply).toMatchObject({ status: 429, body: '{"message":"Too Many Requests"}' });
  expect(reply.headers).not.toHaveProperty("retry-after");
});

test("a route's own bucket comes before the stage's, and takes nothing of it (D)", async () => {
  expect(await statuses("/routes/own", "/routes/own", "/routes/own", "/routes/echo", "/routes/echo")).toEqual(
    [200, 200, 429, 200, 429],
  );
});

test("a route's bucket is the same for whatever its parameters are (D)", async () => {
  expect(await statuses("/routes/1", "/routes/2")).toEqual([200, 429]);
});

test("who is throttled is not asked for a token (?)", async () => {
  expect(await statuses("/guarded/guarded", "/guarded/guarded")).toEqual([401, 429]);
});

test("a preflight and what has no route take no token (?)", async () => {
  const headers = { Origin: "https://example.com", "Access-Control-Request-Method": "GET" };
  expect((await api.call("OPTIONS /other/echo", { headers })).status).toBe(204);
  expect(await statuses("/other/no/route")).toEqual([404]);
});

test.each(["neither", "burst", "rate"])(
  "settings without both values let nobody in: %s (M)",
  async (stage) => {
    expect(await statuses(`/${stage}/echo`)).toEqual([429]);
  },
);

test("a bucket is filled at its rate, up to its size (D)", async () => {
  const clock = jest.spyOn(Date, "now").mockReturnValue(1_800_000_000_000);
  const later = async (ms: number) => {
    clock.mockReturnValue(Date.now() + ms);
    return (await statuses("/filled/echo"))[0];
  };
  try {
    expect([await later(0), await later(0), await later(40), await later(20)]).toEqual([200, 429, 429, 200]);
    expect([await later(10_000), await later(0)]).toEqual([200, 429]);
  } finally {
    clock.mockRestore();
  }
});

test("a stage without settings has the account's limit (D)", async () => {
  expect(await Promise.all(Array.from({ length: 20 }, () => statuses("/none/echo")))).toEqual(
    Array.from({ length: 20 }, () => [200]),
  );
  const [account] = read({}).stages;
  expect(account?.throttle).toEqual({ rate: 10_000, burst: 5_000 });
  const [quick] = read({ stages: {}, api: { target: "https://example.com" } }).stages;
  expect(quick?.throttle).toEqual({ rate: 10_000, burst: 5_000 });
});
