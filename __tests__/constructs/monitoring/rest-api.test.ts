import {
  ApiAlarms,
  ApiDashboard,
  ApiQueries,
  ApiTraces,
  HttpApi,
  NodejsFunction,
  RestApi,
  type TerraformStack,
} from "gatewright";
import { errorsOf, synthesized, testStack } from "../../support";
import { bodyOf } from "./dashboard-body";

// The names and dimensions of the metrics are from
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html

function monitoredStack() {
  const stack = testStack();
  const api = new RestApi(stack, "api");
  const list = new NodejsFunction(stack, "list", { entry: "a.ts" });
  api.route("GET /things", list, { access: "public", detailedMetrics: true });
  const alarms = new ApiAlarms(stack, "alarms", { api, clientErrorPercent: 50 });
  new ApiDashboard(stack, "dashboard", { api, alarms });
  new ApiQueries(stack, "queries", { api });
  new ApiTraces(stack, "traces", { api });
  return stack;
}

const DIMENSIONS = {
  ApiName: "${aws_api_gateway_rest_api.api.name}",
  Stage: "${aws_api_gateway_stage.api_stage_9CA2AE48.stage_name}",
};

interface Query {
  readonly metric?: { readonly metric_name: string; readonly dimensions: object };
}

describe("the monitoring of a REST API", () => {
  test("an API with alarms, a dashboard, queries and traces has no errors", () => {
    expect(errorsOf(monitoredStack())).toEqual([]);
  });

  test.each([
    ["test-alarms-server-errors", "5XXError"],
    ["test-alarms-client-errors", "4XXError"],
  ])("the alarm %s reads the metric %s of the stage", (name, metric) => {
    const { values } = synthesized(monitoredStack()).only("aws_cloudwatch_metric_alarm", {
      alarm_name: name,
    });
    const metrics = (values.metric_query as readonly Query[]).flatMap((query) => query.metric ?? []);
    expect(metrics).toMatchObject([
      { metric_name: metric, dimensions: DIMENSIONS },
      { metric_name: "Count", dimensions: DIMENSIONS },
    ]);
  });

  test.each([
    ["test-alarms-latency", "Latency"],
    ["test-alarms-integration-latency", "IntegrationLatency"],
  ])("the alarm %s reads the metric %s of the stage", (name, metric) => {
    synthesized(monitoredStack()).only("aws_cloudwatch_metric_alarm", {
      alarm_name: name,
      metric_name: metric,
      dimensions: DIMENSIONS,
    });
  });

  test("a timeout of a function of a REST API is a 502", () => {
    const { only } = synthesized(monitoredStack());
    const { values } = only("aws_cloudwatch_metric_alarm", { alarm_name: "test-alarms-duration-list" });
    expect(values.alarm_description).toContain("A timeout becomes a 502 response.");
  });

  test("requests above a quota are counted apart from throttled requests", () => {
    const stack = testStack();
    const api = new RestApi(stack, "api");
    const list = new NodejsFunction(stack, "list", { entry: "a.ts" });
    api.route("GET /things", list, { access: "public" });
    new ApiAlarms(stack, "alarms", { api, overQuotaPercent: 20 });
    expect(errorsOf(stack)).toEqual([]);
    const { only, stack: terraform } = synthesized(stack);
    const patterns = terraform
      .ofType("aws_cloudwatch_log_metric_filter")
      .map(({ values }) => [values.name, values.pattern]);
    expect(Object.fromEntries(patterns)).toEqual({
      "test-alarms-throttled-requests": '{ ($.status = "429") && ($.errorType != "QUOTA_EXCEEDED") }',
      "test-alarms-over-quota-requests": '{ $.errorType = "QUOTA_EXCEEDED" }',
    });
    const { values } = only("aws_cloudwatch_metric_alarm", { alarm_name: "test-alarms-over-quota-requests" });
    expect(values.alarm_description).toContain(
      "More than 20% of the requests were above the quota of a usage plan, in five minutes.",
    );
    expect(values.metric_query).toMatchObject([
      {},
      { metric: { metric_name: "test-alarms-over-quota-requests" } },
      { metric: { metric_name: "Count", dimensions: DIMENSIONS } },
    ]);
  });

  test("an alarm on the quotas of an HTTP API is an error", () => {
    const stack = testStack();
    const api = new HttpApi(stack, "api");
    new ApiAlarms(stack, "alarms", { api, overQuotaPercent: 20 });
    expect(errorsOf(stack)).toEqual([
      "test/alarms: overQuotaPercent is set, but an HttpApi has no quotas. Remove it, or use a RestApi.",
    ]);
  });

  test("a query counts the requests of each API key by the ID in the access log", () => {
    const { only } = synthesized(monitoredStack());
    const query = only("aws_cloudwatch_query_definition", { name: "test-api/usage-by-key" });
    expect(query.values.query_string).toContain("by apiKeyId");
    const { format } = only("aws_api_gateway_stage").values.access_log_settings as { format: string };
    expect(JSON.parse(format).apiKeyId).toBe("$context.identity.apiKeyId");
    expect(format).not.toMatch(/identity\.apiKey(?!Id)/);
  });

  test("the dashboard searches the metrics of the routes by the name of the API", () => {
    const { values } = synthesized(monitoredStack()).only("aws_cloudwatch_dashboard");
    expect(values.dashboard_body).toContain(
      'SEARCH(\'{AWS/ApiGateway,ApiName,Method,Resource,Stage} MetricName=\\"5XXError\\" ApiName=',
    );
  });

  test("the dashboard has no graphs of routes without detailed metrics", () => {
    const stack = testStack();
    const api = new RestApi(stack, "api");
    api.route("GET /", new NodejsFunction(stack, "list", { entry: "a.ts" }), { access: "public" });
    new ApiDashboard(stack, "dashboard", { api });
    const { values } = synthesized(stack).only("aws_cloudwatch_dashboard");
    expect(values.dashboard_body).not.toContain("SEARCH");
  });

  test("429 responses are counted in the access logs", () => {
    const { only, leadsTo } = synthesized(monitoredStack());
    leadsTo(
      only("aws_cloudwatch_log_metric_filter"),
      ["log_group_name"],
      only("aws_cloudwatch_log_group", { name: "/aws/apigateway/test-api" }),
    );
  });

  describe("an API with a cache", () => {
    const cachedStack = (cacheMissPercent?: number) => {
      const stack = testStack();
      const api = new RestApi(stack, "api", { cache: { sizeGb: 0.5 } });
      const list = new NodejsFunction(stack, "list", { entry: "a.ts" });
      api.route("GET /things", list, { access: "public", cache: { parameters: [] } });
      const alarms = new ApiAlarms(stack, "alarms", { api, cacheMissPercent });
      new ApiDashboard(stack, "dashboard", { api, alarms });
      return stack;
    };
    const titlesOf = (stack: TerraformStack) =>
      bodyOf(stack).widgets.map(({ properties }) => properties.title);

    test("the dashboard has graphs of the hits and misses", () => {
      const body = bodyOf(cachedStack());
      const graph = body.widgets.find(({ properties }) => properties.title === "Cache");
      expect(JSON.stringify(graph?.properties.metrics)).toMatch(/CacheHitCount.*CacheMissCount/);
      expect(titlesOf(cachedStack())).toContain("Cache misses");
      expect(titlesOf(monitoredStack())).not.toContain("Cache");
    });

    test("an alarm on the misses exists only with a threshold", () => {
      const { all, only } = synthesized(cachedStack(80));
      const { values } = only("aws_cloudwatch_metric_alarm", { alarm_name: "test-alarms-cache-misses" });
      expect(values).toMatchObject({ threshold: 80, evaluation_periods: 2 });
      expect(values.metric_query).toMatchObject([
        { expression: expect.stringContaining("100 * FILL(part, 0) / (FILL(part, 0) + FILL(rest, 0))") },
        { metric: { metric_name: "CacheMissCount", dimensions: DIMENSIONS, period: 300, stat: "Sum" } },
        { metric: { metric_name: "CacheHitCount", dimensions: DIMENSIONS, period: 300, stat: "Sum" } },
      ]);
      const others = synthesized(cachedStack()).all("aws_cloudwatch_metric_alarm");
      expect(others).toHaveLength(all("aws_cloudwatch_metric_alarm").length - 1);
    });

    test("a threshold for the misses of an API without a cache is an error", () => {
      const stack = testStack();
      const api = new RestApi(stack, "api");
      api.route("GET /", new NodejsFunction(stack, "list", { entry: "a.ts" }), { access: "public" });
      new ApiAlarms(stack, "alarms", { api, cacheMissPercent: 80 });
      expect(errorsOf(stack)).toEqual([
        "test/alarms: cacheMissPercent is set, but the API has no cache. Set `cache` of a RestApi, or remove it.",
      ]);
    });
  });
});
