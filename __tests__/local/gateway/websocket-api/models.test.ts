import { API_ID } from "../terraform-fixture";
import { webSocketGateway } from "./web-socket-fixture";

// Sources of the expected results (docs/decisions/021-facts-carry-sources.md explains the marks in titles):
// - [AWS docs]: the page websocket-api-request-validation of the developer guide

const LOG_FORMAT = "$context.requestId $context.error.validationErrorString";

const api = webSocketGateway({
  stages: { dev: { access_log_settings: { destination_arn: "arn:aws:logs:x", format: LOG_FORMAT } } },
  routes: {
    $disconnect: { to: "echo" },
    send: {
      to: "echo",
      twoWay: true,
      model_selection_expression: "$request.body.kind",
      request_models: { text: "Text", $default: "Other" },
    },
    only: {
      to: "echo",
      twoWay: true,
      model_selection_expression: "$request.body.kind",
      request_models: { text: "Text" },
    },
    missing: {
      to: "echo",
      model_selection_expression: "\\$default",
      request_models: { $default: "Missing" },
    },
    mocked: {
      twoWay: true,
      integration: { integration_type: "MOCK", request_templates: { $default: '{"statusCode":200}' } },
      model_selection_expression: "\\$default",
      request_models: { $default: "Draft4" },
    },
    $default: {
      to: "echo",
      twoWay: true,
      model_selection_expression: "\\$default",
      request_models: { $default: "Text" },
    },
  },
  more: {
    resource: {
      aws_apigatewayv2_model: {
        text: {
          api_id: API_ID,
          name: "Text",
          content_type: "application/json",
          schema: JSON.stringify({
            $schema: "http://json-schema.org/draft-04/schema#",
            type: "object",
            required: ["text"],
            properties: { text: { type: "string" } },
          }),
        },
        draft4: {
          api_id: API_ID,
          name: "Draft4",
          content_type: "application/json",
          schema: JSON.stringify({ properties: { age: { minimum: 18, exclusiveMinimum: true } } }),
        },
        other: {
          api_id: API_ID,
          name: "Other",
          content_type: "application/json",
          schema: JSON.stringify({ type: "object", required: ["kind"] }),
        },
      },
    },
  },
});

test.each<[string, object]>([
  ["the model that the expression selects", { action: "send", kind: "text", text: "x" }],
  ["the model $default", { action: "send", kind: "image" }],
])("a message that matches %s reaches the function [AWS docs]", async (_, message) => {
  expect(JSON.parse(await (await api.connect()).ask(message)).requestContext.routeKey).toBe("send");
});

test.each<[string, unknown, RegExp]>([
  [
    "a missing property",
    { action: "send", kind: "text" },
    /object has missing required properties \(\["text"\]\)/,
  ],
  [
    "a missing property of the model $default",
    { action: "send" },
    /missing required properties \(\["kind"\]\)/,
  ],
  [
    "no model",
    { action: "only", kind: "image" },
    /no model has the key "image", and there is no model \$default/,
  ],
  ["no JSON", "hello", /the message is not JSON/],
])(
  "a message with %s gets an error message, and no function is called [AWS docs]",
  async (_, message, reason) => {
    const client = await api.connect();
    expect(await client.ask(message)).toMatch(
      /^\{"message": "Bad request body", "connectionId":"[\w-]{15}=", "requestId":"[\w-]{15}="\}$/,
    );
    expect(await api.line("request", reason)).toMatch(/^400 MESSAGE (send|only|\$default) /);
  },
);

test("a model is a JSON Schema of draft 4, and also validates messages to a mock [AWS docs]", async () => {
  const client = await api.connect();
  expect(await client.ask({ action: "mocked", age: 18 })).toMatch(/^\{"message": "Bad request body", /);
  client.socket.send('{"action":"mocked","age":19}');
  expect(await api.line("request", /^200 MESSAGE mocked/)).toMatch(/ ms$/);
});

test("the access log contains the difference from the model [AWS docs]", async () => {
  const { requestId } = JSON.parse(await (await api.connect()).ask({ action: "send", kind: "text" }));
  expect(await api.line("access", new RegExp(`^${requestId} `))).toBe(
    `${requestId} the message does not match its model: object has missing required properties (["text"])`,
  );
});

test("a route whose model is not in the stack is not emulated", async () => {
  const reason =
    'aws_apigatewayv2_route.missing: request_models refers to the model "Missing", which is not an aws_apigatewayv2_model of this API. Add it to the stack.';
  expect(api.local.warnings).toEqual([`missing (${reason})`]);
  const client = await api.connect();
  expect(JSON.parse(await client.ask({ action: "missing" })).message).toBe(reason);
});
