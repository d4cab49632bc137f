import { authorizedBy, invokeArn } from "../terraform-fixture";
import { integrationResponse, webSocketGateway } from "./web-socket-fixture";

// Sources of the expected results (docs/decisions/021-facts-carry-sources.md explains the marks in titles):
// - [AWS docs]: the pages apigateway-websocket-api-integration-requests, websocket-api-data-transformations and
//   apigateway-websocket-api-integration-responses of the developer guide

/** Returns a route with a mock integration whose request template yields a status. */
function mock(template: string, more: object = {}) {
  return {
    twoWay: true,
    integration: { integration_type: "MOCK", request_templates: { $default: template }, ...more },
  };
}

const api = webSocketGateway({
  stages: { dev: { stage_variables: { color: "red" } } },
  routes: {
    $connect: {
      integration: {
        integration_type: "MOCK",
        template_selection_expression: "200",
        request_templates: { 200: '{"statusCode":200}' },
      },
    },
    ping: mock('{"statusCode": 200}'),
    status: mock('{"statusCode": $input.path("$.status")}'),
    lenient: mock("{statusCode: 200,}"),
    selected: mock('{"statusCode": 200}', {
      template_selection_expression: "$${request.body.kind}",
      request_templates: { $default: '{"statusCode": 200}', bad: '{"statusCode": 400}' },
    }),
    silent: mock('{"statusCode": 200}'),
    oneWay: { ...mock('{"statusCode": 200}'), twoWay: false },
    broken: mock("#if(true)"),
    none: mock("{}"),
    unselected: mock("", { request_templates: {} }),
    never: mock("", { request_templates: {}, passthrough_behavior: "NEVER" }),
  },
  more: {
    resource: {
      aws_apigatewayv2_integration_response: {
        ping: integrationResponse("ping", "$default", {
          $default:
            '{"type":"pong","route":"$context.routeKey","id":"$context.connectionId","color":"$stageVariables.color","echo":$input.json("$.id")}',
        }),
        ok: integrationResponse("status", "$default", { $default: "default" }),
        client: integrationResponse("status", "/4\\d\\d/", { $default: "client error" }),
        lenient: integrationResponse("lenient", "$default", { $default: "lenient" }),
        selected: integrationResponse(
          "selected",
          "$default",
          { $default: "other", 400: "status 400" },
          { template_selection_expression: "$${integration.response.statuscode}" },
        ),
        oneWay: integrationResponse("oneWay", "$default", { $default: "never" }),
      },
    },
  },
});

const secured = webSocketGateway({
  stages: { dev: { stage_variables: { color: "red" } } },
  routes: {
    $connect: {
      ...mock(
        '#if($input.params("status") == "")#set($status = 200)#else#set($status = $input.params("status"))#end{"statusCode": $status}',
      ),
      twoWay: false,
      ...authorizedBy("users", "CUSTOM"),
    },
    all: mock('{"statusCode": 200}'),
  },
  functions: {
    authorize: {
      code: `exports.handler = async ({ methodArn }) => ({
        principalId: "ada",
        context: { level: 3 },
        policyDocument: { Statement: [{ Effect: "Allow", Action: "execute-api:Invoke", Resource: methodArn }] },
      });`,
    },
  },
  authorizers: {
    users: { authorizer_uri: invokeArn("authorize"), identity_sources: ["route.request.querystring.token"] },
  },
  more: {
    resource: {
      aws_apigatewayv2_integration_response: {
        all: integrationResponse("all", "$default", {
          $default: `{"connectionId":"$context.connectionId","connectedAt":$context.connectedAt,"domainName":"$context.domainName",
            "stage":"$context.stage","eventType":"$context.eventType","messageId":"$context.messageId","routeKey":"$context.routeKey",
            "level":"$context.authorizer.level","principal":"$context.authorizer.principalId","body":$input.body,
            "json":$input.json("$.list"),"path":$input.path("$.id"),"color":"$stageVariables.color",
            "encoded":"$util.urlEncode("a&b")","base64":"$util.base64Encode("x")"}`,
        }),
      },
    },
  },
});

test("a $connect route without a function opens connections, and a mock answers messages [AWS docs]", async () => {
  const client = await api.connect();
  expect(JSON.parse(await client.ask({ action: "ping", id: 7 }))).toEqual({
    type: "pong",
    route: "ping",
    id: expect.stringMatching(/^[\w-]{15}=$/),
    color: "red",
    echo: 7,
  });
});

test.each<[string, object, string]>([
  ["the response whose pattern matches the status", { action: "status", status: 404 }, "client error"],
  ["the response $default for another status", { action: "status", status: 500 }, "default"],
  ["the template $default, if no other is selected", { action: "selected", kind: "x" }, "other"],
  ["the template that the message and the status select", { action: "selected", kind: "bad" }, "status 400"],
  ["the response to a status without quotes", { action: "lenient" }, "lenient"],
])("a mock sends %s [AWS docs]", async (_, message, text) => {
  expect(await (await api.connect()).ask(message)).toBe(text);
});

test("the templates of a message have its context, its body and $util, and all values of an authorizer as text [AWS docs]", async () => {
  const client = await secured.connect("/dev?token=t");
  const text = await client.ask({ action: "all", id: 7, list: [1, 2] });
  expect(JSON.parse(text)).toEqual({
    connectionId: expect.stringMatching(/^[\w-]{15}=$/),
    connectedAt: expect.any(Number),
    domainName: expect.stringMatching(/^[a-z0-9]{10}\.execute-api\.eu-central-1\.amazonaws\.com$/),
    stage: "dev",
    eventType: "MESSAGE",
    messageId: expect.stringMatching(/^[\w-]{15}=$/),
    routeKey: "all",
    level: "3",
    principal: "ada",
    body: { action: "all", id: 7, list: [1, 2] },
    json: [1, 2],
    path: 7,
    color: "red",
    encoded: "a%26b",
    base64: "eA==",
  });
});

test("the template of $connect can read the parameters of the handshake [AWS docs]", async () => {
  expect((await secured.rejection("/dev?token=t&status=403")).status).toBe(403);
});

test.each(["silent", "oneWay"])("a mock of the route %s sends nothing [AWS docs]", async (action) => {
  const client = await api.connect();
  client.socket.send(JSON.stringify({ action }));
  await api.line("request", new RegExp(`^200 MESSAGE ${action}`));
  expect(await client.ask({ action: "lenient" })).toBe("lenient");
});

test.each([
  ["broken", /request_templates\["\$default"\]: /],
  ["none", /the output of the request template has no integer "statusCode"/],
  ["unselected", /the output of the request template has no integer "statusCode"/],
  ["never", /aws_apigatewayv2_integration\.never: no request template is selected/],
])("a mock of the route %s fails, and the terminal has the reason [unverified]", async (action, reason) => {
  const client = await api.connect();
  expect(await client.ask({ action })).toMatch(/^\{"message": "Internal server error", /);
  expect(await api.line("request", new RegExp(`^500 MESSAGE ${action}`))).toMatch(reason);
});

test("a mistake in a template is a note", () => {
  expect(api.local.notes).toEqual([
    expect.stringMatching(
      /^aws_apigatewayv2_integration\.broken: request_templates\["\$default"\]: .* Its messages fail\.$/,
    ),
  ]);
});
