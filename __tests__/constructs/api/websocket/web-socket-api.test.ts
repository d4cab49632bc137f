import {
  IamAuthorizer,
  LambdaAuthorizer,
  NodejsFunction,
  RequestAuthorizer,
  RestApiAccount,
  TerraformVariable,
  UserPool,
  WebSocketApi,
  type WebSocketApiProps,
} from "gatewright";
import type { Assertions } from "gatewright/testing";
import { errorsOf, synthesized, testStack } from "../../../support";
import { fn } from "../http/api-fixture";

/** Returns a stack with a WebSocket API `chat` and a function `answer`. */
function chatStack(props: WebSocketApiProps = { access: "public" }) {
  const stack = testStack();
  return { stack, chat: new WebSocketApi(stack, "chat", props), answer: fn(stack) };
}

/** Returns the addresses that the stage of a stack depends on. */
function dependenciesOf({ only }: Assertions): unknown {
  return only("aws_apigatewayv2_stage").values.depends_on;
}

/** Returns the errors of an API with one route. */
function errorsWith(props: object, ...route: [key?: unknown, settings?: object]): readonly string[] {
  const { stack, chat, answer } = chatStack(props as WebSocketApiProps);
  const [key = "$connect", settings] = route;
  chat.route(key as string, answer, settings);
  return errorsOf(stack);
}

describe("a WebSocket API", () => {
  test("a public API has a stage that deploys its routes, with both limits", () => {
    const { stack, chat, answer } = chatStack();
    chat.route("$connect", answer);
    const result = synthesized(stack);
    result.only("aws_apigatewayv2_api", {
      name: "test-chat",
      protocol_type: "WEBSOCKET",
      route_selection_expression: "$request.body.action",
    });
    result.only("aws_apigatewayv2_stage", {
      name: "live",
      auto_deploy: true,
      default_route_settings: {
        throttling_rate_limit: 10_000,
        throttling_burst_limit: 5_000,
        logging_level: "OFF",
        data_trace_enabled: false,
        detailed_metrics_enabled: false,
      },
    });
    expect(dependenciesOf(result)).toEqual([expect.stringMatching(/^aws_apigatewayv2_route\./)]);
    const route = result.only("aws_apigatewayv2_route", {
      route_key: "$connect",
      authorization_type: "NONE",
    });
    result.leadsTo(route, ["target", "integration_uri"], result.only("aws_lambda_function"));
    expect(result.stack.ofType("aws_cloudwatch_log_group")).toHaveLength(1);
  });

  test("an expression with braces is no expression of Terraform", () => {
    const { stack, chat, answer } = chatStack({
      access: "public",
      routeSelectionExpression: "${request.body.service}/${request.body.action}",
    });
    chat.route("chat/send", answer);
    synthesized(stack).only("aws_apigatewayv2_api", {
      route_selection_expression: "$${request.body.service}/$${request.body.action}",
    });
  });

  test("a two-way route has an expression and a route response, and the stage is created after both", () => {
    const { stack, chat, answer } = chatStack();
    chat.route("ping", answer, { twoWay: true });
    const result = synthesized(stack);
    const route = result.only("aws_apigatewayv2_route", { route_response_selection_expression: "$default" });
    const response = result.only("aws_apigatewayv2_route_response", { route_response_key: "$default" });
    result.leadsTo(response, ["route_id"], route);
    expect(dependenciesOf(result)).toEqual([
      expect.stringMatching(/^aws_apigatewayv2_route\./),
      expect.stringMatching(/^aws_apigatewayv2_route_response\./),
    ]);
  });

  test("a one-way route has neither an expression nor a route response", () => {
    const { stack, chat, answer } = chatStack();
    chat.route("ping", answer);
    const { stack: result } = synthesized(stack);
    expect(result.ofType("aws_apigatewayv2_route")[0]?.values).not.toHaveProperty(
      "route_response_selection_expression",
    );
    expect(result.ofType("aws_apigatewayv2_route_response")).toEqual([]);
  });

  test("the settings of a route contain all values of the stage", () => {
    const { stack, chat, answer } = chatStack({
      access: "public",
      account: "existing",
      executionLogs: "ERROR",
    });
    chat.route("ping", answer, { throttle: { rate: 1, burst: 2 } });
    synthesized(stack).only("aws_apigatewayv2_stage", {
      route_settings: [
        {
          route_key: "ping",
          throttling_rate_limit: 1,
          throttling_burst_limit: 2,
          detailed_metrics_enabled: false,
          logging_level: "ERROR",
          data_trace_enabled: false,
        },
      ],
    });
  });

  test("one function that serves several routes has one permission", () => {
    const { stack, chat, answer } = chatStack();
    for (const key of ["$connect", "$disconnect", "$default", "ping"]) chat.route(key, answer);
    const { stack: result } = synthesized(stack);
    expect(result.ofType("aws_lambda_permission")).toHaveLength(1);
    expect(result.ofType("aws_apigatewayv2_integration")).toHaveLength(4);
    expect([...chat.routes.keys()]).toEqual(["$connect", "$disconnect", "$default", "ping"]);
  });

  test("a route can have the name of another resource of the API", () => {
    const { stack, chat, answer } = chatStack();
    for (const key of ["stage", "Default", "access-logs", "a--b", "a/b"]) chat.route(key, answer);
    expect(errorsOf(stack)).toEqual([]);
  });
});

describe("the logs of a WebSocket API", () => {
  test("an API with an account has access logs, and its stage depends on the account", () => {
    const stack = testStack();
    const account = new RestApiAccount(stack, "account");
    const chat = new WebSocketApi(stack, "chat", { access: "public", account, executionLogs: "INFO" });
    chat.route("ping", fn(stack));
    const result = synthesized(stack);
    result.only("aws_cloudwatch_log_group", {
      name: "/aws/vendedlogs/apis/test-chat",
      retention_in_days: 30,
    });
    const names = result.stack.ofType("aws_cloudwatch_log_group").map(({ values }) => values.name);
    expect(names).toContainEqual(
      expect.stringMatching(/^\/aws\/apigateway\/\$\{aws_apigatewayv2_api\..+\.id\}\/live$/),
    );
    expect(dependenciesOf(result)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^aws_api_gateway_account\./),
        expect.stringMatching(/^aws_cloudwatch_log_group\.chat_execution-logs/),
      ]),
    );
    const { format } = result.only("aws_apigatewayv2_stage").values.access_log_settings as { format: string };
    expect(JSON.parse(format)).toMatchObject({
      requestId: "$context.requestId",
      connectionId: "$context.connectionId",
    });
  });

  test("two APIs with the same log group are an error", () => {
    const { stack, chat, answer } = chatStack({ access: "public", name: "same" });
    const other = new WebSocketApi(stack, "other", { access: "public", name: "same" });
    for (const api of [chat, other]) api.route("ping", answer);
    expect(errorsOf(stack)).toEqual([
      'test/other: duplicate API log group name "same", already used by test/chat. Change a construct ID in the path, or set `name`.',
    ]);
  });
});

describe("the access to a WebSocket API", () => {
  test("only $connect has the authorizer, without the settings of HTTP APIs", () => {
    const stack = testStack();
    const check = fn(stack, "check");
    const authorizer = new RequestAuthorizer("clients", { function: check });
    const chat = new WebSocketApi(stack, "chat", { authorizer });
    chat.route("$connect", fn(stack));
    chat.route("ping", fn(stack, "ping"));
    const result = synthesized(stack);
    const [created] = result.stack.ofType("aws_apigatewayv2_authorizer");
    expect(created?.values).toEqual({
      api_id: expect.any(String),
      authorizer_type: "REQUEST",
      authorizer_uri: expect.any(String),
      identity_sources: ["route.request.header.Authorization"],
      lifecycle: { create_before_destroy: true },
      name: "clients",
    });
    result.only("aws_apigatewayv2_route", { route_key: "$connect", authorization_type: "CUSTOM" });
    result.only("aws_apigatewayv2_route", { route_key: "ping", authorization_type: "NONE" });
    expect([...chat.permissions.keys()]).toContain(check);
  });

  test("an IamAuthorizer sets the type AWS_IAM", () => {
    const { stack, chat, answer } = chatStack({ authorizer: new IamAuthorizer() });
    chat.route("$connect", answer);
    synthesized(stack).only("aws_apigatewayv2_route", { authorization_type: "AWS_IAM" });
  });

  test("an API without authorizer and access is an error", () => {
    expect(errorsWith({})).toEqual([
      'test/chat: has no authorizer, so any client could connect. Set `authorizer`, or set `access: "public"`.',
    ]);
  });

  test("a public API with an authorizer is an error", () => {
    expect(errorsWith({ access: "public", authorizer: new IamAuthorizer() })).toEqual([
      'test/chat: is public and has an authorizer. Remove `access: "public"` or `authorizer`.',
    ]);
  });

  test("an authorizer without the route $connect is an error", () => {
    expect(errorsWith({ authorizer: new IamAuthorizer() }, "ping")).toEqual([
      'test/chat: has an authorizer, but no route "$connect", so that API Gateway would authorize no connection. Add the route.',
    ]);
  });

  test("an authorizer of another kind of API is an error", () => {
    const stack = testStack();
    const authorizer = new LambdaAuthorizer("a", { function: fn(stack) }) as never;
    new WebSocketApi(stack, "chat", { authorizer }).route("$connect", fn(stack, "connect"));
    expect(errorsOf(stack)).toEqual([
      "test/chat: authorizer is an object of the class LambdaAuthorizer; expected an authorizer of a WebSocket API. Write `users.webSocketAuthorizer()`, `new WebSocketTokenAuthorizer(…)`, `new RequestAuthorizer(…)` or `new IamAuthorizer()`.",
    ]);
  });

  test("a user pool as an authorizer is an error", () => {
    const stack = testStack();
    const authorizer = new UserPool(stack, "users") as never;
    new WebSocketApi(stack, "chat", { authorizer }).route("$connect", fn(stack));
    expect(errorsOf(stack)).toEqual([
      "test/chat: authorizer is the construct test/users; expected an authorizer of a WebSocket API. Call its method webSocketAuthorizer().",
    ]);
  });

  test("a cached result, another form of an identity source and a long timeout are errors", () => {
    const stack = testStack();
    const authorizer = new RequestAuthorizer("clients", {
      function: fn(stack, "check", 30),
      identitySources: ["method.request.header.Authorization"],
      ttlSeconds: 60,
    });
    new WebSocketApi(stack, "chat", { authorizer }).route("$connect", fn(stack));
    expect(errorsOf(stack)).toEqual([
      'test/chat: authorizer "clients": ttlSeconds is 60, but a WebSocket API authorizes each connection once, and has no cache. Remove it.',
      'test/chat: authorizer "clients": identity source "method.request.header.Authorization" is invalid; expected route.request.header.NAME, route.request.querystring.NAME, context.NAME or stageVariables.NAME',
      'test/chat: authorizer "clients": timeout of test/check is 30 s; the API stops waiting after 29 s. Set timeoutSeconds to 29 or less (check function-timeout).',
    ]);
  });
});

describe("an invalid WebSocket API", () => {
  test.each<[string, object, unknown, object | undefined, string]>([
    [
      "an unknown predefined key",
      {},
      "$conect",
      undefined,
      'route "$conect": the route key is "$conect"; expected $connect, $disconnect, $default, a string without "$" at its start, or a message',
    ],
    [
      "an empty key",
      {},
      "",
      undefined,
      'route "": the route key is ""; expected $connect, $disconnect, $default, a string without "$" at its start, or a message',
    ],
    [
      "a key that is no text",
      {},
      5,
      undefined,
      'a route: the route key is 5; expected $connect, $disconnect, $default, a string without "$" at its start, or a message',
    ],
    [
      "a response to $disconnect",
      {},
      "$disconnect",
      { twoWay: true },
      'route "$disconnect": twoWay is true, but the connection is closed, so that the client receives no message. Remove it.',
    ],
    [
      "a limit of 0",
      {},
      "ping",
      { throttle: { rate: 0, burst: 1 } },
      'route "ping": throttle.rate is 0; expected a number greater than 0 (with 0, every request gets 429)',
    ],
    [
      "an authorizer of a route",
      {},
      "ping",
      { authorizer: new IamAuthorizer() },
      'route "ping": has the unknown property "authorizer"; expected one of twoWay, throttle, detailedMetrics',
    ],
    [
      "an expression without a variable",
      { routeSelectionExpression: "request.body.action" },
      "ping",
      undefined,
      'routeSelectionExpression is "request.body.action"; expected variables of the message. Write "$request.body.action", or "${request.body.service}/${request.body.action}".',
    ],
    [
      "the expression of an HTTP API",
      { routeSelectionExpression: "$request.method $request.path" },
      "ping",
      undefined,
      'routeSelectionExpression is "$request.method $request.path"; expected variables of the message. Write "$request.body.action", or "${request.body.service}/${request.body.action}".',
    ],
    [
      "the name of a stage",
      { stageName: "a b" },
      "ping",
      undefined,
      'stage name "a b" is invalid; expected letters, digits, - and _. Rename it.',
    ],
    [
      "execution logs without an account",
      { executionLogs: "INFO" },
      "ping",
      undefined,
      'executionLogs is set, but API Gateway writes them only with a role of the account. Set account to a RestApiAccount, or to "existing" if it is declared elsewhere.',
    ],
    [
      "a long description",
      { description: "a".repeat(1025) },
      "ping",
      undefined,
      "description has 1025 characters; the maximum is 1024. Shorten it.",
    ],
  ])("%s is one error", (_name, props, key, settings, message) => {
    expect(errorsWith({ access: "public", ...props }, key, settings)).toEqual([`test/chat: ${message}`]);
  });

  test("an API without routes, a duplicate route and a missing function are errors", () => {
    const { stack, chat, answer } = chatStack();
    expect(errorsOf(stack)).toEqual(['test/chat: has no route. Add one, such as "$default".']);
    chat.route("ping", answer);
    chat.route("ping", answer);
    chat.route("pong", undefined as never);
    chat.route("pung", {} as never);
    chat.route(new TerraformVariable(stack, "key", { type: "string" }).stringValue, answer);
    expect(errorsOf(stack)).toEqual([
      'test/chat: duplicate route "ping". Remove one.',
      'test/chat: route "pong": the target is undefined. Check that the imported file exports it.',
      'test/chat: route "pung": the target is {}; expected a Lambda function. Pass a NodejsFunction.',
      expect.stringContaining("the route key is known only to Terraform"),
    ]);
  });

  test("a function that runs longer than API Gateway waits is an error", () => {
    const { stack, chat } = chatStack();
    chat.route("ping", fn(stack, "slow", 30));
    expect(errorsOf(stack)).toEqual([
      'test/chat: route "ping": timeout of test/slow is 30 s; the API stops waiting after 29 s. Set timeoutSeconds to 29 or less (check function-timeout).',
    ]);
  });
});

test("a function of a WebSocket API can have its URLs and manage its connections, without a cycle", () => {
  const stack = testStack();
  const chat = new WebSocketApi(stack, "chat", { access: "public", stageName: "v1" });
  const environment = { URL: chat.url, CONNECTIONS_URL: chat.managementUrl };
  const answer = new NodejsFunction(stack, "answer", { entry: "answer.ts", environment });
  chat.route("ping", answer);
  chat.grantManageConnections(answer);
  const result = synthesized(stack);
  const { only } = result;
  const { variables } = only("aws_lambda_function").values.environment as { variables: object };
  expect(variables).toMatchObject({
    URL: "${aws_apigatewayv2_api.chat.api_endpoint}/v1",
    CONNECTIONS_URL:
      "https://${aws_apigatewayv2_api.chat.id}.execute-api.${aws_apigatewayv2_api.chat.region}.amazonaws.com/v1",
  });
  const policies = result.stack.ofType("aws_iam_role_policy").map(({ values }) => values.policy);
  expect(policies).toContainEqual(
    expect.stringContaining(
      '"Action":["execute-api:ManageConnections"],"Resource":["${aws_apigatewayv2_api.chat.execution_arn}/v1/*/@connections/*"]',
    ),
  );
});
