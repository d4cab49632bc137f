import { ApiAlarms, type ApiAlarmsProps, HttpApi, LambdaAuthorizer, NodejsFunction } from "#constructs";
import { faultsOf, synthesized, testStack } from "../../support";

// Facts: the metrics' names and dimensions, http-api-metrics, API Gateway developer guide, and monitoring-metrics-types, Lambda
// developer guide; names, PutMetricAlarm, CloudWatch API reference.

function given(props: Partial<ApiAlarmsProps> = {}) {
  const stack = testStack();
  const api = new HttpApi(stack, "api");
  const alarms = new ApiAlarms(stack, "alarms", { api, ...props });
  return { stack, api, alarms };
}

describe("an alarm", () => {
  test("tells of its beginning and its end, through one topic, and not of silence", () => {
    const { stack, api } = given();
    api.route("GET /", new NodejsFunction(stack, "answer", { entry: "a.ts" }), { access: "public" });
    const { only, all, leadsTo } = synthesized(stack);
    const topic = only("aws_sns_topic", { name: "test-alarms", kms_master_key_id: undefined });
    for (const alarm of all("aws_cloudwatch_metric_alarm", { treat_missing_data: "notBreaching" })) {
      leadsTo(alarm, ["alarm_actions"], topic);
      leadsTo(alarm, ["ok_actions"], topic);
    }
  });

  test("watches the share of the API's answers that are 5xx", () => {
    synthesized(given().stack).only("aws_cloudwatch_metric_alarm", {
      alarm_name: "test-alarms-server-errors",
      comparison_operator: "GreaterThanThreshold",
      threshold: 1,
      evaluation_periods: 5,
      metric_query: [
        { id: "percent", expression: "100 * errors / requests", return_data: true },
        {
          id: "errors",
          metric: { namespace: "AWS/ApiGateway", metric_name: "5xx", stat: "Sum", period: 60 },
        },
        {
          id: "requests",
          metric: {
            metric_name: "Count",
            stat: "SampleCount",
            dimensions: { ApiId: "${aws_apigatewayv2_api.api.id}" },
          },
        },
      ],
    });
  });

  test("watches for the share that was asked for, with the tags", () => {
    const tags = { team: "things" };
    const { only, all } = synthesized(given({ serverErrorPercent: 2.5, tags }).stack);
    only("aws_cloudwatch_metric_alarm", { alarm_name: "test-alarms-server-errors", threshold: 2.5 });
    all("aws_cloudwatch_metric_alarm", { tags });
    only("aws_sns_topic", { tags });
  });

  test("watches the API's p99 latency", () => {
    synthesized(given({ latencyP99Ms: 500 }).stack).only("aws_cloudwatch_metric_alarm", {
      alarm_name: "test-alarms-latency",
      namespace: "AWS/ApiGateway",
      metric_name: "Latency",
      extended_statistic: "p99",
      threshold: 500,
      evaluate_low_sample_count_percentiles: undefined,
    });
  });

  test("watches each function's errors and throttles, whenever it is routed to, and those that authorize", () => {
    const stack = testStack();
    const api = new HttpApi(stack, "api");
    const fn = (id: string) => new NodejsFunction(stack, id, { entry: "a.ts" });
    api.route("GET /before", fn("before"), { access: "public" });
    new ApiAlarms(stack, "alarms", { api });
    const callers = new LambdaAuthorizer("callers", { function: fn("check") });
    api.route("GET /after", fn("after"), { authorizer: callers });
    const { stack: found } = synthesized(stack);
    const watched = found
      .ofType("aws_cloudwatch_metric_alarm")
      .filter(({ values }) => values.namespace === "AWS/Lambda")
      .map((alarm) => `${alarm.values.metric_name} ${found.follow(alarm, "dimensions.FunctionName").name}`);
    expect(watched.sort()).toEqual([
      "Errors after",
      "Errors before",
      "Errors check",
      "Throttles after",
      "Throttles before",
      "Throttles check",
    ]);
  });

  test("can be had by its id", () => {
    expect([...given().alarms.alarms.keys()]).toEqual(["server-errors", "latency"]);
  });
});

describe("who is told", () => {
  test("is the address that is given", () => {
    const { only, leadsTo } = synthesized(given({ notify: "on-call@example.com" }).stack);
    const subscription = only("aws_sns_topic_subscription", {
      protocol: "email",
      endpoint: "on-call@example.com",
    });
    leadsTo(subscription, ["topic_arn"], only("aws_sns_topic"));
  });

  test("is nobody without one", () => {
    synthesized(given().stack).none("aws_sns_topic_subscription");
  });
});

test.each<[string, Partial<ApiAlarmsProps>, string]>([
  [
    "an address that is none",
    { notify: "on-call" },
    'notify must be an email address, found "on-call"; leave it out to subscribe to the topic in another way',
  ],
  ["no share of errors", { serverErrorPercent: 0 }, "serverErrorPercent must be between 0 and 100, found 0"],
  [
    "a share of all errors",
    { serverErrorPercent: 100 },
    "serverErrorPercent must be between 0 and 100, found 100",
  ],
  [
    "an endless latency",
    { latencyP99Ms: 30_001 },
    "latencyP99Ms must be a whole number from 1 to 30000 ms, found 30001",
  ],
])("%s is a fault at synth", (_, props, fault) => {
  expect(faultsOf(given(props).stack)).toEqual([`test/alarms: ${fault}`]);
});

test("a name over CloudWatch's limit is a fault at synth", () => {
  const stack = testStack();
  const api = new HttpApi(stack, "api");
  const id = "a".repeat(250);
  new ApiAlarms(stack, id, { api });
  expect(faultsOf(stack)).toContain(
    `test/${id}: alarm name must have 1 to 255 characters, found 269 in "test-${id}-server-errors"; shorten an id in its path`,
  );
});
