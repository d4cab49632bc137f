import {
  ApiAlarms,
  ApiDashboard,
  type ApiDashboardProps,
  HttpApi,
  NodejsFunction,
  Table,
  TerraformVariable,
} from "gatewright";
import { errorsOf, synthesized, testStack } from "../../support";
import { bodyOf, listMisplaced, propertiesOf, validateBody } from "./dashboard-body";

// Sources of the names and dimensions of the metrics, and of the fields of the logs:
// - https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
// - https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
// - https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
// - https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html#platform-report
// - https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/search-expression-syntax.html

type Options = Omit<ApiDashboardProps, "api" | "alarms" | "tables">;

/** Returns a stack with a dashboard of an API with two functions, alarms and two tables. */
function fullStack(options: Options = {}) {
  const stack = testStack();
  const api = new HttpApi(stack, "api", { detailedMetrics: true });
  const entry = "a.ts";
  const list = new NodejsFunction(stack, "list", { entry, timeoutSeconds: 20 });
  const things = new Table(stack, "things", { partitionKey: "id", capacity: { read: 5, write: 2 } });
  const owners = new Table(stack, "owners", { partitionKey: "id" });
  const alarms = new ApiAlarms(stack, "alarms", {
    api,
    clientErrorPercent: 40,
    integrationLatencyP99Ms: 900,
  });
  new ApiDashboard(stack, "dashboard", { api, alarms, tables: [things, owners], ...options });
  api.route("GET /things", list, { access: "public" });
  api.route("POST /things", new NodejsFunction(stack, "create", { entry }), { access: "public" });
  return stack;
}

/** Returns a stack with a dashboard of an API without alarms, tables and detailed metrics. */
function smallStack(options: Options = {}) {
  const stack = testStack();
  const api = new HttpApi(stack, "api");
  const dashboard = new ApiDashboard(stack, "dashboard", { api, ...options });
  return { stack, api, dashboard };
}

test("alarms of another API are an error at synthesis", () => {
  const { stack, api } = smallStack();
  const other = new HttpApi(stack, "other");
  const alarms = new ApiAlarms(stack, "alarms", { api: other });
  expect(alarms.api).toBe(other);
  new ApiDashboard(stack, "second", { api, alarms });
  expect(errorsOf(stack)).toEqual([
    "test/second: alarms are the alarms of test/other; expected the alarms of test/api. Pass the ApiAlarms of the same API.",
  ]);
});

const FULL: Options = {
  metrics: [
    { namespace: "things", metricName: "thingCreated", dimensions: { service: "create-thing" } },
    { namespace: "things", metricName: "thingSize", stat: "p90", label: "size, p90" },
    { namespace: "payments", metricName: "paid" },
  ],
  links: { Runbook: "https://wiki.example.com/things" },
};

const full = bodyOf(fullStack(FULL));
const [, apiId = ""] = /ApiId="(\w+)"/.exec(JSON.stringify(full).replaceAll('\\"', '"')) ?? [];

const graph = (
  unit: string,
  period: number,
  metrics: readonly unknown[],
  ...horizontal: readonly object[]
) => ({
  region: "eu-central-1",
  view: "timeSeries",
  stacked: false,
  period,
  metrics,
  yAxis: { left: { min: 0, label: unit, showUnits: false } },
  ...(horizontal.length === 0 ? {} : { annotations: { horizontal } }),
});
const api = (name: string, options: object) => ["AWS/ApiGateway", name, "ApiId", apiId, options];
const lambda = (name: string, fn: string, options: object) => [
  "AWS/Lambda",
  name,
  "FunctionName",
  `test-${fn}`,
  options,
];
const table = (name: string, id: string, options: object) => [
  "AWS/DynamoDB",
  name,
  "TableName",
  `test-${id}`,
  options,
];
const math = (expression: string, id: string, label: string) => [{ expression, id, label }];
const hidden = (id: string, stat: string) => ({ stat, id, visible: false });
const routes = (name: string, stat: string, period: number) => [
  math(
    `SORT(SEARCH('{AWS/ApiGateway,ApiId,Method,Resource,Stage} MetricName="${name}" ApiId="${apiId}"', '${stat}', ${period}), SUM, DESC, 10)`,
    "routes",
    "${PROP('Dim.Method')} ${PROP('Dim.Resource')}",
  ),
];
const logs = (view: string, ...query: readonly string[]) => ({
  region: "eu-central-1",
  view,
  query: query.join(" | "),
});
const ACCESS_LOGS = "SOURCE '/aws/vendedlogs/apis/test-api'";
const FUNCTION_LOGS = ["SOURCE '/aws/lambda/test-list'", "SOURCE '/aws/lambda/test-create'"];
const COLD_STARTS = 'filter type = "platform.report" and ispresent(record.metrics.initDurationMs)';

const capacity = (kind: string) =>
  graph(`${kind.toLowerCase()} units per second`, 60, [
    math("consumed0 / 60", "rate0", "things, consumed"),
    table(`Consumed${kind}CapacityUnits`, "things", hidden("consumed0", "Sum")),
    table(`Provisioned${kind}CapacityUnits`, "things", { stat: "Average", label: "things, provisioned" }),
    math("consumed1 / 60", "rate1", "owners, consumed"),
    table(`Consumed${kind}CapacityUnits`, "owners", hidden("consumed1", "Sum")),
  ]);

const EXPECTED: Readonly<Record<string, object>> = {
  Requests: graph("requests per minute", 60, [api("Count", { stat: "SampleCount", label: "requests" })]),
  "Failed and rejected requests": graph(
    "percent of requests, 5 minutes",
    300,
    [
      math("100 * m5xx / requests", "share5xx", "5xx (failed)"),
      math("100 * m4xx / requests", "share4xx", "4xx (rejected, with 429)"),
      math("100 * FILL(m429, 0) / requests", "share429", "429 (throttled)"),
      api("5xx", hidden("m5xx", "Sum")),
      api("4xx", hidden("m4xx", "Sum")),
      ["Gatewright", "test-alarms-throttled-requests", hidden("m429", "Sum")],
      api("Count", hidden("requests", "SampleCount")),
    ],
    { label: "alarm on 5xx", value: 1 },
    { label: "alarm on 4xx", value: 40 },
    { label: "alarm on 429", value: 5 },
  ),
  Latency: graph(
    "milliseconds",
    60,
    [
      api("Latency", { stat: "p50", label: "p50" }),
      api("Latency", { stat: "p90", label: "p90" }),
      api("Latency", { stat: "p99", label: "p99" }),
      api("IntegrationLatency", { stat: "p99", label: "integrations p99" }),
    ],
    { label: "alarm on p99", value: 3000 },
    { label: "alarm on integrations p99", value: 900 },
  ),
  "Requests: top 10 routes": graph("requests per minute", 60, routes("Count", "SampleCount", 60)),
  "5xx: top 10 routes": graph("responses in 5 minutes", 300, routes("5xx", "Sum", 300)),
  "4xx: top 10 routes": graph("responses in 5 minutes", 300, routes("4xx", "Sum", 300)),
  "p99 latency: top 10 routes": graph("milliseconds", 60, routes("Latency", "p99", 60)),
  "Failing routes (5xx), with the number of affected users": logs(
    "table",
    ACCESS_LOGS,
    "filter status >= 500",
    "stats count(*) as failed, count_distinct(subject) as users, count_distinct(sourceIp) as addresses, earliest(requestTime) as since, latest(requestTime) as until by routeKey, status",
    "sort failed desc",
    "limit 20",
  ),
  "Callers with the most rejected requests (4xx)": logs(
    "table",
    ACCESS_LOGS,
    "filter status >= 400 and status < 500",
    "stats count(*) as rejected by routeKey, status, subject, sourceIp",
    "sort rejected desc",
    "limit 20",
  ),
  "Latest failed requests (5xx)": logs(
    "table",
    ACCESS_LOGS,
    "filter status >= 500",
    "fields @timestamp, routeKey, status, functionStatus, integrationError, error, subject, requestId",
    "sort @timestamp desc",
    "limit 20",
  ),
  "Failed invocations": graph(
    "percent of invocations, 5 minutes",
    300,
    ["list", "create"].flatMap((name, index) => [
      math(`100 * errors${index} / invocations${index}`, `share${index}`, name),
      lambda("Errors", name, hidden(`errors${index}`, "Sum")),
      lambda("Invocations", name, hidden(`invocations${index}`, "Sum")),
    ]),
    { label: "alarm on each function", value: 5 },
  ),
  "p99 duration": graph(
    "percent of the timeout",
    60,
    [
      math("duration0 / (10 * 20)", "share0", "list, of 20 s"),
      lambda("Duration", "list", hidden("duration0", "p99")),
      math("duration1 / (10 * 10)", "share1", "create, of 10 s"),
      lambda("Duration", "create", hidden("duration1", "p99")),
    ],
    { label: "timeout", value: 100 },
  ),
  "Throttled invocations": graph(
    "invocations per minute",
    60,
    ["list", "create"].map((name) => lambda("Throttles", name, { stat: "Sum", label: name })),
  ),
  "Concurrent executions": graph(
    "executions at the same time, maximum",
    60,
    ["list", "create"].map((name) => lambda("ConcurrentExecutions", name, { stat: "Maximum", label: name })),
  ),
  "Latest errors and timeouts": logs(
    "table",
    ...FUNCTION_LOGS,
    'filter level = "ERROR" or record.status in ["error", "failure", "timeout"]',
    "fields @timestamp, @log, @message",
    "sort @timestamp desc",
    "limit 20",
  ),
  "Cold starts: p99 of the start-up time, milliseconds": logs(
    "timeSeries",
    ...FUNCTION_LOGS,
    COLD_STARTS,
    "stats pct(record.metrics.initDurationMs, 99) as p99 by bin(5m)",
  ),
  "Cold starts by function, milliseconds": logs(
    "table",
    ...FUNCTION_LOGS,
    COLD_STARTS,
    "stats count(*) as coldStarts, pct(record.metrics.initDurationMs, 50) as p50, pct(record.metrics.initDurationMs, 99) as p99 by @log",
    "sort coldStarts desc",
    "limit 20",
  ),
  "Read capacity": capacity("Read"),
  "Write capacity": capacity("Write"),
  "Throttled requests": graph("requests per minute", 60, [
    table("ReadThrottleEvents", "things", { stat: "Sum", label: "things, reads" }),
    table("WriteThrottleEvents", "things", { stat: "Sum", label: "things, writes" }),
    table("ReadThrottleEvents", "owners", { stat: "Sum", label: "owners, reads" }),
    table("WriteThrottleEvents", "owners", { stat: "Sum", label: "owners, writes" }),
  ]),
  things: graph("value per minute", 60, [
    ["things", "thingCreated", "service", "create-thing", { stat: "Sum", label: "thingCreated" }],
    ["things", "thingSize", { stat: "p90", label: "size, p90" }],
  ]),
  payments: graph("value per minute", 60, [["payments", "paid", { stat: "Sum", label: "paid" }]]),
};

const alarm = (id: string) => `arn:aws:cloudwatch:eu-central-1:123456789012:alarm:test-alarms-${id}`;

describe("the dashboard of an API", () => {
  test.each(Object.entries(EXPECTED))("the widget %j has these properties", (title, expected) => {
    expect(propertiesOf(full, title)).toEqual({ title, ...expected });
  });

  test("every widget with a title is tested, and the sections have this order", () => {
    const titles = full.widgets.flatMap(({ properties, type }) =>
      type === "alarm" ? [] : (properties.title ?? []),
    );
    expect(titles).toEqual(Object.keys(EXPECTED));
    const texts = full.widgets.flatMap(({ properties }) => String(properties.markdown ?? []).split("\n")[0]);
    expect(texts.filter((text) => text !== "")).toEqual([
      "# test-api",
      "## Requests",
      "## Routes and callers",
      "## Functions",
      "## Tables",
      "## Application",
    ]);
  });

  test("the header has the URL of the API, and links to the logs and the traces", () => {
    const home = "https://console.aws.amazon.com/cloudwatch/home?region=eu-central-1";
    expect(full.widgets[0]?.properties).toEqual({
      background: "transparent",
      markdown: [
        "# test-api",
        [
          `https://${apiId}.execute-api.eu-central-1.amazonaws.com`,
          "[Runbook](https://wiki.example.com/things)",
          `[Access logs](${home}#logsV2:log-groups/log-group/$252Faws$252Fvendedlogs$252Fapis$252Ftest-api)`,
          `[Query logs](${home}#logsV2:logs-insights)`,
          `[Traces](${home}#xray:traces/query)`,
        ].join(" · "),
      ].join("\n"),
    });
  });

  test("the states of the alarms are at the top, the urgent ones first", () => {
    const widgets = full.widgets.filter(({ type }) => type === "alarm");
    expect(widgets.map(({ x, y, width }) => ({ x, y, width }))).toEqual([
      { x: 0, y: 2, width: 12 },
      { x: 12, y: 2, width: 12 },
    ]);
    expect(widgets.map(({ properties }) => properties)).toEqual([
      {
        title: "Urgent alarms: callers are affected",
        sortBy: "stateUpdatedTimestamp",
        alarms: ["page", "server-errors", "latency", "errors-list", "errors-create"].map(alarm),
      },
      {
        title: "Other alarms: causes, and problems that are not urgent",
        sortBy: "stateUpdatedTimestamp",
        alarms: [
          ...["inform", "client-errors", "throttled-requests", "integration-latency"],
          ...["throttles-list", "duration-list", "throttles-create", "duration-create"],
        ].map(alarm),
      },
    ]);
  });

  test("shows three hours, and keeps the periods that the alarms evaluate", () => {
    expect(full).toMatchObject({ start: "-PT3H", periodOverride: "inherit" });
    expect(bodyOf(smallStack({ rangeHours: 12 }).stack).start).toBe("-PT12H");
  });
});

/** Returns a stack whose API has a number of functions. */
function largeStack(functions: number) {
  const { stack, api } = smallStack();
  for (let index = 0; index < functions; index++) {
    const fn = new NodejsFunction(stack, `fn${index}`, { entry: "a.ts" });
    api.route(`GET /${index}` as "GET /things", fn, { access: "public" });
  }
  return stack;
}

describe("the structure of the body", () => {
  test.each([
    ["an empty API", () => smallStack().stack],
    ["an API with all options", () => fullStack(FULL)],
    ["an API with 60 functions", () => largeStack(60)],
  ])("the dashboard of %s has the structure that AWS documents", (_, stack) => {
    const body = bodyOf(stack());
    expect(validateBody(body)).toEqual([]);
    expect(listMisplaced(body)).toEqual([]);
  });

  test("IDs are unique within a graph, and expressions refer to them", () => {
    for (const { properties } of full.widgets) {
      const entries = ((properties.metrics ?? []) as readonly unknown[][]).map((entry) => entry.at(-1));
      const options = entries as readonly { id?: string; expression?: string }[];
      const ids = options.flatMap(({ id }) => id ?? []);
      expect(new Set(ids).size).toBe(ids.length);
      const expressions = options.flatMap(({ expression = "" }) =>
        expression.includes("SEARCH(") ? [] : expression,
      );
      const used = expressions.flatMap((text) => text.match(/\b[a-z]\w*/g) ?? []);
      expect(used.filter((id) => !ids.includes(id))).toEqual([]);
    }
  });

  test("a graph has at most 15 functions, and a query at most 50 log groups", () => {
    const body = bodyOf(largeStack(51));
    const titles = body.widgets.map(({ properties }) => String(properties.title));
    expect(titles.filter((title) => title.startsWith("Throttled invocations"))).toEqual(
      [1, 2, 3, 4].map((part) => `Throttled invocations (${part} of 4)`),
    );
    const sizes = [1, 4].map((part) => propertiesOf(body, `Throttled invocations (${part} of 4)`)?.metrics);
    expect(sizes.map((metrics) => (metrics as readonly unknown[]).length)).toEqual([15, 6]);
    const queries = [1, 2].map(
      (part) => propertiesOf(body, `Latest errors and timeouts (${part} of 2)`)?.query,
    );
    expect(queries.map((query) => String(query).match(/SOURCE/g)?.length)).toEqual([50, 1]);
  });

  test("an alarm widget has at most 100 alarms", () => {
    const stack = testStack();
    const api = new HttpApi(stack, "api");
    new ApiDashboard(stack, "dashboard", { api, alarms: new ApiAlarms(stack, "alarms", { api }) });
    for (let index = 0; index < 55; index++) {
      const fn = new NodejsFunction(stack, `fn${index}`, { entry: "a.ts" });
      api.route(`GET /${index}` as "GET /things", fn, { access: "public" });
    }
    const body = bodyOf(stack);
    expect(validateBody(body)).toEqual([]);
    const alarms = body.widgets.flatMap(({ properties }) => (properties.alarms ? [properties.alarms] : []));
    expect(alarms.map((list) => (list as readonly string[]).length)).toEqual([58, 100]);
  });
});

describe("a dashboard with other options", () => {
  test("without alarms, it counts the 429 responses itself and has no thresholds", () => {
    const { stack } = smallStack();
    const filter = synthesized(stack).only("aws_cloudwatch_log_metric_filter", {
      pattern: '{ $.status = "429" }',
    });
    expect(filter.values.log_group_name).toMatch(
      /^\$\{aws_cloudwatch_log_group\.api_access-logs_\w+\.name\}$/,
    );
    const shares = propertiesOf(bodyOf(stack), "Failed and rejected requests");
    expect(shares?.metrics).toContainEqual([
      "Gatewright",
      "test-dashboard-throttled-requests",
      { stat: "Sum", id: "m429", visible: false },
    ]);
    expect(shares).not.toHaveProperty("annotations");
  });

  test("equal thresholds are one line", () => {
    const stack = testStack();
    const api = new HttpApi(stack, "api");
    new ApiDashboard(stack, "dashboard", { api, alarms: new ApiAlarms(stack, "alarms", { api }) });
    expect(propertiesOf(bodyOf(stack), "Latency")?.annotations).toEqual({
      horizontal: [{ label: "alarm on p99 and integrations p99", value: 3000 }],
    });
  });

  test("without detailed metrics, it has no graphs by route", () => {
    const searches = JSON.stringify(bodyOf(smallStack().stack)).match(/SEARCH/g);
    expect(searches).toBeNull();
  });

  test("detailed metrics of a single route add the graphs by route", () => {
    const { stack, api } = smallStack();
    const fn = new NodejsFunction(stack, "fn", { entry: "a.ts" });
    api.route("GET /a", fn, { access: "public", detailedMetrics: true });
    expect(JSON.stringify(bodyOf(stack)).match(/SEARCH/g)).toHaveLength(4);
  });

  test("logQueries: false leaves out every query", () => {
    const { widgets } = bodyOf(fullStack({ logQueries: false }));
    expect(widgets.filter(({ type }) => type === "log")).toEqual([]);
    expect(widgets.filter(({ type }) => type === "metric").length).toBeGreaterThan(5);
  });

  test("the descriptions of the alarms have a link to the dashboard", () => {
    synthesized(fullStack({ name: "things" })).only("aws_cloudwatch_metric_alarm", {
      alarm_name: "test-alarms-throttles-list",
      alarm_description:
        "Lambda throttled test/list in three of five minutes, because no concurrency was available. Compare its concurrency with its reserved concurrency and with the limit of the account. Dashboard: https://console.aws.amazon.com/cloudwatch/home#dashboards/dashboard/things",
    });
  });

  test("the url of the dashboard has its name", () => {
    expect(smallStack().dashboard.url).toBe(
      "https://console.aws.amazon.com/cloudwatch/home#dashboards/dashboard/test-dashboard",
    );
  });

  test("values of Terraform are in the body", () => {
    const stack = testStack();
    const api = new HttpApi(stack, "api");
    const variable = (name: string, value: unknown) => new TerraformVariable(stack, name, { default: value });
    const timeoutSeconds = variable("timeout", 7).numberValue;
    const fn = new NodejsFunction(stack, "fn", { entry: "a.ts", timeoutSeconds });
    api.route("GET /a", fn, { access: "public" });
    const metricName = `${variable("metric", 'quote"d').stringValue}-count`;
    new ApiDashboard(stack, "dashboard", { api, metrics: [{ namespace: "things", metricName }] });
    const body = bodyOf(stack);
    expect(propertiesOf(body, "p99 duration")?.metrics).toContainEqual(
      math("duration0 / (10 * 7)", "share0", "fn, of 7 s"),
    );
    expect(propertiesOf(body, "things")?.metrics).toEqual([
      ["things", 'quote"d-count', { stat: "Sum", label: 'quote"d-count' }],
    ]);
  });
});

describe("invalid options", () => {
  const metric = { namespace: "things", metricName: "made" };

  test.each<[string, Options, string]>([
    [
      "a name with a dot",
      { name: "things.dev" },
      'dashboard name "things.dev" is invalid; expected letters, digits, - and _. Set name, or change a construct ID in the path.',
    ],
    [
      "a name of 256 characters",
      { name: "a".repeat(256) },
      `dashboard name "${"a".repeat(256)}" has length 256; expected 1 to 255 characters. Set name, or change a construct ID in the path.`,
    ],
    ["a range of no hours", { rangeHours: 0 }, "rangeHours is 0; expected a whole number from 1 to 360"],
    [
      "an unknown statistic",
      { metrics: [metric, { ...metric, stat: "Median" }] },
      'metrics[1].stat is "Median"; expected Sum, Average, Minimum, Maximum, SampleCount or a percentile such as p99.',
    ],
    [
      "a link that is no URL",
      { links: { Runbook: "wiki" } },
      'links["Runbook"] is "wiki"; expected a URL without spaces and parentheses. Start it with https://.',
    ],
    [
      "a text with brackets",
      { links: { "a]b": "https://example.com" } },
      'links has the text "a]b"; expected one line of text without [ and ]. Change the text.',
    ],
    [
      "a link without a text",
      { links: { " ": "https://example.com" } },
      'links has the text " "; expected one line of text without [ and ]. Change the text.',
    ],
    [
      "a link without a URL",
      { links: { Runbook: "" } },
      'links["Runbook"] is ""; expected a URL without spaces and parentheses. Start it with https://.',
    ],
    [
      "a metric without a namespace",
      { metrics: [{ ...metric, namespace: "" }] },
      'metrics[0].namespace "" has length 0; expected 1 to 255 characters. Write the name that the code publishes.',
    ],
    [
      "a metric without a name",
      { metrics: [metric, { ...metric, metricName: " " }] },
      'metrics[1].metricName " " is invalid; expected a character that is no space. Write the name that the code publishes.',
    ],
    [
      "more than 500 widgets",
      { metrics: Array.from({ length: 500 }, (_, index) => ({ ...metric, namespace: `things${index}` })) },
      "the dashboard has 510 widgets; expected at most 500. Pass some of the tables and metrics to another ApiDashboard.",
    ],
    [
      "more than 2500 metrics",
      { metrics: Array.from({ length: 2500 }, (_, index) => ({ ...metric, metricName: `made${index}` })) },
      "the dashboard has 2509 metrics; expected at most 2500. Pass some of the tables and metrics to another ApiDashboard.",
    ],
  ])("%s is an error", (_, options, error) => {
    expect(errorsOf(smallStack(options).stack)).toEqual([`test/dashboard: ${error}`]);
  });

  test.each(["p0", "p99", "p99.9", "p100", "Average"])("the statistic %s is valid", (stat) => {
    expect(errorsOf(smallStack({ metrics: [{ ...metric, stat }] }).stack)).toEqual([]);
  });

  test("dimensions that only Terraform knows are an error", () => {
    const { stack, api } = smallStack();
    const dimensions = new TerraformVariable(stack, "dimensions", { type: "map(string)" }).value;
    new ApiDashboard(stack, "other", { api, metrics: [{ ...metric, dimensions }] });
    expect(errorsOf(stack)).toEqual([
      "test/other: metrics[0].dimensions is known only to Terraform; expected a value that is known at synthesis. Write an object; its properties may be values of Terraform.",
    ]);
  });

  test("two dashboards with one name are an error", () => {
    const { stack, api } = smallStack({ name: "things" });
    new ApiDashboard(stack, "other", { api, name: "things" });
    expect(errorsOf(stack)).toEqual([
      'test/other: duplicate dashboard name "things", already used by test/dashboard. Change a construct ID in the path, or set `name`.',
    ]);
  });
});
