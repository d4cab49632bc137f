import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { ApiGatewayUsagePlan } from "@cdktf/provider-aws/lib/api-gateway-usage-plan";
import { Apigatewayv2Authorizer } from "@cdktf/provider-aws/lib/apigatewayv2-authorizer";
import { Apigatewayv2Route } from "@cdktf/provider-aws/lib/apigatewayv2-route";
import { CloudwatchCompositeAlarm } from "@cdktf/provider-aws/lib/cloudwatch-composite-alarm";
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import {
  CloudwatchMetricAlarm,
  type CloudwatchMetricAlarmConfig,
} from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import { Fn } from "cdktf";
import {
  ApiAlarms,
  type App,
  AwsProvider,
  type Construct,
  HttpApi,
  IamAuthorizer,
  LambdaAuthorizer,
  type ManagedRuleGroup,
  NodejsFunction,
  RestApi,
  RestApiAccount,
  stubCode,
  TerraformOutput,
  TerraformStack,
  TerraformVariable,
  TokenAuthorizer,
  UsagePlan,
  type WaivableCheck,
  WebAcl,
  WebSocketApi,
  waive,
} from "gatewright";
import type { RouteKeyText } from "gatewright/contract";
import { MANAGED_RULE_GROUPS } from "#aws";
import { ProductsStack, type Stage, stages } from "../../../main";
import { errorsOf, testStack } from "../../support";

/** Declares constructs in a stack. Returns the construct that a check reports. */
type Declare = (stack: TerraformStack) => Construct;

interface Case {
  readonly title: string;
  readonly check: WaivableCheck;
  readonly declare: Declare;
  readonly findings: readonly string[];
}

/** Returns the warnings that synthesis writes for a stack. */
function warningsOf(stack: TerraformStack): readonly string[] {
  const app = stack.node.root as App;
  app.synth();
  const file = path.join(app.outdir, "stacks", stack.node.id, "warnings.json");
  if (!existsSync(file)) return [];
  return JSON.parse(readFileSync(file, "utf8")).map(({ message }: { message: string }) => message);
}

function policy(stack: TerraformStack, ...statements: readonly object[]): IamPolicy {
  const document = { Version: "2012-10-17", Statement: statements };
  return new IamPolicy(stack, "policy", { policy: JSON.stringify(document) });
}

function alarm(stack: TerraformStack, id: string, config: Partial<CloudwatchMetricAlarmConfig> = {}) {
  const required = { alarmName: id, comparisonOperator: "GreaterThanThreshold", evaluationPeriods: 1 };
  return new CloudwatchMetricAlarm(stack, id, { ...required, ...config });
}

function lambdaFunction(stack: TerraformStack, id: string, runtime = "nodejs22.x"): LambdaFunction {
  return new LambdaFunction(stack, id, { functionName: id, role: "arn:aws:iam::1:role/a", runtime });
}

function invokedFunction(stack: TerraformStack, runtime?: string): LambdaFunction {
  const fn = lambdaFunction(stack, "worker", runtime);
  new LambdaPermission(stack, "permission", {
    functionName: fn.functionName,
    action: "lambda:InvokeFunction",
    principal: "events.amazonaws.com",
  });
  return fn;
}

function authorizer(stack: TerraformStack) {
  const api = new HttpApi(stack, "api");
  api.route("GET /", new NodejsFunction(stack, "answer", { entry: "a.ts" }), { access: "public" });
  const jwt = new Apigatewayv2Authorizer(stack, "staff", {
    apiId: api.api.id,
    name: "staff",
    authorizerType: "JWT",
  });
  return { api, jwt };
}

/** Returns a REST API whose route requires an API key. */
function keyedApi(stack: TerraformStack): RestApi {
  const api = restApi(stack, "existing");
  for (const method of api.methods.values()) method.apiKeyRequired = true;
  return api;
}

const ACTION = (action: string) =>
  `test/policy: a policy allows the action "${action}"; expected actions without wildcards. List the actions that are needed (check wildcard-action).`;
const RESOURCE = (actions: string, resource: string, place = "policy") =>
  `test/${place}: a policy allows ${actions} on the resource "${resource}"; expected the ARNs of single resources. List the ARNs of the resources (check wildcard-resource).`;
/** Declares a REST API with a route. */
function restApi(stack: TerraformStack, account?: RestApiAccount | "existing"): RestApi {
  const api = new RestApi(stack, "api", { account });
  api.route("GET /", new NodejsFunction(stack, "answer", { entry: "a.ts" }), { access: "public" });
  return api;
}

/** Declares a REST API with a public greedy route, and with routes that need a signature. */
function guardedApi(
  stack: TerraformStack,
  ...keys: readonly `${"POST" | "GET" | "ANY"} /${string}`[]
): RestApi {
  const api = new RestApi(stack, "api", { account: "existing" });
  const answer = new NodejsFunction(stack, "answer", { entry: "a.ts" });
  api.route("ANY /{proxy+}", answer, { access: "public" });
  for (const key of keys) api.route(key, answer, { authorizer: new IamAuthorizer() });
  return api;
}

/** Declares an HTTP API with a public route, and with routes that need a signature. */
function guardedHttpApi(
  stack: TerraformStack,
  open: RouteKeyText,
  ...keys: readonly RouteKeyText[]
): HttpApi {
  const api = new HttpApi(stack, "api");
  const answer = new NodejsFunction(stack, "answer", { entry: "a.ts" });
  api.route(open, answer, { access: "public" });
  for (const key of keys) api.route(key, answer, { authorizer: new IamAuthorizer() });
  return api;
}

const NO_ACTION =
  "alarm_actions is empty; expected an action, such as an SNS topic. Set alarmActions, or use the alarm in a composite alarm (check alarm-actions).";
/** Declares a WebSocket API with route keys. */
function chatWith(stack: TerraformStack, ...keys: readonly string[]): WebSocketApi {
  const chat = new WebSocketApi(stack, "chat", { access: "public" });
  const answer = new NodejsFunction(stack, "answer", { entry: "a.ts" });
  for (const key of keys) chat.route<string, object>(key, answer);
  return chat;
}

const UNUSED =
  "nothing in the app invokes the function. Add a route or another trigger, or remove it (check unused-function).";
const RETENTION =
  "expected the number of days after which log events expire. Set retentionInDays (check log-retention).";
const TABLE = "arn:aws:dynamodb:eu-central-1:123456789012:table/things";

const ERRORS: readonly Case[] = [
  {
    title: "a log group without a retention",
    check: "log-retention",
    declare: (stack) => new CloudwatchLogGroup(stack, "logs", {}),
    findings: [`test/logs: retention_in_days is not set; ${RETENTION}`],
  },
  {
    title: "a log group with a retention of 0 days",
    check: "log-retention",
    declare: (stack) => new CloudwatchLogGroup(stack, "logs", { retentionInDays: 0 }),
    findings: [`test/logs: retention_in_days is 0; ${RETENTION}`],
  },
  {
    title: "a policy with wildcards in actions",
    check: "wildcard-action",
    declare: (stack) =>
      policy(stack, { Effect: "Allow", Action: ["dynamodb:*", "dynamodb:Get*"], Resource: TABLE }),
    findings: [ACTION("dynamodb:*"), ACTION("dynamodb:Get*")],
  },
  {
    title: "a policy that allows all actions except some",
    check: "wildcard-action",
    declare: (stack) => policy(stack, { Effect: "Allow", NotAction: ["iam:PassRole"], Resource: TABLE }),
    findings: [
      "test/policy: a policy allows all actions except iam:PassRole; expected a list of actions. List the actions that are needed (check wildcard-action).",
    ],
  },
  {
    title: "a policy that Terraform encodes",
    check: "wildcard-action",
    declare: (stack) => {
      const table = new TerraformVariable(stack, "table", { type: "string" }).stringValue;
      const statement = { Effect: "Allow", Action: ["dynamodb:*"], Resource: `${table}/index/*` };
      return new IamPolicy(stack, "policy", { policy: Fn.jsonencode({ Statement: [statement] }) });
    },
    findings: [ACTION("dynamodb:*")],
  },
  {
    title: "a policy with the resource *",
    check: "wildcard-resource",
    declare: (stack) =>
      policy(stack, {
        Effect: "Allow",
        Action: ["dynamodb:GetItem", "xray:PutTraceSegments"],
        Resource: "*",
      }),
    findings: [RESOURCE("dynamodb:GetItem", "*")],
  },
  {
    title: "a policy with an ARN of every resource, and with an expression that has quotes",
    check: "wildcard-resource",
    declare: (stack) => {
      const names = new TerraformVariable(stack, "names", { type: "list(string)" }).listValue;
      const sid = Fn.join("", names);
      const actions = ["a", "b", "c", "d"].map((name) => `dynamodb:${name}`);
      return policy(stack, {
        Sid: sid,
        Effect: "Allow",
        Action: actions,
        Resource: ["arn:aws:dynamodb:*:*:*"],
      });
    },
    findings: [RESOURCE("dynamodb:a, dynamodb:b and 2 more actions", "arn:aws:dynamodb:*:*:*")],
  },
  {
    title: "an inline policy of a role that allows all resources except one",
    check: "wildcard-resource",
    declare: (stack) => {
      const statement = { Effect: "Allow", Action: "dynamodb:GetItem", NotResource: TABLE };
      const inlinePolicy = [{ name: "a", policy: JSON.stringify({ Statement: statement }) }];
      return new IamRole(stack, "role", { assumeRolePolicy: "{}", inlinePolicy });
    },
    findings: [
      `test/role: a policy allows dynamodb:GetItem on all resources except ${TABLE}; expected the ARNs of single resources. List the ARNs of the resources (check wildcard-resource).`,
    ],
  },
  {
    title: "a policy document with the resource *",
    check: "wildcard-resource",
    declare: (stack) =>
      new DataAwsIamPolicyDocument(stack, "document", {
        statement: [{ actions: ["sqs:SendMessage"], resources: ["*"] }],
      }),
    findings: [RESOURCE("sqs:SendMessage", "*", "document")],
  },
  {
    title: "a function with a granted wildcard",
    check: "wildcard-resource",
    declare: (stack) => {
      const fn = new NodejsFunction(stack, "answer", { entry: "a.ts" });
      fn.grant({ actions: ["sqs:SendMessage"], resources: ["*"] });
      return fn;
    },
    findings: [RESOURCE("sqs:SendMessage", "*", "answer/grants")],
  },
  {
    title: "an alarm without an action",
    check: "alarm-actions",
    declare: (stack) => alarm(stack, "errors", { alarmActions: [] }),
    findings: [`test/errors: ${NO_ACTION}`],
  },
  {
    title: "a composite alarm without an action",
    check: "alarm-actions",
    declare: (stack) => {
      const { alarmName } = alarm(stack, "errors");
      const alarmRule = `ALARM("${alarmName}")`;
      return new CloudwatchCompositeAlarm(stack, "all", { alarmName: "all", alarmRule });
    },
    findings: [`test/all: ${NO_ACTION}`],
  },
  {
    title: "an alarm with disabled actions",
    check: "alarm-actions",
    declare: (stack) => alarm(stack, "errors", { alarmActions: ["arn:aws:sns:::a"], actionsEnabled: false }),
    findings: [
      "test/errors: actions_enabled is false; expected an alarm that notifies. Remove it, or use the alarm in a composite alarm (check alarm-actions).",
    ],
  },
  {
    title: "a route with 11 scopes",
    check: "scope-quota",
    declare: (stack) => {
      const authorizationScopes = Array.from({ length: 11 }, (_, index) => `a/${index}`);
      return new Apigatewayv2Route(stack, "route", { apiId: "a", routeKey: "GET /", authorizationScopes });
    },
    findings: [
      'test/route: route "GET /" has 11 scopes; the maximum is 10. Define one scope for all callers of the route (check scope-quota).',
    ],
  },
  {
    title: "an API with 301 routes that are declared with CDKTF",
    check: "route-quota",
    declare: (stack) => {
      const { api } = new HttpApi(stack, "api");
      for (let index = 0; index <= 300; index++) {
        new Apigatewayv2Route(stack, `r${index}`, { apiId: api.id, routeKey: `GET /${index}` });
      }
      return stack;
    },
    findings: [
      "test/api: has 301 routes; the maximum is 300. Split the API, or combine routes with a path parameter (check route-quota).",
    ],
  },
  {
    title: "a WebSocket API with 301 routes that are declared with CDKTF",
    check: "route-quota",
    declare: (stack) => {
      const chat = new WebSocketApi(stack, "chat", { access: "public" });
      chat.route("$default", new NodejsFunction(stack, "answer", { entry: "answer.ts" }));
      for (let index = 0; index < 300; index++) {
        new Apigatewayv2Route(stack, `r${index}`, { apiId: chat.api.id, routeKey: `message${index}` });
      }
      return stack;
    },
    findings: [
      "test/chat: has 301 routes; the maximum is 300. Split the API, or handle several messages in the route $default (check route-quota).",
    ],
  },
  {
    title: "a REST API with 300 resources in addition to the root resource",
    check: "resource-quota",
    declare: (stack) => {
      const api = new RestApi(stack, "api");
      const answer = new NodejsFunction(stack, "answer", { entry: "answer.ts" });
      for (let index = 0; index < 300; index++) api.route(`GET /${index}`, answer, { access: "public" });
      return stack;
    },
    findings: [
      "test/api: has 301 resources; the maximum is 300. Split the API, or use a path parameter (check resource-quota).",
    ],
  },
  {
    title: "a REST API with 11 authorizers",
    check: "authorizer-quota",
    declare: (stack) => {
      const api = new RestApi(stack, "api");
      const answer = new NodejsFunction(stack, "answer", { entry: "answer.ts" });
      for (let index = 0; index <= 10; index++) {
        const authorizer = new TokenAuthorizer(`a${index}`, { function: answer });
        api.route(`GET /${index}`, answer, { authorizer });
      }
      return stack;
    },
    findings: [
      "test/api: has 11 authorizers; the maximum is 10. Share authorizers between routes, or split the API (check authorizer-quota).",
    ],
  },
  {
    title: "an API with 11 authorizers that are declared with CDKTF",
    check: "authorizer-quota",
    declare: (stack) => {
      for (let index = 0; index <= 10; index++) {
        new Apigatewayv2Authorizer(stack, `a${index}`, { apiId: "a", name: "a", authorizerType: "JWT" });
      }
      return stack;
    },
    findings: [
      "test/a0: has 11 authorizers; the maximum is 10. Share authorizers between routes, or split the API (check authorizer-quota).",
    ],
  },
  {
    title: "an environment of 4097 bytes",
    check: "environment-size",
    declare: (stack) => {
      const fn = lambdaFunction(stack, "worker");
      fn.putEnvironment({ variables: { AB: "x".repeat(4095) } });
      return fn;
    },
    findings: [
      "test/worker: environment has 4097 bytes; the maximum is 4096. Store large values in SSM or S3 (check environment-size).",
    ],
  },
  {
    title: "a route that requires an API key, without a usage plan",
    check: "key-without-plan",
    declare: (stack) => {
      const api = restApi(stack, "existing");
      api.methods.get("GET /")?.addOverride("api_key_required", true);
      return api;
    },
    findings: [
      "test/api: a method requires an API key, but no usage plan contains the API, so that every request gets 403. Add the API to the `apis` of a UsagePlan (check key-without-plan).",
    ],
  },
  {
    title: "an access log format with the value of the API key",
    check: "logged-api-key",
    declare: (stack) => {
      const api = restApi(stack, "existing");
      const format = "$context.requestId $context.identity.apiKeyId $context.identity.apiKey";
      api.stage.addOverride("access_log_settings.format", format);
      return api;
    },
    findings: [
      "test/api/stage: the access log format contains $context.identity.apiKey, which is the value of the key. Write $context.identity.apiKeyId (check logged-api-key).",
    ],
  },
  {
    title: "an access log format with the value of the API key in braces",
    check: "logged-api-key",
    declare: (stack) => {
      const api = restApi(stack, "existing");
      api.stage.addOverride("access_log_settings.format", "$context.requestId $${context.identity.apiKey}");
      return api;
    },
    findings: [
      "test/api/stage: the access log format contains $context.identity.apiKey, which is the value of the key. Write $context.identity.apiKeyId (check logged-api-key).",
    ],
  },
  {
    title: "more usage plans than the quota of AWS",
    check: "usage-plan-quota",
    declare: (stack) => {
      const plans = Array.from(
        { length: 301 },
        (_, index) => new ApiGatewayUsagePlan(stack, `plan${index}`, { name: `plan${index}` }),
      );
      waive(stack, "plan-without-key", "The test is about the quota.");
      return plans[300] as Construct;
    },
    findings: [
      "test/plan300: the stack has 301 usage plans; the maximum of an account is 300. Remove some, or ask AWS for a higher quota (check usage-plan-quota).",
    ],
  },
];

const WARNINGS: readonly Case[] = [
  {
    title: "an authorizer without a route",
    check: "unused-authorizer",
    declare: (stack) => authorizer(stack).jwt,
    findings: [
      "test/staff: no route uses the authorizer. Use it in a route, or remove it (check unused-authorizer).",
    ],
  },
  {
    title: "a function without a trigger",
    check: "unused-function",
    declare: (stack) => new NodejsFunction(stack, "answer", { entry: "a.ts" }),
    findings: [`test/answer: ${UNUSED}`],
  },
  {
    title: "a function that only an alarm refers to",
    check: "unused-function",
    declare: (stack) => {
      const fn = lambdaFunction(stack, "worker");
      const dimensions = { FunctionName: fn.functionName };
      alarm(stack, "errors", { alarmActions: ["arn:aws:sns:::a"], dimensions });
      return fn;
    },
    findings: [`test/worker: ${UNUSED}`],
  },
  {
    title: "a function with a deprecated runtime",
    check: "deprecated-runtime",
    declare: (stack) => invokedFunction(stack, "nodejs18.x"),
    findings: [
      'test/worker: runtime is "nodejs18.x", which AWS deprecated on 2025-09-01. Choose a newer runtime (check deprecated-runtime).',
    ],
  },
  {
    title: "a public greedy route next to routes with an authorizer",
    check: "open-greedy-route",
    declare: (stack) => guardedApi(stack, "POST /admin", "GET /things/{id}", "ANY /all"),
    findings: [
      'test/api/ANY --{}: the route "ANY /{proxy+}" is public, and receives requests with other methods to the path of "POST /admin" and 1 more. Add a route "ANY /admin" with an authorizer, or set an authorizer for "ANY /{proxy+}" (check open-greedy-route).',
    ],
  },
  {
    title: "a public route $default of an HTTP API next to a route with an authorizer",
    check: "open-greedy-route",
    declare: (stack) => guardedHttpApi(stack, "$default", "POST /"),
    findings: [
      'test/api/$default: the route "$default" is public, and receives requests with other methods to the path of "POST /". Add a route "ANY /" with an authorizer, or set an authorizer for "$default" (check open-greedy-route).',
    ],
  },
  {
    title: "a public greedy route of an HTTP API next to a path parameter with an authorizer",
    check: "open-greedy-route",
    declare: (stack) => guardedHttpApi(stack, "ANY /{proxy+}", "GET /{id}"),
    findings: [
      'test/api/ANY --{+}: the route "ANY /{proxy+}" is public, and receives requests with other methods to the path of "GET /{id}". Add a route "ANY /{id}" with an authorizer, or set an authorizer for "ANY /{proxy+}" (check open-greedy-route).',
    ],
  },
  {
    title: "a key of a message that lacks the $ of a predefined key, or that is an HTTP route",
    check: "message-route-key",
    declare: (stack) => chatWith(stack, "$disconnect", "Connect", "default", "GET /x"),
    findings: [
      'test/chat/route-Connect: route "Connect" is for messages with this text, and not for the handshake of a connection. Write "$connect", or waive the check (check message-route-key).',
      'test/chat/route-default: route "default" is for messages with this text, and not for a message without another route. Write "$default", or waive the check (check message-route-key).',
      'test/chat/route-GET --x: route "GET /x" is for messages with this text, because a WebSocket API has no HTTP routes. Use an HttpApi or a RestApi, or waive the check (check message-route-key).',
    ],
  },
  {
    title: "a route of a WebSocket API that is declared with CDKTF, with the key disconnect",
    check: "message-route-key",
    declare: (stack) => {
      const { api } = chatWith(stack, "$connect");
      return new Apigatewayv2Route(stack, "left", { apiId: api.id, routeKey: "disconnect" });
    },
    findings: [
      'test/left: route "disconnect" is for messages with this text, and not for the end of a connection. Write "$disconnect", or waive the check (check message-route-key).',
    ],
  },
  {
    title: "a usage plan without a key",
    check: "plan-without-key",
    declare: (stack) => new UsagePlan(stack, "gold", { apis: [keyedApi(stack)] }),
    findings: [
      "test/gold: the usage plan has no API key, so that nothing uses it. Call addKey(), or remove the plan (check plan-without-key).",
    ],
  },
  {
    title: "a usage plan of an API in which no route requires a key",
    check: "unused-usage-plan",
    declare: (stack) => {
      const plan = new UsagePlan(stack, "gold", { apis: [restApi(stack, "existing")] });
      plan.addKey("acme");
      return plan;
    },
    findings: [
      expect.stringMatching(
        /^test\/gold: no route of aws_api_gateway_rest_api\.\w+ requires an API key, so that the throttles and the quota of the plan have no effect there\. Set `apiKeyRequired: true` on the API or on a route, or remove the API from the plan \(check unused-usage-plan\)\.$/,
      ),
    ],
  },
  {
    title: "an alarm on the quotas of an API in a plan without a quota",
    check: "alarm-without-quota",
    declare: (stack) => {
      const api = keyedApi(stack);
      new UsagePlan(stack, "gold", { apis: [api] }).addKey("acme");
      return new ApiAlarms(stack, "alarms", { api, overQuotaPercent: 20 });
    },
    findings: [
      "test/alarms/over-quota-requests: `overQuotaPercent` is set, but no usage plan with a quota contains test/api, so that the alarm never fires. Set `quota` in a UsagePlan of the API, or remove `overQuotaPercent` (check alarm-without-quota).",
    ],
  },
  {
    title: "a web ACL with more capacity than the basic price includes (aws-waf-capacity-units)",
    check: "web-acl-capacity",
    declare: (stack) => {
      const api = restApi(stack, "existing");
      const managedRules = Object.keys(MANAGED_RULE_GROUPS) as ManagedRuleGroup[];
      return new WebAcl(stack, "waf", { protects: [api], managedRules, rateLimit: { requests: 10 } });
    },
    findings: [
      "test/waf: the managed rules need 1977 capacity units; the basic price of a request includes 1500. Remove rule groups for systems that the functions do not use (check web-acl-capacity).",
    ],
  },
  {
    title: "a REST API that does not state the role of the account",
    check: "log-role",
    declare: (stack) => restApi(stack),
    findings: [
      'test/api/stage: account is not set; API Gateway rejects access logs if the AWS account has no role for them. Set account to a RestApiAccount, or to "existing" if the role is declared elsewhere (check log-role).',
    ],
  },
];

describe("a check with the severity error", () => {
  test.each(ERRORS)("$title is an error", ({ declare, findings }) => {
    const stack = testStack();
    declare(stack);
    expect(errorsOf(stack)).toEqual(findings);
  });

  test.each(ERRORS)("$title is no error if the check is waived", ({ check, declare }) => {
    const stack = testStack();
    waive(declare(stack), check, "A test needs it.");
    expect(errorsOf(stack)).toEqual([]);
  });
});

describe("a check with the severity warning", () => {
  test.each(WARNINGS)("$title is a warning", ({ declare, findings }) => {
    const stack = testStack();
    declare(stack);
    expect(warningsOf(stack)).toEqual(findings);
  });

  test.each(WARNINGS)("$title is no warning if the check is waived", ({ check, declare }) => {
    const stack = testStack();
    waive(declare(stack), check, "A test needs it.");
    expect(warningsOf(stack)).toEqual([]);
  });

  test("a function that another stack uses is no warning", () => {
    const stack = testStack();
    const { functionName } = lambdaFunction(stack, "worker");
    const other = new TerraformStack(stack.node.root, "other");
    new AwsProvider(other, "aws", { region: "eu-central-1" });
    new TerraformOutput(other, "name", { value: functionName });
    expect(warningsOf(stack)).toEqual([]);
  });

  test("a function is a warning if another stack uses only its own function with the same name", () => {
    const stack = testStack();
    lambdaFunction(stack, "worker");
    const other = new TerraformStack(stack.node.root, "other");
    new AwsProvider(other, "aws", { region: "eu-central-1" });
    invokedFunction(other);
    expect(warningsOf(stack)).toEqual([`test/worker: ${UNUSED}`]);
  });

  test("the file with the warnings is deleted when the last warning is resolved", () => {
    const stack = testStack();
    const fn = new NodejsFunction(stack, "answer", { entry: "a.ts" });
    expect(warningsOf(stack)).toHaveLength(1);
    new HttpApi(stack, "api").route("GET /", fn, { access: "public" });
    expect(warningsOf(stack)).toEqual([]);
  });
});

test.each<[string, Declare]>([
  ["a log group with a retention", (stack) => new CloudwatchLogGroup(stack, "logs", { retentionInDays: 1 })],
  [
    "a log group whose retention only Terraform knows",
    (stack) => {
      const retentionInDays = new TerraformVariable(stack, "days", { type: "number" }).numberValue;
      return new CloudwatchLogGroup(stack, "logs", { retentionInDays });
    },
  ],
  [
    "a log group whose retention is an override",
    (stack) => {
      const logs = new CloudwatchLogGroup(stack, "logs", {});
      logs.addOverride("retention_in_days", 5);
      return logs;
    },
  ],
  [
    "a log group of the class DELIVERY, whose retention is fixed",
    (stack) => new CloudwatchLogGroup(stack, "logs", { logGroupClass: "DELIVERY" }),
  ],
  [
    "a policy that denies everything",
    (stack) => policy(stack, { Effect: "Deny", Action: "*", Resource: "*" }),
  ],
  [
    "a policy with actions that need the resource *, in any case",
    (stack) =>
      policy(stack, {
        Effect: "Allow",
        Action: ["CLOUDWATCH:putmetricdata", "ec2:DescribeVpcs"],
        Resource: "*",
      }),
  ],
  [
    "a policy with a wildcard at the end of an ARN",
    (stack) => policy(stack, { Effect: "Allow", Action: "dynamodb:Query", Resource: `${TABLE}/index/*` }),
  ],
  [
    "the policy of a resource, which has principals",
    (stack) =>
      new DataAwsIamPolicyDocument(stack, "document", {
        statement: [
          { actions: ["kms:*"], resources: ["*"], principals: [{ type: "AWS", identifiers: ["a"] }] },
        ],
      }),
  ],
  [
    "a policy that only Terraform knows",
    (stack) => {
      const text = new TerraformVariable(stack, "text", { type: "string" }).stringValue;
      return new IamPolicy(stack, "policy", { policy: text });
    },
  ],
  [
    "a policy that is not JSON",
    (stack) => new IamPolicy(stack, "policy", { policy: '{"Statement":[}{,"Action":"*"' }),
  ],
  ["an alarm with an action", (stack) => alarm(stack, "errors", { alarmActions: ["arn:aws:sns:::a"] })],
  [
    "an alarm in a composite alarm with an action, by reference or by name",
    (stack) => {
      const first = alarm(stack, "first");
      alarm(stack, "second alarm");
      const alarmRule = `ALARM("${first.alarmName}") OR ALARM("second alarm")`;
      const alarmActions = ["arn:aws:sns:::a"];
      return new CloudwatchCompositeAlarm(stack, "all", { alarmName: "all", alarmRule, alarmActions });
    },
  ],
  [
    "an authorizer of a route",
    (stack) => {
      const { api, jwt } = authorizer(stack);
      return new Apigatewayv2Route(stack, "route", {
        apiId: api.api.id,
        routeKey: "GET /a",
        authorizationType: "JWT",
        authorizerId: jwt.id,
      });
    },
  ],
  [
    "a function of an authorizer",
    (stack) => {
      const fn = (id: string) => new NodejsFunction(stack, id, { entry: "a.ts" });
      const partners = new LambdaAuthorizer("partners", { function: fn("check") });
      const api = new HttpApi(stack, "api", { authorizer: partners });
      api.route("GET /", fn("answer"));
      return api;
    },
  ],
  [
    "a usage plan with a quota of an API that has an alarm on quotas",
    (stack) => {
      const api = keyedApi(stack);
      new ApiAlarms(stack, "alarms", { api, overQuotaPercent: 20 });
      const plan = new UsagePlan(stack, "gold", { apis: [api], quota: { requests: 9, period: "DAY" } });
      plan.addKey("acme");
      return plan;
    },
  ],
  [
    "a usage plan in another stack than its API",
    (stack) => {
      const plans = new TerraformStack(stack.node.root, "plans");
      new AwsProvider(plans, "aws", { region: "eu-central-1" });
      const api = keyedApi(stack);
      new ApiAlarms(stack, "alarms", { api, overQuotaPercent: 20 });
      const plan = new UsagePlan(plans, "gold", { apis: [api], quota: { requests: 9, period: "DAY" } });
      plan.addKey("acme");
      return plan;
    },
  ],
  ["a public greedy route next to a route with all methods", (stack) => guardedApi(stack, "ANY /admin")],
  ["a public greedy route next to another method of it", (stack) => guardedApi(stack, "POST /{proxy+}")],
  [
    "a public greedy route next to a path with a longer greedy route",
    (stack) => guardedApi(stack, "POST /admin/users", "ANY /admin/{proxy+}"),
  ],
  [
    "a public route $default next to a path with a greedy route",
    (stack) => guardedHttpApi(stack, "$default", "POST /admin", "ANY /{proxy+}"),
  ],
  [
    "a public greedy route of an HTTP API next to a path with a path parameter",
    (stack) => guardedHttpApi(stack, "ANY /{proxy+}", "POST /admin", "ANY /{id}"),
  ],
  [
    "a message with the text of a predefined key that the WebSocket API has, too",
    (stack) => chatWith(stack, "$connect", "connect", "sendMessage", "disconnected"),
  ],
  [
    "a route of an HTTP API next to a WebSocket API",
    (stack) => {
      const chat = chatWith(stack, "$default");
      const [answer] = [...chat.permissions.keys()];
      new HttpApi(stack, "api").route("GET /x", answer as NodejsFunction, { access: "public" });
      return chat;
    },
  ],
  ["a public greedy route next to the path /", (stack) => guardedApi(stack, "POST /")],
  ["a REST API with a role that is declared elsewhere", (stack) => restApi(stack, "existing")],
  [
    "a REST API with a role that the app declares",
    (stack) => restApi(stack, new RestApiAccount(stack, "account")),
  ],
  [
    "a REST API without access logs",
    (stack) => {
      const api = restApi(stack);
      api.stage.resetAccessLogSettings();
      return api;
    },
  ],
  ["a function with a permission", (stack) => invokedFunction(stack)],
  [
    "a function in an output",
    (stack) => new TerraformOutput(stack, "name", { value: lambdaFunction(stack, "worker").functionName }),
  ],
  [
    "a function whose name another function knows",
    (stack) => {
      const { functionName } = lambdaFunction(stack, "worker");
      const caller = new NodejsFunction(stack, "caller", { entry: "a.ts", environment: { functionName } });
      const api = new HttpApi(stack, "api");
      api.route("GET /", caller, { access: "public" });
      return api;
    },
  ],
  [
    "an API with 300 routes and with alarms",
    (stack) => {
      const api = new HttpApi(stack, "api");
      for (let index = 0; index < 300; index++) {
        const fn = new NodejsFunction(stack, `f${index}`, { entry: "a.ts" });
        api.route(`GET /${index}`, fn, { access: "public" });
      }
      return new ApiAlarms(stack, "alarms", { api });
    },
  ],
  ...Object.entries<Stage>(stages).map(([name, stage]): [string, Declare] => [
    `the stage ${name} of the sample`,
    (stack) => {
      stubCode(stack.node.root as App);
      return new ProductsStack(stack.node.root as App, `products-${name}`, stage);
    },
  ]),
])("%s has no errors and no warnings", (_, declare) => {
  const stack = testStack();
  const declared = declare(stack);
  expect(warningsOf(TerraformStack.isStack(declared) ? declared : stack)).toEqual([]);
});
