import {
  ApiAlarms,
  ApiDashboard,
  ApiQueries,
  ApiTraces,
  App,
  AwsProvider,
  HttpApi,
  LogAlarm,
  LogSubscription,
  NodejsFunction,
  SnsTopic,
  stubCode,
  Table,
  TerraformStack,
  TerraformVariable,
  WebSocketApi,
} from "gatewright";
import { errorsOf, temporaryFolder } from "../../support";

/** Returns a stack with an API, and a stack for the constructs that monitor it. */
function twoStacks(region: string) {
  const app = new App({ outdir: temporaryFolder() });
  stubCode(app);
  const base = new TerraformStack(app, "base");
  new AwsProvider(base, "aws", { region: "eu-central-1" });
  const stack = new TerraformStack(app, "monitoring");
  new AwsProvider(stack, "aws", { region });
  const api = new HttpApi(base, "api");
  const list = new NodejsFunction(base, "list", { entry: "a.ts" });
  api.route("GET /", list, { access: "public" });
  const chat = new WebSocketApi(base, "chat", { access: "public", account: "existing" });
  chat.route("list", list);
  return { stack, api, chat, list, table: new Table(base, "things", { partitionKey: "id" }) };
}

type Parts = ReturnType<typeof twoStacks>;

const describeRegion = (prop: string) =>
  `monitoring/m: ${prop} is in the Region eu-central-1; expected us-east-1, the Region of the stack monitoring, because its data is only in its own Region. Declare the construct in a stack of eu-central-1.`;
const FIREHOSE = { arn: "arn:aws:firehose:us-east-1:123456789012:deliverystream/logs" };

const CASES: readonly [string, (parts: Parts) => unknown, readonly string[]][] = [
  [
    "an ApiAlarms",
    ({ stack, api, table }) => new ApiAlarms(stack, "m", { api, tables: [table] }),
    ["api", "tables[0]"],
  ],
  ["an ApiDashboard without alarms", ({ stack, api }) => new ApiDashboard(stack, "m", { api }), ["api"]],
  ["an ApiQueries", ({ stack, api }) => new ApiQueries(stack, "m", { api }), ["api"]],
  ["an ApiAlarms of a WebSocket API", ({ stack, chat }) => new ApiAlarms(stack, "m", { api: chat }), ["api"]],
  [
    "an ApiDashboard of a WebSocket API",
    ({ stack, chat }) => new ApiDashboard(stack, "m", { api: chat }),
    ["api"],
  ],
  [
    "an ApiQueries of a WebSocket API",
    ({ stack, chat }) => new ApiQueries(stack, "m", { api: chat }),
    ["api"],
  ],
  ["an ApiTraces", ({ stack, api }) => new ApiTraces(stack, "m", { api }), ["api"]],
  [
    "a LogAlarm",
    ({ stack, list: { logGroup } }) =>
      new LogAlarm(stack, "m", { logGroup, pattern: "", notify: [new SnsTopic(stack, "topic")] }),
    ["logGroup"],
  ],
  [
    "a LogSubscription",
    ({ stack, list: { logGroup } }) => new LogSubscription(stack, "m", { logGroup, firehose: FIREHOSE }),
    ["logGroup"],
  ],
];

test.each(CASES)("%s in another Region than its API is an error", (_, declare, props) => {
  const parts = twoStacks("us-east-1");
  declare(parts);
  expect(errorsOf(parts.stack)).toEqual(props.map(describeRegion));
});

test.each(CASES)("%s in another stack of the same Region is valid", (_, declare) => {
  const parts = twoStacks("eu-central-1");
  declare(parts);
  expect(errorsOf(parts.stack)).toEqual([]);
});

test("a dashboard of a WebSocket API in another Region is valid without access logs, because it creates no metric", () => {
  const { stack, list } = twoStacks("us-east-1");
  const api = new WebSocketApi(TerraformStack.of(list), "silent", { access: "public" });
  api.route("list", list);
  new ApiDashboard(stack, "m", { api });
  expect(errorsOf(stack)).toEqual([]);
});

test("a dashboard of an API in another Region is valid with alarms, because its graphs have the Region of the API", () => {
  const { stack, api } = twoStacks("us-east-1");
  const alarms = new ApiAlarms(TerraformStack.of(api), "alarms", { api });
  new ApiDashboard(stack, "m", { api, alarms });
  expect(errorsOf(stack)).toEqual([]);
});

test("a dashboard with a table of another Region than its API is an error", () => {
  const { stack, api } = twoStacks("us-east-1");
  const table = new Table(stack, "things", { partitionKey: "id" });
  new ApiDashboard(TerraformStack.of(api), "m", { api, tables: [table] });
  expect(errorsOf(stack)).toEqual([
    "base/m: tables[0] is in the Region us-east-1; expected eu-central-1, the Region of the API. Remove the table from this dashboard.",
  ]);
});

test("a log group is compared by the Region in its ARN", () => {
  const { stack } = twoStacks("us-east-1");
  const logGroup = { name: "a", arn: "arn:aws:logs:eu-central-1:123456789012:log-group:a" };
  new LogSubscription(stack, "m", { logGroup, firehose: FIREHOSE });
  expect(errorsOf(stack)).toEqual([describeRegion("logGroup")]);
});

test("the Region of the resource or of its provider is compared", () => {
  const { stack, api, table } = twoStacks("us-east-1");
  api.api.region = "us-east-1";
  table.table.provider = new AwsProvider(TerraformStack.of(api), "us", { region: "us-east-1", alias: "us" });
  new ApiAlarms(stack, "m", { api, tables: [table] });
  expect(errorsOf(stack)).toEqual([]);
});

test("a Region that only Terraform knows is not compared", () => {
  const { stack, api } = twoStacks("us-east-1");
  const region = new TerraformVariable(TerraformStack.of(api), "region", { type: "string" }).stringValue;
  api.api.region = region;
  new ApiAlarms(stack, "m", { api });
  expect(errorsOf(stack)).toEqual([]);
});
