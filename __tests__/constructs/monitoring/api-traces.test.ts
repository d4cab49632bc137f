import { ApiTraces, type ApiTracesProps, HttpApi, NodejsFunction } from "gatewright";
import { errorsOf, synthesized, testStack } from "../../support";

// Sources:
// - https://docs.aws.amazon.com/xray/latest/api/API_CreateGroup.html
// - https://docs.aws.amazon.com/xray/latest/devguide/xray-console-filters.html

function tracesStack(props: Partial<ApiTracesProps> = {}) {
  const stack = testStack();
  const api = new HttpApi(stack, "api");
  const fn = (id: string) => new NodejsFunction(stack, id, { entry: "a.ts" });
  api.route("GET /a", fn("first"), { access: "public" });
  const traces = new ApiTraces(stack, "traces", { api, ...props });
  return { stack, api, fn, traces };
}

test("a group of traces contains the traces of every function of the API, including later routes", () => {
  const { stack, api, fn } = tracesStack();
  api.route("GET /b", fn("later"), { access: "public" });
  const { only } = synthesized(stack);
  only("aws_xray_group", {
    group_name: "test-traces",
    filter_expression:
      'service("${aws_lambda_function.first.function_name}") OR service("${aws_lambda_function.later.function_name}")',
    insights_configuration: { insights_enabled: true, notifications_enabled: false },
  });
});

test("the options of a group of traces are written to the Terraform", () => {
  const tags = { team: "things" };
  const { stack, traces } = tracesStack({ name: "things", notifications: true, tags });
  synthesized(stack).only("aws_xray_group", {
    group_name: "things",
    insights_configuration: { insights_enabled: true, notifications_enabled: true },
    tags,
  });
  expect(traces.group.groupNameInput).toBe("things");
});

test.each<[string, Partial<ApiTracesProps>, string]>([
  [
    "a name that is too long",
    { name: "a".repeat(33) },
    `X-Ray group name "${"a".repeat(33)}" has length 33; expected 1 to 32 characters. Change a construct ID in the path, or set \`name\`.`,
  ],
  [
    "the reserved name",
    { name: "Default" },
    'X-Ray group name "Default" is invalid; expected one line of text other than Default, which X-Ray reserves. Change a construct ID in the path, or set `name`.',
  ],
  [
    "a notification without insights",
    { insights: false, notifications: true },
    "notifications is true and insights is false. Set insights to true, or remove notifications.",
  ],
])("%s is an error at synthesis", (_, props, error) => {
  expect(errorsOf(tracesStack(props).stack)).toEqual([`test/traces: ${error}`]);
});

test("an API without functions is an error at synthesis, because it has no traces", () => {
  const stack = testStack();
  new ApiTraces(stack, "traces", { api: new HttpApi(stack, "api") });
  expect(errorsOf(stack)).toEqual([
    "test/traces: the API invokes no function, so it has no traces. Add a route with a function.",
  ]);
});
