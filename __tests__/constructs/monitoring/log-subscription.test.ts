import { CloudwatchLogSubscriptionFilter } from "@cdktf/provider-aws/lib/cloudwatch-log-subscription-filter";
import { LogSubscription, type LogSubscriptionProps, NodejsFunction } from "gatewright";
import { errorsOf, synthesized, testStack } from "../../support";

// Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html

const FIREHOSE = { arn: "arn:aws:firehose:eu-central-1:123456789012:deliverystream/logs" };

type Parts = (functions: Record<"pay" | "receiver", NodejsFunction>) => Partial<LogSubscriptionProps>;

function subscriptionStack(parts: Parts) {
  const stack = testStack();
  const pay = new NodejsFunction(stack, "pay", { entry: "a.ts" });
  const receiver = new NodejsFunction(stack, "receiver", { entry: "a.ts" });
  const subscription = new LogSubscription(stack, "archive", {
    logGroup: pay.logGroup,
    ...parts({ pay, receiver }),
  });
  return { stack, subscription };
}

test("a function receives all entries of a log group, and only this log group can invoke it", () => {
  const { only, leadsTo } = synthesized(subscriptionStack(({ receiver }) => ({ function: receiver })).stack);
  const group = only("aws_cloudwatch_log_group", { name: "/aws/lambda/test-pay" });
  const target = only("aws_lambda_function", { function_name: "test-receiver" });
  const permission = only("aws_lambda_permission", { principal: "logs.amazonaws.com" });
  expect(permission.values.source_arn).toMatch(/^\$\{aws_cloudwatch_log_group\.pay_logs_\w+\.arn\}:\*$/);
  leadsTo(permission, ["function_name"], target);
  const filter = only("aws_cloudwatch_log_subscription_filter", {
    name: "test-archive",
    filter_pattern: "",
    role_arn: undefined,
    depends_on: [permission.address],
  });
  leadsTo(filter, ["log_group_name"], group);
  leadsTo(filter, ["destination_arn"], target);
});

test("a Firehose stream receives matching entries through a role that can only write to the stream", () => {
  const pattern = '{ $.level = "ERROR" }';
  const tags = { team: "things" };
  const { stack } = subscriptionStack(() => ({ firehose: FIREHOSE, pattern, tags }));
  const { only, leadsTo, none } = synthesized(stack);
  const role = only("aws_iam_role", { name: "test-archive", tags });
  const trust = String(role.values.assume_role_policy);
  expect(trust).toContain('"Principal":{"Service":"logs.amazonaws.com"}');
  expect(trust).toMatch(
    /"StringLike":\{"aws:SourceArn":"\$\{join\(":", concat\(slice\(split\(":", "\$\{aws_cloudwatch_log_group\.\w+\.arn\}"\), 0, 5\), \["\*"\]\)\)\}"\}/,
  );
  const policy = only("aws_iam_role_policy", { name: "deliver" });
  expect(JSON.parse(String(policy.values.policy)).Statement).toEqual([
    { Effect: "Allow", Action: ["firehose:PutRecord", "firehose:PutRecordBatch"], Resource: [FIREHOSE.arn] },
  ]);
  const filter = only("aws_cloudwatch_log_subscription_filter", {
    destination_arn: FIREHOSE.arn,
    filter_pattern: pattern,
    depends_on: [policy.address],
  });
  leadsTo(filter, ["role_arn"], role);
  none("aws_lambda_permission");
});

test("the subscription filter is the property filter", () => {
  const { subscription } = subscriptionStack(() => ({ firehose: FIREHOSE }));
  expect(subscription.filter.nameInput).toBe("test-archive");
});

test.each<[string, Parts, string]>([
  [
    "a subscription without a destination",
    () => ({}),
    "neither function nor firehose is set. Set one of them.",
  ],
  [
    "a subscription with two destinations",
    ({ receiver }) => ({ function: receiver, firehose: FIREHOSE }),
    "function and firehose are both set. Create one LogSubscription for each destination.",
  ],
  [
    "a function that receives its own log",
    ({ pay }) => ({ function: pay }),
    "function is the function that writes the log, so each entry would cause another one. Set another function.",
  ],
  [
    "a subscription of a function with tags",
    ({ receiver }) => ({ function: receiver, tags: { team: "things" } }),
    "tags is set, but only the role for a Firehose stream has tags. Remove tags.",
  ],
  [
    "a pattern that is too long",
    () => ({ firehose: FIREHOSE, pattern: "a".repeat(1025) }),
    "pattern has 1025 characters; the maximum is 1024. Shorten it.",
  ],
])("%s is an error at synthesis", (_, parts, error) => {
  expect(errorsOf(subscriptionStack(parts).stack)).toEqual([`test/archive: ${error}`]);
});

test("a construct ID that is too long for the name of the role is an error at synthesis", () => {
  const stack = testStack();
  const { logGroup } = new NodejsFunction(stack, "pay", { entry: "a.ts" });
  const id = "a".repeat(60);
  new LogSubscription(stack, id, { logGroup, firehose: FIREHOSE });
  expect(errorsOf(stack)).toEqual([
    `test/${id}: role name "test-${id}" has length 65; expected 1 to 64 characters. Shorten or change a construct ID in the path.`,
  ]);
});

test("functions that send their logs to each other are an error at synthesis", () => {
  const stack = testStack();
  const [a, b, c] = ["a", "b", "c"].map((id) => new NodejsFunction(stack, id, { entry: "a.ts" })) as [
    NodejsFunction,
    NodejsFunction,
    NodejsFunction,
  ];
  new LogSubscription(stack, "a-to-b", { logGroup: a.logGroup, function: b });
  new LogSubscription(stack, "b-to-c", { logGroup: b.logGroup, function: c });
  expect(errorsOf(stack)).toEqual([]);
  new LogSubscription(stack, "c-to-b", { logGroup: c.logGroup, function: b });
  expect(errorsOf(stack)).toEqual([
    "test/b-to-c, test/c-to-b: the log of the function is sent on to the function that writes this log, so each entry would cause another one. Remove one of the subscriptions.",
  ]);
});

test("a third subscription of a log group is an error at synthesis, also if it is declared with CDKTF", () => {
  const { stack } = subscriptionStack(() => ({ firehose: FIREHOSE }));
  const { logGroup } = new NodejsFunction(stack, "other", { entry: "a.ts" });
  for (const id of ["b", "c"]) new LogSubscription(stack, id, { logGroup, firehose: FIREHOSE });
  expect(errorsOf(stack)).toEqual([]);
  new CloudwatchLogSubscriptionFilter(stack, "d", {
    name: "d",
    logGroupName: logGroup.name,
    filterPattern: "",
    destinationArn: FIREHOSE.arn,
  });
  expect(errorsOf(stack)).toEqual([
    "test/b, test/c, test/d: the log group has 3 subscriptions; the maximum is 2. Send the entries to one function or stream that forwards them (check subscription-quota).",
  ]);
});
