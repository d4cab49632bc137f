import { LocalError, startLocal } from "gatewright/local";
import { authorizedBy, type BlockArguments, invokeArn } from "../terraform-fixture";
import { integrationResponse, type WebSocketDescription, writeWebSocketFolder } from "./web-socket-fixture";

// Stacks that AWS rejects. The errors stop the start, and each contains the fix.

const ROUTE = "aws_apigatewayv2_route";
const INTEGRATION = "aws_apigatewayv2_integration";
const echo = { to: "echo" };

/** Returns the errors that prevent the local gateway from starting with a stack. */
async function startErrors(stack: WebSocketDescription): Promise<readonly string[]> {
  try {
    await (await startLocal({ dir: writeWebSocketFolder(stack) })).stop();
  } catch (error) {
    if (error instanceof LocalError) return error.errors;
    throw error;
  }
  return [];
}

const withIntegration = (integration: object): WebSocketDescription => ({
  routes: { ping: { integration: { integration_type: "MOCK", ...integration } } },
});

const withResponse = (key: string, more: BlockArguments = {}): WebSocketDescription => ({
  ...withIntegration({}),
  more: {
    resource: {
      aws_apigatewayv2_integration_response: { ping: integrationResponse("ping", key, {}, more) },
    },
  },
});

const many = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`message${index}`, echo]));

test.each<[string, WebSocketDescription, string]>([
  [
    "an unknown predefined key",
    { routes: { $conect: echo } },
    `${ROUTE}.conect: route_key is "$conect"; expected $connect, $disconnect, $default, or a key without "$" at its start.`,
  ],
  [
    "two routes with the same key",
    { routes: { ping: echo, pong: { ...echo, route_key: "ping" } } },
    `${ROUTE}.pong: route_key is "ping", which ${ROUTE}.ping has too. Remove one.`,
  ],
  [
    "301 routes",
    {
      routes: Object.fromEntries(
        Object.entries(many(301)).map(([key, route]) => [
          key,
          { ...route, target: `integrations/\${${INTEGRATION}.message0.id}` },
        ]),
      ),
    },
    "aws_apigatewayv2_api.api has 301 routes; the quota is 300. Split the API.",
  ],
  [
    "a JWT authorizer",
    { routes: { $connect: { ...echo, authorization_type: "JWT" } } },
    `${ROUTE}.connect: authorization_type is "JWT"; expected NONE, AWS_IAM or CUSTOM, the types of a WebSocket API.`,
  ],
  [
    "an identity source of an HTTP API",
    {
      routes: { $connect: { ...echo, ...authorizedBy("users", "CUSTOM") } },
      authorizers: {
        users: { authorizer_uri: invokeArn("echo"), identity_sources: ["$request.header.Authorization"] },
      },
    },
    'aws_apigatewayv2_authorizer.users: identity_sources contains "$request.header.Authorization"; expected a source of a WebSocket API. Write "route.request.header.Authorization" or "route.request.querystring.token".',
  ],
  [
    "another key of a route response",
    { routes: { ping: { ...echo, route_response_selection_expression: "$request.body.x" } } },
    `${ROUTE}.ping: route_response_selection_expression is "$request.body.x"; expected "$default".`,
  ],
  [
    "an unknown type of an integration",
    withIntegration({ integration_type: "LAMBDA" }),
    `${INTEGRATION}.ping: integration_type is "LAMBDA"; expected AWS, AWS_PROXY, HTTP, HTTP_PROXY, MOCK.`,
  ],
  [
    "a timeout of more than 29 s",
    { routes: { ping: { ...echo, integration: { timeout_milliseconds: 30_000 } } } },
    `${INTEGRATION}.ping: timeout_milliseconds is 30000; expected a whole number from 50 to 29000.`,
  ],
  [
    "an unknown conversion of messages",
    withIntegration({ content_handling_strategy: "BINARY" }),
    `${INTEGRATION}.ping: content_handling_strategy is "BINARY"; expected CONVERT_TO_BINARY, CONVERT_TO_TEXT.`,
  ],
  [
    "an unknown passthrough behavior",
    withIntegration({ passthrough_behavior: "ALWAYS" }),
    `${INTEGRATION}.ping: passthrough_behavior is "ALWAYS"; expected WHEN_NO_MATCH, WHEN_NO_TEMPLATES, NEVER.`,
  ],
  [
    "the URI of no AWS service",
    withIntegration({ integration_type: "AWS", integration_uri: "arn:aws:apigateway:x" }),
    `${INTEGRATION}.ping: integration_uri is "arn:aws:apigateway:x"; expected "arn:aws:apigateway:REGION:SERVICE:action/ACTION" or "arn:aws:apigateway:REGION:SERVICE:path/PATH".`,
  ],
  [
    "a call of DynamoDB without a role",
    withIntegration({
      integration_type: "AWS",
      integration_uri: "arn:aws:apigateway:eu-central-1:dynamodb:action/PutItem",
    }),
    `${INTEGRATION}.ping: credentials_arn is not set; expected the ARN of a role that API Gateway assumes to call the service.`,
  ],
  [
    "the key of an integration response without slashes",
    withResponse("4xx"),
    'aws_apigatewayv2_integration_response.ping: integration_response_key is "4xx"; expected "$default" or a pattern such as "/4\\d\\d/".',
  ],
  [
    "a long format of the access log",
    {
      routes: { ping: echo },
      stages: {
        dev: { access_log_settings: { destination_arn: "arn:aws:logs:x", format: "x".repeat(3073) } },
      },
    },
    "aws_apigatewayv2_stage.dev: access_log_settings.format has 3073 bytes; the quota is 3072. Log fewer fields.",
  ],
])("a stack with %s is rejected", async (_, stack, message) => {
  expect(await startErrors(stack)).toContain(message);
});

test("a stack with 301 integrations is rejected", async () => {
  expect(await startErrors({ routes: many(301) })).toContain(
    "aws_apigatewayv2_api.api has 301 integrations; the quota is 300. Share integrations between routes, or split the API.",
  );
});

test("settings without an effect are notes", async () => {
  const local = await startLocal({
    dir: writeWebSocketFolder({
      api: { route_selection_expression: null },
      routes: { ping: { ...echo, authorization_type: "AWS_IAM" } },
    }),
  });
  expect(local.notes).toEqual([
    'aws_apigatewayv2_api.api: route_selection_expression is not set, so every message goes to the route $default. Write "$request.body.action".',
    `${ROUTE}.ping: authorization_type is "AWS_IAM" without an effect, because a connection is authorized only by its $connect route. Remove it.`,
  ]);
  await local.stop();
});

test("a pattern with a back reference is not emulated", async () => {
  const local = await startLocal({ dir: writeWebSocketFolder(withResponse("/(4)\\1/")) });
  expect(local.warnings).toEqual([
    'ping (aws_apigatewayv2_integration_response.ping: integration_response_key is "/(4)\\\\1/"; expected a pattern without lookahead, lookbehind and back references. Simplify it.)',
  ]);
  await local.stop();
});
