import {
  ApiAlarms,
  type ApiAlarmsProps,
  ApiDashboard,
  type ApiDashboardProps,
  ApiQueries,
  ApiTraces,
  NodejsFunction,
  RequestAuthorizer,
  type TerraformStack,
  WebSocketApi,
  type WebSocketApiProps,
} from "gatewright";
import { errorsOf, synthesized, testStack } from "../../support";
import { bodyOf, listMisplaced, propertiesOf, validateBody } from "./dashboard-body";
import { fieldsOf, listLambdaFields, pathsOf } from "./log-fields";
import { type Intervals, type Series, simulateAlarms } from "./simulate-alarms";

// The names and dimensions of the metrics are from
// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-logging.html

const LOGGED = { account: "existing" } as const;

/** Returns a stack with a WebSocket API. It has access logs, unless `props` are empty. */
function chatStack(props: WebSocketApiProps = LOGGED) {
  const stack = testStack();
  const api = new WebSocketApi(stack, "chat", { access: "public", ...props });
  const send = new NodejsFunction(stack, "send", { entry: "a.ts" });
  api.route("send", send);
  return { stack, api, send };
}

function alarmsStack(props: Partial<ApiAlarmsProps> = {}, apiProps?: WebSocketApiProps) {
  const { stack, api } = chatStack(apiProps);
  const alarms = new ApiAlarms(stack, "alarms", { api, ...props });
  return { stack, api, alarms };
}

const API = { ApiId: "${aws_apigatewayv2_api.chat.id}" };
const apiMetric = (metric_name: string, stat = "Sum") => ({
  namespace: "AWS/ApiGateway",
  metric_name,
  stat,
  dimensions: API,
});
const share = (part: string, total: string, metrics: Readonly<Record<string, object>>) => ({
  comparison_operator: "GreaterThanThreshold",
  treat_missing_data: "notBreaching",
  evaluation_periods: 1,
  metric_query: [
    { id: "share", expression: "IF(total >= 10 AND part > 1, 100 * part / total, 0)", return_data: true },
    { id: "part", expression: part },
    { id: "total", expression: total },
    ...Object.entries(metrics).map(([id, metric]) => ({ id, metric: { ...metric, period: 300 } })),
  ],
});
const CALLS = apiMetric("IntegrationLatency", "SampleCount");

test("a list of APIs as the API of alarms is an error that names the constructs", () => {
  const { stack, api } = chatStack();
  new ApiAlarms(stack, "alarms", { api: [api] as never });
  expect(errorsOf(stack)).toEqual([
    'test/alarms: api is ["the construct test/chat"]; expected an HttpApi, a RestApi or a WebSocketApi. Pass the construct.',
  ]);
});

describe("the alarms of a WebSocket API", () => {
  test.each<[string, object]>([
    [
      "server-errors",
      {
        threshold: 1,
        ...share(
          "FILL(integration, 0) + FILL(execution, 0)",
          "IF(part > FILL(calls, 0), part, FILL(calls, 0))",
          {
            integration: apiMetric("IntegrationError"),
            execution: apiMetric("ExecutionError"),
            calls: CALLS,
          },
        ),
      },
    ],
    [
      "client-errors",
      {
        threshold: 40,
        ...share("FILL(rejected, 0)", "part + FILL(calls, 0)", {
          rejected: apiMetric("ClientError"),
          calls: CALLS,
        }),
      },
    ],
    [
      "throttled-requests",
      {
        threshold: 5,
        ...share("FILL(rejected, 0)", "part + FILL(calls, 0)", {
          rejected: { namespace: "Gatewright", metric_name: "test-alarms-throttled-requests", stat: "Sum" },
          calls: CALLS,
        }),
      },
    ],
    [
      "integration-latency",
      {
        namespace: "AWS/ApiGateway",
        metric_name: "IntegrationLatency",
        dimensions: API,
        extended_statistic: "p99",
        threshold: 3000,
        period: 60,
        evaluation_periods: 5,
      },
    ],
    [
      "traffic",
      {
        threshold_metric_id: "expected",
        metric_query: [
          { id: "expected", expression: "ANOMALY_DETECTION_BAND(actual, 2)", return_data: true },
          { id: "actual", return_data: true, metric: { ...apiMetric("MessageCount"), period: 300 } },
        ],
      },
    ],
    ["errors-send", { threshold: 5 }],
  ])("the alarm %s has the metric, window and threshold that its description states", (id, shape) => {
    const { stack } = alarmsStack({ clientErrorPercent: 40, trafficAnomalies: true });
    synthesized(stack).only("aws_cloudwatch_metric_alarm", { alarm_name: `test-alarms-${id}`, ...shape });
  });

  test("alarms on failures that clients notice have the severity page, and the latency of the API has no alarm", () => {
    const { stack, alarms } = alarmsStack({ clientErrorPercent: 40, trafficAnomalies: true });
    const idsOf = (severity: "page" | "inform") =>
      alarms[severity].alarms.map(({ node }) => node.id).filter((id) => !id.endsWith("-send"));
    expect(idsOf("page")).toEqual(["server-errors", "integration-latency"]);
    expect(idsOf("inform")).toEqual(["client-errors", "throttled-requests", "traffic"]);
    expect(errorsOf(stack)).toEqual([]);
  });

  test("throttled messages are counted in the access logs", () => {
    const { only, leadsTo } = synthesized(alarmsStack().stack);
    const filter = only("aws_cloudwatch_log_metric_filter", { pattern: '{ $.status = "429" }' });
    leadsTo(filter, ["log_group_name"], only("aws_cloudwatch_log_group", { name: /vendedlogs/ }));
  });

  test("an API without access logs has no alarm on throttled messages, and refers to no saved query", () => {
    const { stack, alarms } = alarmsStack({}, {});
    expect([...alarms.alarms.keys()]).not.toContain("throttled-requests");
    const { all, none } = synthesized(stack);
    none("aws_cloudwatch_log_metric_filter");
    for (const { values } of all("aws_cloudwatch_metric_alarm"))
      expect(values.alarm_description).not.toContain("saved query");
  });

  test("every description names only saved queries that exist", () => {
    const { stack, api } = alarmsStack({ clientErrorPercent: 40 });
    const { queries } = new ApiQueries(stack, "queries", { api });
    const texts = synthesized(stack)
      .all("aws_cloudwatch_metric_alarm")
      .map(({ values }) => String(values.alarm_description));
    const named = texts.flatMap((text) => /saved query ([\w-]+)/.exec(text)?.[1] ?? []);
    expect(named.sort()).toEqual(["errors", "slowest-routes", "top-clients"]);
    expect(named.filter((name) => !queries.has(name))).toEqual([]);
  });

  test("a timeout of a function is described without a status, because a message has none", () => {
    synthesized(alarmsStack().stack).only("aws_cloudwatch_metric_alarm", {
      alarm_name: "test-alarms-duration-send",
      alarm_description: /A timeout becomes an error response\.$/,
    });
  });

  test("alarms monitor the functions of later routes and of the authorizer", () => {
    const stack = testStack();
    const fn = (id: string) => new NodejsFunction(stack, id, { entry: "a.ts" });
    const authorizer = new RequestAuthorizer("clients", {
      function: fn("check"),
      identitySources: ["route.request.querystring.token"],
    });
    const api = new WebSocketApi(stack, "chat", { authorizer });
    const { alarms } = new ApiAlarms(stack, "alarms", { api });
    api.route("$connect", fn("connect"));
    expect([...alarms.keys()].filter((id) => id.startsWith("errors-")).sort()).toEqual([
      "errors-check",
      "errors-connect",
    ]);
  });

  test.each<[string, Partial<ApiAlarmsProps>, string]>([
    [
      "a threshold of the latency of the API",
      { latencyP99Ms: 500 },
      "latencyP99Ms is set, but API Gateway has no metric of the latency of a WebSocketApi. Set integrationLatencyP99Ms.",
    ],
    [
      "a threshold of throttled messages without access logs",
      { throttledPercent: 5 },
      "throttledPercent is set, but the API has no access logs, in which throttled messages are counted. Set `account` of the WebSocketApi, or remove it.",
    ],
    [
      "a threshold of a quota",
      { overQuotaPercent: 5 },
      "overQuotaPercent is set, but a WebSocketApi has no quotas. Remove it, or use a RestApi.",
    ],
    [
      "a threshold of a cache",
      { cacheMissPercent: 5 },
      "cacheMissPercent is set, but the API has no cache. Set `cache` of a RestApi, or remove it.",
    ],
  ])("%s is an error", (_, props, error) => {
    expect(errorsOf(alarmsStack(props, {}).stack)).toEqual([`test/alarms: ${error}`]);
  });
});

/** Returns a value in some minutes, and another value in all other minutes. */
function during(first: number, last: number, value: number, otherwise?: number) {
  return (minute: number) => (minute >= first && minute <= last ? value : otherwise);
}

const always = (value: number) => () => value;

/** A healthy chat: 20 messages of clients in a minute, which are sent to 100 clients each. */
const HEALTHY: Series = {
  ConnectCount: always(1),
  MessageCount: always(2020),
  "IntegrationLatency SampleCount": always(21),
  "IntegrationLatency p99": always(200),
  Invocations: always(21),
  Errors: always(0),
};

describe("the alarms of a WebSocket API over one hour", () => {
  test.each<[string, Series, Readonly<Record<string, Intervals>>]>([
    ["a healthy hour starts no alarm", HEALTHY, {}],
    ["an hour without data starts no alarm", {}, {}],
    [
      "a failing route pages, although most messages are sent to clients",
      { ...HEALTHY, IntegrationError: during(10, 19, 2) },
      { "server-errors": [[10, 23]], page: [[10, 23]] },
    ],
    [
      "an integration that cannot be called pages, although no call has a latency",
      {
        MessageCount: always(20),
        ExecutionError: during(10, 19, 20),
        "IntegrationLatency SampleCount": during(0, 9, 20),
      },
      { "server-errors": [[10, 23]], page: [[10, 23]] },
    ],
    [
      "one failed message starts no alarm",
      { ...HEALTHY, IntegrationError: during(10, 10, 1), ExecutionError: always(0) },
      {},
    ],
    [
      "slow integrations page",
      { ...HEALTHY, "IntegrationLatency p99": during(10, 29, 4000, 200) },
      { "integration-latency": [[14, 29]], page: [[14, 29]] },
    ],
    [
      "throttled clients inform",
      { ...HEALTHY, ClientError: during(10, 10, 50), "throttled-requests": during(10, 10, 50) },
      { "throttled-requests": [[10, 14]], "client-errors": [[10, 14]], inform: [[10, 14]] },
    ],
  ])("%s", (_, series, expected) => {
    expect(simulateAlarms(alarmsStack({ clientErrorPercent: 30 }).stack, series, 60)).toEqual(expected);
  });
});

function dashboardStack(
  apiProps: WebSocketApiProps = { ...LOGGED, detailedMetrics: true },
  props: Partial<ApiDashboardProps> = {},
  hasAlarms = true,
): TerraformStack {
  const { stack, api } = chatStack(apiProps);
  const alarms = hasAlarms ? new ApiAlarms(stack, "alarms", { api, clientErrorPercent: 40 }) : undefined;
  new ApiDashboard(stack, "dashboard", { api, alarms, ...props });
  return stack;
}

const full = bodyOf(dashboardStack());
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
const math = (expression: string, id: string, label: string, hidden: object = {}) => [
  { expression, id, label, ...hidden },
];
const HIDDEN = { visible: false };
const hidden = (id: string, stat = "Sum") => ({ stat, id, ...HIDDEN });
const routes = (name: string, stat: string, period: number) =>
  [
    ["ApiId,Method,Resource,Stage", "${PROP('Dim.Method')} ${PROP('Dim.Resource')}"],
    ["ApiId,Route,Stage", "${PROP('Dim.Route')}"],
  ].map(([names, label = ""], index) =>
    math(
      `SORT(SEARCH('{AWS/ApiGateway,${names}} MetricName="${name}" ApiId="${apiId}"', '${stat}', ${period}), SUM, DESC, 10)`,
      `routes${index}`,
      label,
    ),
  );
const logs = (...query: readonly string[]) => ({
  region: "eu-central-1",
  view: "table",
  query: ["SOURCE '/aws/vendedlogs/apis/test-chat'", ...query].join(" | "),
});
const FAILED = "filter status >= 500 or integrationStatus >= 500 or functionStatus >= 500";

const EXPECTED: Readonly<Record<string, object>> = {
  "New connections": graph("handshakes per minute", 60, [
    api("ConnectCount", { stat: "Sum", label: "handshakes" }),
  ]),
  Messages: graph("messages per minute, in both directions", 60, [
    api("MessageCount", { stat: "Sum", label: "messages" }),
  ]),
  "Failed and rejected messages and handshakes": graph(
    "percent, 5 minutes",
    300,
    [
      math("100 * part / total", "sharefailed", "failed in an integration"),
      math(
        "100 * FILL(rejected, 0) / (FILL(rejected, 0) + FILL(calls, 0))",
        "sharerejected",
        "rejected, with throttled",
      ),
      math("100 * FILL(throttled, 0) / (FILL(throttled, 0) + FILL(calls, 0))", "sharethrottled", "throttled"),
      math("FILL(integration, 0) + FILL(execution, 0)", "part", "part", HIDDEN),
      math("IF(part > FILL(calls, 0), part, FILL(calls, 0))", "total", "total", HIDDEN),
      api("IntegrationError", hidden("integration")),
      api("ExecutionError", hidden("execution")),
      api("IntegrationLatency", hidden("calls", "SampleCount")),
      api("ClientError", hidden("rejected")),
      ["Gatewright", "test-alarms-throttled-requests", hidden("throttled")],
    ],
    { label: "alarm on failed", value: 1 },
    { label: "alarm on rejected", value: 40 },
    { label: "alarm on throttled", value: 5 },
  ),
  "Latency of the integrations": graph(
    "milliseconds",
    60,
    ["p50", "p90", "p99"].map((stat) => api("IntegrationLatency", { stat, label: stat })),
    { label: "alarm on p99", value: 3000 },
  ),
  "Messages: top 10 routes": graph("messages per minute", 60, routes("MessageCount", "Sum", 60)),
  "Failed integrations: top 10 routes": graph(
    "errors in 5 minutes",
    300,
    routes("IntegrationError", "Sum", 300),
  ),
  "Client errors: top 10 routes": graph("errors in 5 minutes", 300, routes("ClientError", "Sum", 300)),
  "p99 integration latency: top 10 routes": graph(
    "milliseconds",
    60,
    routes("IntegrationLatency", "p99", 60),
  ),
  "Failing routes, with the number of affected clients": logs(
    FAILED,
    "stats count(*) as failed, count_distinct(connectionId) as connections, count_distinct(sourceIp) as addresses, earliest(requestTime) as since, latest(requestTime) as until by routeKey, status",
    "sort failed desc",
    "limit 20",
  ),
  "Rejected handshakes and messages (4xx)": logs(
    "filter status >= 400 and status < 500",
    "stats count(*) as rejected, count_distinct(sourceIp) as addresses by eventType, routeKey, status, error",
    "sort rejected desc",
    "limit 20",
  ),
  "Latest failed messages and handshakes": logs(
    FAILED,
    "fields @timestamp, eventType, routeKey, status, functionStatus, integrationError, error, connectionId, requestId",
    "sort @timestamp desc",
    "limit 20",
  ),
};

/** Returns the titles of the widgets before those of the functions. */
function titlesOf(stack: TerraformStack): readonly unknown[] {
  const { widgets } = bodyOf(stack);
  const end = widgets.findIndex(({ properties }) => String(properties.markdown).startsWith("## Functions"));
  return widgets
    .slice(0, end)
    .flatMap(({ type, properties }) => (type === "alarm" ? [] : (properties.title ?? [])));
}

describe("the dashboard of a WebSocket API", () => {
  test.each(Object.entries(EXPECTED))("the widget %j has these properties", (title, expected) => {
    expect(propertiesOf(full, title)).toEqual({ title, ...expected });
  });

  test("every widget of the API is tested", () => {
    expect(titlesOf(dashboardStack())).toEqual(Object.keys(EXPECTED));
  });

  test.each<[string, () => TerraformStack]>([
    ["all widgets", () => dashboardStack()],
    ["no access logs and no alarms", () => dashboardStack({}, {}, false)],
  ])("a dashboard with %s has the structure that AWS documents", (_, stack) => {
    const body = bodyOf(stack());
    expect(validateBody(body)).toEqual([]);
    expect(listMisplaced(body)).toEqual([]);
  });

  test("an API without access logs has no tables of them, no link to them and no metric of them", () => {
    const stack = dashboardStack({}, {}, false);
    expect(titlesOf(stack)).toEqual(Object.keys(EXPECTED).slice(0, 4));
    const text = JSON.stringify(bodyOf(stack));
    expect(text).not.toContain("vendedlogs");
    expect(text).not.toContain("Access logs");
    expect(text).not.toContain("throttled-requests");
    synthesized(stack).none("aws_cloudwatch_log_metric_filter");
  });

  test("each expression of the graph of percentages refers to existing metrics", () => {
    for (const stack of [dashboardStack(), dashboardStack({}, {}, false)]) {
      const { metrics } = propertiesOf(bodyOf(stack), "Failed and rejected messages and handshakes") ?? {};
      const entries = (metrics as readonly unknown[][]).map((entry) => entry.at(-1));
      const options = entries as readonly { id: string; expression?: string }[];
      const ids = options.map(({ id }) => id);
      const used = options.flatMap(({ expression = "" }) => expression.match(/\b[a-z]\w*/g) ?? []);
      expect(used.filter((id) => !ids.includes(id))).toEqual([]);
    }
  });

  test("without alarms, the dashboard counts the throttled messages itself", () => {
    synthesized(dashboardStack(LOGGED, {}, false)).only("aws_cloudwatch_log_metric_filter", {
      name: "test-dashboard-throttled-requests",
    });
  });

  test("without log queries, the dashboard has no tables of the access logs", () => {
    const titles = titlesOf(dashboardStack(undefined, { logQueries: false }));
    expect(titles).toEqual(Object.keys(EXPECTED).slice(0, 8));
  });

  test("the section of the functions describes the errors that clients get", () => {
    const { markdown } =
      full.widgets
        .map(({ properties }) => properties)
        .find((properties) => String(properties.markdown).startsWith("## Functions")) ?? {};
    expect(markdown).toContain("its callers get an error. A throttled invocation becomes an error, too.");
  });
});

describe("the saved queries of a WebSocket API", () => {
  /** Returns the lines of each query by its name. */
  function savedQueries(): Readonly<Record<string, readonly string[]>> {
    const { stack, api } = chatStack();
    new ApiQueries(stack, "queries", { api });
    const queries = synthesized(stack).all("aws_cloudwatch_query_definition");
    return Object.fromEntries(
      queries.map(({ values }) => [
        String(values.name).replace("test-chat/", ""),
        String(values.query_string).split("\n"),
      ]),
    );
  }

  test("the queries have the texts that their page describes", () => {
    const { errors, "slowest-routes": slowest, "cold-starts": coldStarts, ...others } = savedQueries();
    expect(errors?.[0]).toBe(
      'filter status >= 500 or integrationStatus >= 500 or functionStatus >= 500 or level = "ERROR" or level = "FATAL" or (type = "platform.report" and record.status != "success")',
    );
    expect(slowest?.[1]).toBe(
      "| stats count(*) as calls, pct(integrationLatency, 50) as p50Ms, pct(integrationLatency, 95) as p95Ms, pct(integrationLatency, 99) as p99Ms, max(integrationLatency) as maxMs by routeKey",
    );
    expect(coldStarts).toContain("| sort p95Ms desc");
    expect(others).toEqual({
      "messages-by-route": [
        'filter eventType = "MESSAGE"',
        "| stats count(*) as messages, count_distinct(connectionId) as connections by routeKey, status",
        "| sort messages desc",
        "| limit 100",
      ],
      "rejected-messages": [
        'filter eventType = "MESSAGE" and status >= 400 and status < 500',
        "| stats count(*) as messages, count_distinct(connectionId) as connections by routeKey, status, error, validationError",
        "| sort messages desc",
        "| limit 50",
      ],
      "rejected-handshakes": [
        'filter eventType = "CONNECT" and status >= 400',
        "| stats count(*) as rejected, count_distinct(sourceIp) as addresses, earliest(requestTime) as since, latest(requestTime) as until by status, error, authorizerError",
        "| sort rejected desc",
        "| limit 50",
      ],
      "closed-connections": [
        "# Minutes from the handshake to the end. API Gateway closes a connection after 10 minutes without a message, and after 120 minutes.",
        'filter eventType = "DISCONNECT"',
        "| fields floor((toMillis(@timestamp) - connectedAt) / 60000) as minutes",
        "| stats count(*) as connections by minutes",
        "| sort minutes asc",
        "| limit 150",
      ],
      "one-connection": [
        "# Replace CONNECTION_ID with the connectionId of a connection, or with the requestId or functionRequestId of one of its access log entries.",
        'filter @message like "CONNECTION_ID"',
        "| fields @timestamp, coalesce(eventType, type, level) as kind, status, coalesce(message.message, errorMessage, routeKey) as text, @message, @log",
        "| sort @timestamp asc",
        "| limit 1000",
      ],
      "top-clients": [
        "filter ispresent(sourceIp)",
        "| stats count(*) as events, count_distinct(connectionId) as connections, count_distinct(routeKey) as routes by sourceIp, principalId",
        "| sort events desc",
        "| limit 50",
      ],
    });
  });

  test("the queries contain only fields that the logs of the API and its functions have", async () => {
    const { values } = synthesized(chatStack().stack).only("aws_apigatewayv2_stage");
    const [settings] = [values.access_log_settings].flat() as { format: string }[];
    const known = [...pathsOf(JSON.parse(settings?.format ?? "")), ...(await listLambdaFields())];
    for (const [name, lines] of Object.entries(savedQueries())) {
      const unknown = fieldsOf(lines).filter((field) => !known.includes(field));
      expect({ name, unknown }).toEqual({ name, unknown: [] });
    }
  });

  test("the tables of the dashboard contain only fields of the access logs", () => {
    const { values } = synthesized(dashboardStack()).only("aws_apigatewayv2_stage");
    const [settings] = [values.access_log_settings].flat() as { format: string }[];
    const known = pathsOf(JSON.parse(settings?.format ?? ""));
    const queries = full.widgets.flatMap(({ properties }) => String(properties.query ?? []));
    const tables = queries.filter((query) => query.includes("vendedlogs"));
    expect(tables).toHaveLength(3);
    for (const table of tables) {
      const unknown = fieldsOf([table.replace(/SOURCE '.*?' \|/, "")]).filter(
        (field) => !known.includes(field),
      );
      expect({ table, unknown }).toEqual({ table, unknown: [] });
    }
  });

  test("queries of an API without access logs are an error", () => {
    const { stack, api } = chatStack({});
    new ApiQueries(stack, "queries", { api });
    expect(errorsOf(stack)).toEqual([
      "test/queries: api has no access logs for the queries. Set `account` of the WebSocketApi.",
    ]);
  });

  test("a folder is validated with the longest name of a query", () => {
    const { stack, api } = chatStack();
    new ApiQueries(stack, "queries", { api, folder: "a".repeat(236) });
    expect(errorsOf(stack)).toEqual([
      expect.stringMatching(/rejected-handshakes" has length 256; expected 1 to 255 characters/),
    ]);
  });
});

test("an X-Ray group of a WebSocket API is an error", () => {
  const { stack, api } = chatStack();
  // @ts-expect-error: TypeScript reports it, too.
  new ApiTraces(stack, "traces", { api });
  expect(errorsOf(stack)).toEqual([
    "test/traces: api is the construct test/chat; expected an HttpApi or a RestApi. Remove it. The X-Ray console contains the traces of the functions.",
  ]);
});
