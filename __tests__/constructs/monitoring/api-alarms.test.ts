import {
  ApiAlarms,
  type ApiAlarmsProps,
  ApiDashboard,
  HttpApi,
  KmsKey,
  LambdaAuthorizer,
  NodejsFunction,
  SnsTopic,
  SqsQueue,
  Table,
  TerraformVariable,
} from "gatewright";
import { errorsOf, synthesized, testStack } from "../../support";

// Sources of the names and dimensions of the metrics, and of the limits of alarm names:
// - https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
// - https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
// - https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
// - https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
// - https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html

function alarmsStack(props: Partial<ApiAlarmsProps> = {}) {
  const stack = testStack();
  const api = new HttpApi(stack, "api");
  const alarms = new ApiAlarms(stack, "alarms", { api, ...props });
  return { stack, api, alarms };
}

/** Returns a stack whose API has one function with every limit, and a table. */
function fullStack(props: Partial<ApiAlarmsProps> = {}) {
  const stack = testStack();
  const api = new HttpApi(stack, "api");
  const deadLetterQueue = new SqsQueue(stack, "dead", { name: "dead" });
  const list = new NodejsFunction(stack, "list", {
    entry: "a.ts",
    timeoutSeconds: 20,
    reservedConcurrency: 50,
    deadLetterQueue,
  });
  api.route("GET /", list, { access: "public" });
  const things = new Table(stack, "things", { partitionKey: "id" });
  const alarms = new ApiAlarms(stack, "alarms", { api, tables: [things], ...props });
  return { stack, alarms };
}

const API = { ApiId: "${aws_apigatewayv2_api.api.id}" };
const FUNCTION = { FunctionName: "${aws_lambda_function.list.function_name}" };
const TABLE = { TableName: "${aws_dynamodb_table.things.name}" };

const shareQueries = (part: object, total: object) => [
  { id: "share", expression: "IF(total >= 10 AND part > 1, 100 * part / total, 0)", return_data: true },
  { id: "part", metric: { period: 300, stat: "Sum", ...part } },
  { id: "total", metric: { period: 300, ...total } },
];
const REQUESTS = {
  namespace: "AWS/ApiGateway",
  metric_name: "Count",
  stat: "SampleCount",
  dimensions: API,
};
const ABOVE = { comparison_operator: "GreaterThanThreshold", treat_missing_data: "notBreaching" };
const FIVE_MINUTES = { ...ABOVE, evaluation_periods: 5, period: 60 };
const SHARE = { ...ABOVE, evaluation_periods: 1 };
const THREE_OF_FIVE = { ...ABOVE, evaluation_periods: 5, datapoints_to_alarm: 3 };

test.each<[string, object]>([
  [
    "server-errors",
    {
      ...SHARE,
      threshold: 1,
      metric_query: shareQueries(
        { namespace: "AWS/ApiGateway", metric_name: "5xx", dimensions: API },
        REQUESTS,
      ),
    },
  ],
  [
    "client-errors",
    {
      ...SHARE,
      threshold: 40,
      metric_query: shareQueries(
        { namespace: "AWS/ApiGateway", metric_name: "4xx", dimensions: API },
        REQUESTS,
      ),
    },
  ],
  [
    "throttled-requests",
    {
      ...SHARE,
      threshold: 5,
      metric_query: shareQueries(
        { namespace: "Gatewright", metric_name: "test-alarms-throttled-requests" },
        REQUESTS,
      ),
    },
  ],
  [
    "latency",
    {
      ...FIVE_MINUTES,
      threshold: 3000,
      namespace: "AWS/ApiGateway",
      metric_name: "Latency",
      dimensions: API,
      extended_statistic: "p99",
      evaluate_low_sample_count_percentiles: undefined,
    },
  ],
  [
    "integration-latency",
    {
      ...FIVE_MINUTES,
      threshold: 3000,
      namespace: "AWS/ApiGateway",
      metric_name: "IntegrationLatency",
      dimensions: API,
      extended_statistic: "p99",
    },
  ],
  [
    "traffic",
    {
      evaluation_periods: 2,
      comparison_operator: "LessThanLowerOrGreaterThanUpperThreshold",
      threshold: undefined,
      threshold_metric_id: "expected",
      metric_query: [
        { id: "expected", expression: "ANOMALY_DETECTION_BAND(actual, 2)", return_data: true },
        { id: "actual", return_data: true, metric: { ...REQUESTS, period: 300 } },
      ],
    },
  ],
  [
    "errors-list",
    {
      ...SHARE,
      threshold: 5,
      metric_query: shareQueries(
        { namespace: "AWS/Lambda", metric_name: "Errors", dimensions: FUNCTION },
        { namespace: "AWS/Lambda", metric_name: "Invocations", stat: "Sum", dimensions: FUNCTION },
      ),
    },
  ],
  [
    "throttles-list",
    {
      ...THREE_OF_FIVE,
      threshold: 0,
      namespace: "AWS/Lambda",
      metric_name: "Throttles",
      dimensions: FUNCTION,
      statistic: "Sum",
      period: 60,
    },
  ],
  [
    "duration-list",
    {
      ...ABOVE,
      evaluation_periods: 2,
      threshold: 16_000,
      namespace: "AWS/Lambda",
      metric_name: "Duration",
      dimensions: FUNCTION,
      extended_statistic: "p99",
      period: 300,
    },
  ],
  [
    "concurrency-list",
    {
      ...ABOVE,
      evaluation_periods: 2,
      threshold: 40,
      namespace: "AWS/Lambda",
      metric_name: "ConcurrentExecutions",
      dimensions: FUNCTION,
      statistic: "Maximum",
      period: 300,
    },
  ],
  [
    "dead-letters-list",
    {
      ...ABOVE,
      evaluation_periods: 1,
      threshold: 0,
      namespace: "AWS/SQS",
      metric_name: "ApproximateNumberOfMessagesVisible",
      dimensions: { QueueName: '${element(split(":", "${aws_sqs_queue.dead.arn}"), 5)}' },
      statistic: "Maximum",
      period: 300,
    },
  ],
  [
    "throttles-things",
    {
      ...THREE_OF_FIVE,
      threshold: 0,
      metric_query: [
        { id: "sum", expression: "FILL(m0, 0) + FILL(m1, 0)", return_data: true },
        ...["ReadThrottleEvents", "WriteThrottleEvents"].map((metric_name, index) => ({
          id: `m${index}`,
          metric: { namespace: "AWS/DynamoDB", metric_name, dimensions: TABLE, stat: "Sum", period: 60 },
        })),
      ],
    },
  ],
  ["system-errors-things", { ...THREE_OF_FIVE, threshold: 0 }],
])("the alarm %s has the metric, window and threshold that its description states", (id, shape) => {
  const { stack } = fullStack({ clientErrorPercent: 40, trafficAnomalies: true });
  synthesized(stack).only("aws_cloudwatch_metric_alarm", { alarm_name: `test-alarms-${id}`, ...shape });
});

test("the alarm on errors of DynamoDB adds the metrics of all operations", () => {
  const alarm = synthesized(fullStack().stack).only("aws_cloudwatch_metric_alarm", {
    alarm_name: "test-alarms-system-errors-things",
  });
  const [sum, ...queries] = alarm.values.metric_query as readonly {
    readonly expression?: string;
    readonly metric?: { readonly metric_name: string; readonly dimensions: object };
  }[];
  expect(queries.map(({ metric }) => metric?.dimensions)).toEqual(
    ["GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query", "Scan", "BatchGetItem", "BatchWriteItem"].map(
      (Operation) => ({ ...TABLE, Operation }),
    ),
  );
  expect(sum?.expression?.match(/FILL\(m\d, 0\)/g)).toHaveLength(queries.length);
});

test("429 responses are counted in the access logs, because API Gateway has no metric for them", () => {
  const { only, leadsTo } = synthesized(alarmsStack().stack);
  const filter = only("aws_cloudwatch_log_metric_filter", {
    pattern: '{ $.status = "429" }',
    metric_transformation: { namespace: "Gatewright", name: "test-alarms-throttled-requests", value: "1" },
  });
  leadsTo(
    filter,
    ["log_group_name"],
    only("aws_cloudwatch_log_group", { name: "/aws/vendedlogs/apis/test-api" }),
  );
});

test("each threshold can be set by an option", () => {
  const { stack } = fullStack({
    serverErrorPercent: 2.5,
    throttledPercent: 3,
    latencyP99Ms: 500,
    integrationLatencyP99Ms: 400,
    functionErrorPercent: 4,
    durationPercent: 50,
    concurrencyPercent: 60,
    tags: { team: "things" },
  });
  const { stack: terraform, all } = synthesized(stack);
  const thresholds = terraform
    .ofType("aws_cloudwatch_metric_alarm")
    .map(({ values }) => [`${values.alarm_name}`.replace("test-alarms-", ""), values.threshold]);
  expect(Object.fromEntries(thresholds)).toMatchObject({
    "server-errors": 2.5,
    "throttled-requests": 3,
    latency: 500,
    "integration-latency": 400,
    "errors-list": 4,
    "duration-list": 10_000,
    "concurrency-list": 30,
  });
  for (const type of ["aws_cloudwatch_metric_alarm", "aws_cloudwatch_composite_alarm", "aws_sns_topic"])
    all(type, { tags: { team: "things" } });
});

test("the limit of the integration latency is the limit of the latency by default", () => {
  synthesized(alarmsStack({ latencyP99Ms: 700 }).stack).only("aws_cloudwatch_metric_alarm", {
    metric_name: "IntegrationLatency",
    threshold: 700,
  });
});

test("alarms monitor every function, including later routes and Lambda authorizers", () => {
  const stack = testStack();
  const api = new HttpApi(stack, "api");
  const fn = (id: string) => new NodejsFunction(stack, id, { entry: "a.ts" });
  api.route("GET /before", fn("before"), { access: "public" });
  const { alarms } = new ApiAlarms(stack, "alarms", { api });
  const callers = new LambdaAuthorizer("callers", { function: fn("check") });
  api.route("GET /after", fn("after"), { authorizer: callers });
  const ids = [...alarms.keys()].filter((id) => /^(errors|throttles|duration)-/.test(id)).sort();
  expect(ids).toEqual(
    ["duration", "errors", "throttles"].flatMap((kind) =>
      ["after", "before", "check"].map((name) => `${kind}-${name}`),
    ),
  );
});

test("each description names the first thing to look at, and has the links that were added", () => {
  const { stack, alarms } = fullStack();
  alarms.addLink("Runbook: https://wiki.example.com/things");
  const { only, all } = synthesized(stack);
  only("aws_cloudwatch_metric_alarm", {
    alarm_name: "test-alarms-server-errors",
    alarm_description:
      "More than 1% of the responses were 5xx, in five minutes. Find the cause with the saved query errors, which lists the failed requests with their errors. Runbook: https://wiki.example.com/things",
  });
  all("aws_cloudwatch_metric_alarm", { alarm_description: /Runbook: https:\/\/wiki\.example\.com\/things$/ });
});

describe("the notifications", () => {
  /** Returns the names of the alarms that a composite alarm refers to, without the prefix. */
  function children(stack: ReturnType<typeof testStack>, name: string): string[] {
    const { stack: terraform } = synthesized(stack);
    const rule = terraform
      .ofType("aws_cloudwatch_composite_alarm")
      .find(({ values }) => values.alarm_name === `test-alarms-${name}`)?.values.alarm_rule;
    const byReference = new Map<string, string>(
      ["aws_cloudwatch_metric_alarm", "aws_cloudwatch_composite_alarm"].flatMap((type) =>
        terraform
          .ofType(type)
          .map((alarm) => [`\${${type}.${alarm.name}.alarm_name}`, `${alarm.values.alarm_name}`] as const),
      ),
    );
    return [...`${rule}`.matchAll(/ALARM\("(.*?)"\)/g)].map(([, reference = ""]) =>
      String(byReference.get(reference)).replace("test-alarms-", ""),
    );
  }

  test("alarms that callers notice page, and all others inform", () => {
    const { stack } = fullStack({ clientErrorPercent: 40, trafficAnomalies: true });
    expect(children(stack, "page")).toEqual(["server-errors", "latency", "errors-list"]);
    expect(children(stack, "inform")).toEqual([
      ...["client-errors", "throttled-requests", "integration-latency", "traffic"],
      ...["throttles-list", "duration-list", "concurrency-list", "dead-letters-list"],
      ...["throttles-things", "system-errors-things"],
    ]);
  });

  test("a composite alarm notifies its topic and existing topics when it starts and ends", () => {
    const stack = testStack();
    const chat = new SnsTopic(stack, "chat", { name: "chat" });
    const api = new HttpApi(stack, "api");
    new ApiAlarms(stack, "alarms", {
      api,
      page: { emails: ["on-call@example.com"], topics: [chat] },
      inform: { emails: ["team@example.com"] },
    });
    const { only, all, leadsTo } = synthesized(stack);
    const topics = ["${aws_sns_topic.alarms_page_topic_", "${aws_sns_topic.chat.arn}"];
    const page = only("aws_cloudwatch_composite_alarm", { alarm_name: "test-alarms-page" });
    for (const actions of [page.values.alarm_actions, page.values.ok_actions])
      expect(actions).toEqual([expect.stringContaining(topics[0] ?? ""), topics[1]]);
    const subscription = only("aws_sns_topic_subscription", { endpoint: "on-call@example.com" });
    leadsTo(subscription, ["topic_arn"], only("aws_sns_topic", { name: "test-alarms-page" }));
    leadsTo(
      only("aws_sns_topic_subscription", { protocol: "email", endpoint: "team@example.com" }),
      ["topic_arn"],
      only("aws_sns_topic", { name: "test-alarms-inform" }),
    );
    all("aws_cloudwatch_metric_alarm", { alarm_actions: undefined, ok_actions: undefined });
  });

  test("without receivers, the topics have no subscription and no key", () => {
    const { none, all } = synthesized(alarmsStack().stack);
    none("aws_sns_topic_subscription");
    all("aws_sns_topic", { kms_master_key_id: undefined });
  });

  test("a key of choice encrypts the topics", () => {
    const stack = testStack();
    const encryptionKey = new KmsKey(stack, "key");
    new ApiAlarms(stack, "alarms", { api: new HttpApi(stack, "api"), encryptionKey });
    synthesized(stack).all("aws_sns_topic", { kms_master_key_id: "${aws_kms_key.key.arn}" });
  });

  test("an email address that only Terraform knows has a subscription", () => {
    const stack = testStack();
    const email = new TerraformVariable(stack, "email", { type: "string" });
    new ApiAlarms(stack, "alarms", { api: new HttpApi(stack, "api"), page: { emails: [email.stringValue] } });
    synthesized(stack).only("aws_sns_topic_subscription", { endpoint: "${var.email}" });
  });

  test("the alarms of an API with 300 functions are in composite alarms within the limits of CloudWatch", () => {
    const stack = testStack();
    const api = new HttpApi(stack, "api");
    for (let index = 0; index < 300; index++)
      api.route(`GET /r${index}`, new NodejsFunction(stack, `function-${index}`, { entry: "a.ts" }), {
        access: "public",
      });
    new ApiAlarms(stack, "alarms", { api });
    const { stack: terraform } = synthesized(stack);
    const names = new Map<string, string>(
      [
        ...terraform.ofType("aws_cloudwatch_metric_alarm"),
        ...terraform.ofType("aws_cloudwatch_composite_alarm"),
      ].map((alarm) => [`\${${alarm.type}.${alarm.name}.alarm_name}`, `${alarm.values.alarm_name}`]),
    );
    for (const { values } of terraform.ofType("aws_cloudwatch_composite_alarm")) {
      const rule = `${values.alarm_rule}`.replaceAll(
        /\$\{.*?\}/g,
        (reference) => names.get(reference) ?? "?",
      );
      expect(rule).not.toContain("?");
      expect(rule.length).toBeLessThanOrEqual(10_240);
      expect(rule.split(" OR ").length).toBeLessThanOrEqual(100);
    }
    const allChildren = terraform
      .ofType("aws_cloudwatch_composite_alarm")
      .flatMap(({ values }) => [...`${values.alarm_rule}`.matchAll(/ALARM/g)]);
    const further = terraform.ofType("aws_cloudwatch_composite_alarm").length - 2;
    expect(further).toBeGreaterThan(0);
    expect(allChildren).toHaveLength(terraform.ofType("aws_cloudwatch_metric_alarm").length + further);
  });
});

test.each<[string, Partial<ApiAlarmsProps>, string]>([
  [
    "an invalid email address",
    { page: { emails: ["a@example.com", "on-call"] } },
    'page.emails[1] is "on-call"; expected an email address. Correct it, or subscribe to the topic in another way.',
  ],
  [
    "an error percentage of 0",
    { serverErrorPercent: 0 },
    "serverErrorPercent is 0; expected a number greater than 0 and less than 100. It is a percentage.",
  ],
  [
    "an error percentage of 100",
    { functionErrorPercent: 100 },
    "functionErrorPercent is 100; expected a number greater than 0 and less than 100. It is a percentage.",
  ],
  [
    "a duration above the timeout",
    { durationPercent: 101 },
    "durationPercent is 101; expected a number greater than 0 and at most 100. It is a percentage.",
  ],
  [
    "a latency over 30 seconds",
    { latencyP99Ms: 30_001, integrationLatencyP99Ms: 1 },
    "latencyP99Ms is 30001; expected a whole number from 1 to 30000 ms",
  ],
  [
    "a duplicate email address",
    { inform: { emails: ["a@example.com", "b@example.com", "a@example.com"] } },
    "inform.emails[2] is the same as inform.emails[0]. Remove one of them.",
  ],
  ["a minimum of 0 requests", { minRequests: 0 }, "minRequests is 0; expected a whole number of 1 or more"],
])("%s is an error at synthesis", (_, props, error) => {
  expect(errorsOf(alarmsStack(props).stack)).toEqual([`test/alarms: ${error}`]);
});

test.each<[string, string, string]>([
  [
    "over CloudWatch's limit",
    "a".repeat(232),
    "has length 256; expected 1 to 255 characters. Shorten a construct ID in the path.",
  ],
  [
    "with a quote",
    'a"b',
    'is invalid; expected one line of text without " and \\. Shorten a construct ID in the path.',
  ],
])("an alarm name %s is an error at synthesis", (_, id, error) => {
  const stack = testStack();
  new ApiAlarms(stack, id, { api: new HttpApi(stack, "api") });
  expect(errorsOf(stack)).toContain(`test/${id}: alarm name "test-${id}-throttled-requests" ${error}`);
});

test("a duplicate table is an error at synthesis, for the alarms and for the dashboard", () => {
  const { stack, api } = alarmsStack();
  const things = new Table(stack, "things", { partitionKey: "id" });
  new ApiAlarms(stack, "more", { api, tables: [things, things] });
  new ApiDashboard(stack, "dashboard", { api, tables: [things, things] });
  expect(errorsOf(stack)).toEqual([
    "test/more, test/dashboard: tables[1] is the same as tables[0]. Remove one of them.",
  ]);
});

test.each<[string, unknown, string]>([
  ["an empty text", " ", 'the text of addLink() is " "; expected a text that is not empty'],
  ["a missing text", undefined, "the text of addLink() is undefined; expected a text that is not empty"],
])("%s as a link is an error at synthesis", (_, text, error) => {
  const { stack, alarms } = alarmsStack();
  alarms.addLink(text as string);
  expect(errorsOf(stack)).toEqual([`test/alarms: ${error}`]);
});

test("links that make a description longer than CloudWatch accepts are an error at synthesis", () => {
  const { stack, alarms } = alarmsStack();
  for (const number of [1, 2, 3]) alarms.addLink(`Page ${number}: https://example.com/${"a".repeat(300)}`);
  expect(errorsOf(stack)).toEqual([
    expect.stringMatching(
      /^test\/alarms: the description of the alarm "[\w-]+" has 1\d{3} characters with its links; the maximum is 1024. Shorten the texts of addLink\(\).$/,
    ),
  ]);
});
