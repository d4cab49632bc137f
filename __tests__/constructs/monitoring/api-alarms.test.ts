import { ApiAlarms, type ApiAlarmsProps, HttpApi, LambdaAuthorizer, NodejsFunction } from "gatewright";
import { errorsOf, synthesized, testStack } from "../../support";

// Sources of the names and dimensions of the metrics, and of the limits of alarm names:
// - https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
// - https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
// - https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html

function alarmsStack(props: Partial<ApiAlarmsProps> = {}) {
  const stack = testStack();
  const api = new HttpApi(stack, "api");
  const alarms = new ApiAlarms(stack, "alarms", { api, ...props });
  return { stack, api, alarms };
}

describe("the alarms of an API", () => {
  test("an alarm notifies the topic when it starts and ends, and missing data does not start it", () => {
    const { stack, api } = alarmsStack();
    api.route("GET /", new NodejsFunction(stack, "answer", { entry: "a.ts" }), { access: "public" });
    const { only, all, leadsTo } = synthesized(stack);
    const topic = only("aws_sns_topic", { name: "test-alarms", kms_master_key_id: undefined });
    for (const alarm of all("aws_cloudwatch_metric_alarm", { treat_missing_data: "notBreaching" })) {
      leadsTo(alarm, ["alarm_actions"], topic);
      leadsTo(alarm, ["ok_actions"], topic);
    }
  });

  test("an alarm monitors the percentage of 5xx responses of the API", () => {
    synthesized(alarmsStack().stack).only("aws_cloudwatch_metric_alarm", {
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

  test("the options serverErrorPercent and tags are written to the Terraform", () => {
    const tags = { team: "things" };
    const { only, all } = synthesized(alarmsStack({ serverErrorPercent: 2.5, tags }).stack);
    only("aws_cloudwatch_metric_alarm", { alarm_name: "test-alarms-server-errors", threshold: 2.5 });
    all("aws_cloudwatch_metric_alarm", { tags });
    only("aws_sns_topic", { tags });
  });

  test("an alarm monitors the p99 latency of the API", () => {
    synthesized(alarmsStack({ latencyP99Ms: 500 }).stack).only("aws_cloudwatch_metric_alarm", {
      alarm_name: "test-alarms-latency",
      namespace: "AWS/ApiGateway",
      metric_name: "Latency",
      extended_statistic: "p99",
      threshold: 500,
      evaluate_low_sample_count_percentiles: undefined,
    });
  });

  test("alarms monitor errors and throttles of every function, including later routes and Lambda authorizers", () => {
    const stack = testStack();
    const api = new HttpApi(stack, "api");
    const fn = (id: string) => new NodejsFunction(stack, id, { entry: "a.ts" });
    api.route("GET /before", fn("before"), { access: "public" });
    new ApiAlarms(stack, "alarms", { api });
    const callers = new LambdaAuthorizer("callers", { function: fn("check") });
    api.route("GET /after", fn("after"), { authorizer: callers });
    const { stack: terraform } = synthesized(stack);
    const monitored = terraform
      .ofType("aws_cloudwatch_metric_alarm")
      .filter(({ values }) => values.namespace === "AWS/Lambda")
      .map(
        (alarm) => `${alarm.values.metric_name} ${terraform.follow(alarm, "dimensions.FunctionName").name}`,
      );
    expect(monitored.sort()).toEqual([
      "Errors after",
      "Errors before",
      "Errors check",
      "Throttles after",
      "Throttles before",
      "Throttles check",
    ]);
  });

  test("the property alarms contains every alarm by its construct ID", () => {
    expect([...alarmsStack().alarms.alarms.keys()]).toEqual(["server-errors", "latency"]);
  });
});

describe("the notifications of alarms", () => {
  test("alarms notify the given email address", () => {
    const { only, leadsTo } = synthesized(alarmsStack({ notify: "on-call@example.com" }).stack);
    const subscription = only("aws_sns_topic_subscription", {
      protocol: "email",
      endpoint: "on-call@example.com",
    });
    leadsTo(subscription, ["topic_arn"], only("aws_sns_topic"));
  });

  test("alarms without an address have no subscription", () => {
    synthesized(alarmsStack().stack).none("aws_sns_topic_subscription");
  });
});

test.each<[string, Partial<ApiAlarmsProps>, string]>([
  [
    "an invalid email address",
    { notify: "on-call" },
    'notify is "on-call"; expected an email address. Correct the address, or remove notify and subscribe to the topic in another way.',
  ],
  [
    "an error percentage of 0",
    { serverErrorPercent: 0 },
    "serverErrorPercent is 0; expected a number greater than 0 and less than 100",
  ],
  [
    "an error percentage of 100",
    { serverErrorPercent: 100 },
    "serverErrorPercent is 100; expected a number greater than 0 and less than 100",
  ],
  [
    "a latency over 30 seconds",
    { latencyP99Ms: 30_001 },
    "latencyP99Ms is 30001; expected a whole number from 1 to 30000 ms",
  ],
])("%s is an error at synthesis", (_, props, error) => {
  expect(errorsOf(alarmsStack(props).stack)).toEqual([`test/alarms: ${error}`]);
});

test("an alarm name over CloudWatch's limit is an error at synthesis", () => {
  const stack = testStack();
  const api = new HttpApi(stack, "api");
  const id = "a".repeat(250);
  new ApiAlarms(stack, id, { api });
  expect(errorsOf(stack)).toContain(
    `test/${id}: alarm name "test-${id}-server-errors" has length 269; expected 1 to 255 characters. Shorten a construct ID in the path.`,
  );
});
