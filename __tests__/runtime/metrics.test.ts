import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { route } from "gatewright/contract";
import { handle } from "gatewright/runtime";
import { Metrics, MetricUnit, withMetrics } from "gatewright/runtime/metrics";
import { type Bundle, bundle } from "#bundle";
import { startFunction } from "../lambda";
import { eventOf } from "../support";

const ENTRIES = [
  "__tests__/runtime/measured.ts",
  "__tests__/runtime/traced.ts",
  "functions/products/create.ts",
];

let bundles: Record<string, Bundle>;
beforeAll(() => {
  const built = bundle(
    ENTRIES.map((entry) => ({ entry, target: "node20" })),
    process.cwd(),
  );
  bundles = Object.fromEntries([...built.values()].map((output) => [output.entry, output]));
});
afterEach(() => jest.restoreAllMocks());

interface MetricLine {
  readonly _aws: { readonly Timestamp: number; readonly CloudWatchMetrics: readonly object[] };
}

/** Sends one request of each kind to the bundle. Returns the status codes and the output of the function. */
async function sendRequests(...kinds: string[]) {
  const running = startFunction(bundles["__tests__/runtime/measured.ts"] as Bundle, {
    AWS_LAMBDA_FUNCTION_NAME: "shop-dev-orders",
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
  });
  const statuses: (number | undefined)[] = [];
  for (const kind of kinds) {
    const { statusCode } = await running.call<APIGatewayProxyStructuredResultV2>(
      eventOf({ params: { kind } }),
    );
    statuses.push(statusCode);
  }
  const { stdout, stderr } = await running.output();
  const lines = stdout.split("\n").filter((line) => line !== "");
  return { statuses, stderr, lines: lines.map((line): MetricLine => JSON.parse(line)) };
}

const ORDERED = {
  _aws: {
    Timestamp: expect.any(Number),
    CloudWatchMetrics: [
      { Namespace: "shop", Dimensions: [["service"]], Metrics: [{ Name: "ordered", Unit: "Count" }] },
    ],
  },
  service: "orders",
  ordered: 1,
};

const COLD_START = {
  _aws: {
    Timestamp: expect.any(Number),
    CloudWatchMetrics: [
      {
        Namespace: "shop",
        Dimensions: [["service", "function_name"]],
        Metrics: [{ Name: "ColdStart", Unit: "Count" }],
      },
    ],
  },
  service: "orders",
  function_name: "shop-dev-orders",
  ColdStart: 1,
};

test("each request writes one line of the embedded metric format, and the cold start is counted once", async () => {
  const { lines } = await sendRequests("counted", "counted");
  expect(lines).toEqual([COLD_START, ORDERED, ORDERED]);
});

test("the metrics of a failed request are published", async () => {
  const { statuses, lines } = await sendRequests("failing");
  expect(statuses).toEqual([500]);
  expect(lines).toEqual([COLD_START, ORDERED]);
});

test("a request without metrics writes no output, and its dimensions, metadata and timestamp are cleared", async () => {
  const { lines, stderr } = await sendRequests("dimension", "counted");
  expect(lines).toEqual([COLD_START, ORDERED]);
  expect(stderr).not.toContain("No application metrics");
  expect(lines[1]?._aws.Timestamp).not.toBe(0);
});

test("the metrics of a handler that throws are published, and the error is thrown again", async () => {
  const write = jest.spyOn(process.stdout, "write").mockImplementation(() => true);
  const metrics = new Metrics({ namespace: "shop", serviceName: "orders" });
  const throwing = async () => {
    metrics.addMetric("ordered", MetricUnit.Count, 1);
    throw new Error("it throws");
  };
  const handler = withMetrics(metrics, Object.assign(throwing, { routes: [route("POST /orders")] as const }));
  await expect(handler(eventOf())).rejects.toThrow("it throws");
  expect(write.mock.calls.map(([line]) => JSON.parse(String(line)))).toEqual([ORDERED]);
});

test("a handler with metrics keeps its route", () => {
  const plain = handle(route("POST /orders"), () => ({ status: 200 }));
  expect(withMetrics(new Metrics({ namespace: "shop" }), plain).routes).toBe(plain.routes);
});

test.each([
  ["functions/products/create.ts", []],
  ["__tests__/runtime/measured.ts", ["@aws-lambda-powertools/commons", "@aws-lambda-powertools/metrics"]],
  [
    "__tests__/runtime/traced.ts",
    ["@aws-lambda-powertools/commons", "@aws-lambda-powertools/tracer", "aws-xray-sdk-core"],
  ],
])("the bundle of %s contains these packages of Powertools and the X-Ray SDK: %j", (entry, packages) => {
  const inputs = bundles[entry]?.inputs.join("\n") ?? "";
  const matches = inputs.match(/@aws-lambda-powertools\/[\w-]+|aws-xray-sdk[\w-]*/g) ?? [];
  expect([...new Set(matches)].sort()).toEqual(packages);
});
