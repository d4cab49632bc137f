import { sharedKey } from "../../../src/local/issuer";
import { jws } from "../authorizers/support";
import { testBackend } from "./backend";
import { authorizedBy, invokeArn, JWT_AUTHORIZER } from "./terraform-fixture";
import { testGateway } from "./test-gateway";

// The time of day jumps after a synchronization of the clock (NTP), or when a virtual machine resumes. A jump must change
// neither the number of tokens of a throttle, nor the age of a cached value, nor the time that a function has left.

const HOUR_MS = 3_600_000;
const echo = { to: "echo" };
const endpoint = testBackend();
let discoveryCount = 0;

const COUNT = `let count = 0;
  exports.handler = async () => ({ isAuthorized: true, context: { count: ++count } });`;
/** Code of a function that returns the time that it has left after a jump of its clock. */
const REMAINING = `exports.handler = async ({ rawQueryString }, context) => {
  const now = Date.now;
  Date.now = () => now() + Number(rawQueryString);
  try { return context.getRemainingTimeInMillis(); } finally { Date.now = now; }
};`;

const authorizer = (ttl: number) => ({
  authorizer_uri: invokeArn("count"),
  authorizer_payload_format_version: "2.0",
  enable_simple_responses: true,
  identity_sources: ["$request.header.x-user"],
  authorizer_result_ttl_in_seconds: ttl,
});

const api = testGateway(() => ({
  stages: {
    $default: {},
    slow: { default_route_settings: { throttling_burst_limit: 2, throttling_rate_limit: 0.001 } },
  },
  functions: { count: { code: COUNT }, remaining: { code: REMAINING } },
  authorizers: {
    cached: authorizer(300),
    external: { ...JWT_AUTHORIZER, jwt_configuration: { issuer: endpoint.url, audience: ["api"] } },
  },
  routes: {
    "GET /echo": echo,
    "GET /cached": { ...echo, ...authorizedBy("cached", "CUSTOM") },
    "GET /external": { ...echo, ...authorizedBy("external", "JWT") },
    "GET /remaining": { to: "remaining" },
  },
}));

/** Jumps of the clock, in hours, one after the other. */
const JUMPS = [[0], [-1], [1], [1, -1], [-1, 1], [24, -48]];

/** Calls a function before the jumps, and after each of them. */
async function callAtEachJump<Result>(
  hours: readonly number[],
  call: () => Promise<Result>,
): Promise<Result[]> {
  const results = [await call()];
  const now = Date.now;
  let offset = 0;
  const clock = jest.spyOn(Date, "now").mockImplementation(() => now() + offset);
  try {
    for (const jump of hours) {
      offset += jump * HOUR_MS;
      results.push(await call());
    }
    return results;
  } finally {
    clock.mockRestore();
  }
}

describe.each(JUMPS)("if the clock jumps by %p and %p hours", (...jumps) => {
  const hours = jumps.filter((jump) => jump !== undefined);

  test("a throttle loses no tokens, and gets none", async () => {
    await api.local.reload();
    const statuses = await callAtEachJump(
      [...hours, 0, 0],
      async () => (await api.call("GET /slow/echo")).status,
    );
    expect(statuses).toEqual([200, 200, ...statuses.slice(2).map(() => 429)]);
  });

  test("the result of a Lambda authorizer keeps its age", async () => {
    const headers = { "x-user": String(hours) };
    const counts = await callAtEachJump(hours, async () => {
      const { requestContext } = await api.event("GET /cached", { headers });
      return requestContext.authorizer.lambda.count;
    });
    expect(new Set(counts).size).toBe(1);
  });

  test("the keys of an issuer keep their age", async () => {
    await api.local.reload();
    const key = await sharedKey();
    endpoint.respondWith(({ url }, response) => {
      discoveryCount++;
      const document = url?.endsWith("jwks")
        ? { keys: [key.publicJwk] }
        : { issuer: endpoint.url, jwks_uri: `${endpoint.url}/jwks` };
      response.end(JSON.stringify(document));
    });
    discoveryCount = 0;
    const claims = { iss: endpoint.url, aud: "api", exp: Date.now() / 1000 + 1_000_000, iat: 0 };
    const token = jws({ alg: "RS256", kid: key.kid }, claims, key.privateKey);
    const statuses = await callAtEachJump(hours, async () => {
      const headers = { authorization: `Bearer ${token}` };
      return (await api.call("GET /external", { headers })).status;
    });
    expect([new Set(statuses), discoveryCount]).toEqual([new Set([200]), 2]);
  });

  test("a function has not more and not less time left", async () => {
    for (const jump of hours) {
      const { body } = await api.call(`GET /remaining?${jump * HOUR_MS}`);
      expect(Number(body)).toBeGreaterThan(0);
      expect(Number(body)).toBeLessThanOrEqual(3_000);
    }
  });
});
