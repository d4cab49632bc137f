import { API_ID } from "../terraform-fixture";
import { webSocketGateway, webSocketPermission } from "./web-socket-fixture";

// Sources of the expected results (docs/decisions/021-facts-carry-sources.md explains the marks in titles):
// - [captured]: messages of live WebSocket APIs, recorded by several public projects
// - [AWS docs]: the pages websocket-api-develop-routes, apigateway-websocket-api-selection-expressions and
//   apigateway-websocket-api-route-response of the developer guide
// - [measured]: projects that describe what they measured on AWS

const routes = {
  $disconnect: { to: "echo" },
  send: { to: "echo", twoWay: true },
  7: { to: "echo", twoWay: true },
  "[a, b]": { to: "echo", twoWay: true },
  result: { to: "returnResult", twoWay: true },
  oneWay: { to: "returnResult" },
  halfWay: { to: "echo", route_response_selection_expression: "$default" },
  failing: { to: "fail" },
  paused: { to: "pause", twoWay: true },
  responseOnly: { to: "returnResult" },
  streaming: { to: "stream", twoWay: true },
  failingTwoWay: { to: "fail", twoWay: true },
  slow: { to: "hang", integration: { timeout_milliseconds: 100 } },
  denied: { to: "denied" },
  later: {
    integration: {
      integration_type: "AWS",
      integration_uri: "arn:aws:apigateway:eu-central-1:kinesis:action/PutRecord",
      credentials_arn: "arn:aws:iam::123456789012:role/api",
    },
  },
  limited: { to: "echo", twoWay: true },
};
const functions = {
  pause: {
    code: 'exports.handler = () => new Promise((end) => setTimeout(end, 500, { body: "second" }));',
  },
  denied: { code: "exports.handler = async () => ({});" },
  stream: {
    code: 'exports.handler = awslambda.streamifyResponse(async (event, stream) => { stream.end("hello"); });',
  },
};
const limits = { throttling_burst_limit: 1, throttling_rate_limit: 0.001 };
const stages = { dev: { route_settings: [{ route_key: "limited", ...limits }] } };
const more = {
  resource: {
    aws_apigatewayv2_route_response: {
      responseOnly: {
        api_id: API_ID,
        route_id: "${aws_apigatewayv2_route.responseOnly.id}",
        route_response_key: "$default",
      },
    },
    aws_lambda_permission: {
      denied: webSocketPermission("denied", {
        source_arn: "${aws_apigatewayv2_api.api.execution_arn}/dev/send",
      }),
    },
  },
};

const strict = webSocketGateway({ stages, routes, functions, more });
const withDefault = webSocketGateway({
  api: { route_selection_expression: "$${request.body.service}/$${request.body.action}" },
  routes: { "chat/send": { to: "echo", twoWay: true }, $default: { to: "echo", twoWay: true } },
});

/** Returns an API with a route selection expression, and two-way routes. */
const withExpression = (route_selection_expression: string, ...keys: string[]) =>
  webSocketGateway({
    api: { route_selection_expression },
    routes: Object.fromEntries(keys.map((key) => [key, { to: "echo", twoWay: true }])),
  });
const bare = withExpression("$request.body.message.kind", "text");
const joined = withExpression(
  "$${request.body.action}-$${request.body.x}",
  "join-",
  "join-1",
  "x-x",
  "$default",
);
const fixed = withExpression("static", "static", "$default");
const escaped = withExpression("\\$default", "static", "$default");

/** Returns the key of the route of a message. */
async function routeOf(gateway: typeof strict, message: unknown): Promise<string> {
  return JSON.parse(await (await gateway.connect()).ask(message)).requestContext.routeKey;
}

test.each<[string, unknown, string]>([
  ["a text [AWS docs]", { action: "send" }, "send"],
  ["a number [AWS docs]", { action: 7 }, "7"],
  ["a list [AWS docs]", { action: ["a", "b"] }, "[a, b]"],
])("%s selects a route by its text", async (_, message, key) => {
  expect(await routeOf(strict, message)).toBe(key);
});

test.each<[string, unknown, string]>([
  ["the values of all variables [AWS docs]", { service: "chat", action: "send" }, "chat/send"],
  ["$default, if no route has the value [AWS docs]", { service: "chat", action: "leave" }, "$default"],
  ["$default, if a value is missing [AWS docs]", { action: "send" }, "$default"],
  ["$default, if the message is not JSON [AWS docs]", "hello", "$default"],
  ["$default, if the message is empty [AWS docs]", "", "$default"],
])("an expression with two variables selects %s", async (_, message, key) => {
  expect(await routeOf(withDefault, message)).toBe(key);
});

test.each<[string, () => typeof strict, unknown, string]>([
  ["a nested value, without braces", () => bare, { message: { kind: "text" } }, "text"],
  ["a missing value, which is empty text", () => joined, { action: "join" }, "join-"],
  ["a number next to a text", () => joined, { action: "join", x: 1 }, "join-1"],
  ["a static value, whatever the message is", () => fixed, "hello", "static"],
  ["the key $default with a backslash", () => escaped, { action: "static" }, "$default"],
])("an expression can select a route by %s [AWS docs]", async (_, gateway, message, key) => {
  expect(await routeOf(gateway(), message)).toBe(key);
});

test.each(["Send", "send ", "sendMessage", "SEND"])(
  "the value %j does not select the route send, because keys are compared exactly [AWS docs]",
  async (action) => {
    expect(await (await strict.connect()).ask({ action })).toMatch(/^\{"message": "Forbidden", /);
  },
);

test("an expression is evaluated once, so that a variable in a message is text [AWS docs]", async () => {
  const message = { action: "${request.body.x}", x: "x" };
  expect(await routeOf(joined, message)).toBe("$default");
});

test("a slow message does not delay the response to the next one [AWS docs]", async () => {
  const client = await strict.connect();
  client.socket.send('{"action":"paused"}');
  expect(await client.ask({ action: "result", result: { body: "first" } })).toBe("first");
  expect(await client.next()).toBe("second");
});

const PLACE = String.raw`"connectionId":"[\w-]{15}=", "requestId":"[\w-]{15}="\}$`;

test.each<[string, unknown, string]>([
  ["no route [captured]", { action: "none" }, "Forbidden"],
  ["no JSON, if there is no $default route [captured]", "hello", "Forbidden"],
  ["a predefined key [unverified]", { action: "$disconnect" }, "Forbidden"],
  ["the name of an inherited property [our choice]", { action: "constructor" }, "Forbidden"],
  ["a function that throws [captured]", { action: "failing" }, "Internal server error"],
  [
    "a function of a two-way route that throws [captured]",
    { action: "failingTwoWay" },
    "Internal server error",
  ],
  ["a function that streams a text [unverified]", { action: "streaming" }, "Internal server error"],
  ["a function that is too slow [unverified]", { action: "slow" }, "Internal server error"],
  ["a function without permission [unverified]", { action: "denied" }, "Internal server error"],
  ["a result that is no object [unverified]", { action: "result", result: "x" }, "Internal server error"],
  [
    "a body that is no text [unverified]",
    { action: "result", result: { body: {} } },
    "Internal server error",
  ],
])("a message with %s gets an error message, and the connection stays open", async (_, message, text) => {
  const client = await strict.connect();
  expect(await client.ask(message)).toMatch(new RegExp(`^\\{"message": "${text}", ${PLACE}`));
  expect(await client.ask({ action: "result", result: { body: "open" } })).toBe("open");
});

test("a message above the limit of its route gets an error message [unverified]", async () => {
  const client = await strict.connect();
  await client.ask({ action: "limited" });
  expect(await client.ask({ action: "limited" })).toMatch(/^\{"message": "Too Many Requests", /);
});

test("a message to a route that is not emulated gets the reason [our choice]", async () => {
  const client = await strict.connect();
  const { message } = JSON.parse(await client.ask({ action: "later" }));
  expect(message).toBe(
    'aws_apigatewayv2_integration.later: integrations with the AWS service "kinesis" are not emulated; only those with "lambda" and "dynamodb" are. Test the route on AWS.',
  );
});

test.each([200, 500, undefined])(
  "a two-way route sends the body with the status %p [measured]",
  async (statusCode) => {
    const client = await strict.connect();
    expect(await client.ask({ action: "result", result: { statusCode, body: "hé" } })).toBe("hé");
  },
);

test.each<[string, unknown]>([
  ["a body of a one-way route [AWS docs]", { action: "oneWay", result: { statusCode: 200, body: "x" } }],
  ["a status of a one-way route [captured]", { action: "oneWay", result: { statusCode: 500 } }],
  ["a text that a one-way route returns [unverified]", { action: "oneWay", result: "x" }],
  ["a route without a route response [AWS docs]", { action: "halfWay" }],
  ["a route without the expression [AWS docs]", { action: "responseOnly", result: { body: "x" } }],
  ["a two-way route without a body [unverified]", { action: "result", result: { statusCode: 200 } }],
])("%s sends nothing", async (_, message) => {
  const client = await strict.connect();
  client.socket.send(JSON.stringify(message));
  await strict.line("request", /^200 MESSAGE (oneWay|halfWay|responseOnly|result)/);
  expect(await client.ask({ action: "result", result: { body: "next" } })).toBe("next");
});

test("a route with half of the settings of a two-way route is a note", () => {
  expect(strict.local.notes).toEqual([
    "aws_apigatewayv2_route.halfWay: clients receive no response, because there is no aws_apigatewayv2_route_response with the key $default. Add one.",
    'aws_apigatewayv2_route.responseOnly: clients receive no response, because route_response_selection_expression is not set. Write "$default".',
  ]);
});

test("the terminal has a line with the route, the time and the reason of each message", async () => {
  const client = await strict.connect();
  await client.ask({ action: "send" });
  await client.ask({ action: "failing" });
  await client.ask("hello");
  await client.close(1000, "bye");
  expect(await strict.line("request", /MESSAGE send/)).toMatch(/^200 MESSAGE send {2}\d+(\.\d)? ms$/);
  expect(await strict.line("request", /MESSAGE failing /)).toMatch(
    /^500 MESSAGE failing {2}\d+(\.\d)? ms {2}TypeError: no$/,
  );
  expect(await strict.line("request", /MESSAGE {2}/)).toMatch(
    /^403 MESSAGE {2}\d+(\.\d)? ms {2}no route matches the message, and there is no route \$default$/,
  );
  expect(await strict.line("request", /DISCONNECT.*bye/)).toMatch(
    /^200 DISCONNECT \/dev {2}\d+(\.\d)? ms {2}1000 bye$/,
  );
});

test.each<[string, object, string]>([
  [
    "the status of a function that failed",
    { action: "result", result: { statusCode: 409, body: "conflict" } },
    "the function returned the status 409",
  ],
  [
    "a body that the client does not get",
    { action: "oneWay", result: { statusCode: 200, body: "dropped" } },
    "the route is one-way, so that the client does not get the body",
  ],
])("the line of a message shows %s [our choice]", async (_, message, reason) => {
  const client = await strict.connect();
  client.socket.send(JSON.stringify(message));
  expect(await strict.line("request", new RegExp(`${reason}$`))).toMatch(/^200 MESSAGE /);
});
