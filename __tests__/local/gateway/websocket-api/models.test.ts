import { API_ID } from "../terraform-fixture";
import { webSocketGateway } from "./web-socket-fixture";

// Sources of the expected results (docs/decisions/021-facts-carry-sources.md explains the marks in titles):
// - [AWS docs]: the page websocket-api-request-validation of the developer guide

const api = webSocketGateway({
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

test("a route whose model is not in the stack is not emulated", async () => {
  const reason =
    'aws_apigatewayv2_route.missing: request_models refers to the model "Missing", which is not an aws_apigatewayv2_model of this API. Add it to the stack.';
  expect(api.local.warnings).toEqual([`missing (${reason})`]);
  const client = await api.connect();
  expect(JSON.parse(await client.ask({ action: "missing" })).message).toBe(reason);
});
