import { testBackend } from "../backend";
import { type BlockArguments, invokeArn } from "../terraform-fixture";
import { integrationResponse, webSocketGateway } from "./web-socket-fixture";

// Sources of the expected results (docs/decisions/021-facts-carry-sources.md explains the marks in titles):
// - [measured]: LocalStack's tests of WebSocket APIs, which ran against AWS (test_websocket_non_proxy_response_integration,
//   test_websocket_with_http_proxy_integration, test_websocket_with_kinesis_integration, test_websocket_with_sns_integration,
//   test_connect_disconnect_always_called), and projects whose backend handles $connect
// - [AWS docs]: the pages apigateway-websocket-api-integration-responses, websocket-api-data-transformations,
//   websocket-api-data-mapping and websocket-api-develop-binary-media-types of the developer guide

const backend = testBackend();

const ROLE = "arn:aws:iam::123456789012:role/api";

const twoWay = (integration: BlockArguments) => ({ twoWay: true, integration });

/** Returns a two-way route that invokes a function with the output of a request template. */
const lambda = (name: string, more: BlockArguments = {}) =>
  twoWay({ integration_type: "AWS", integration_method: "POST", integration_uri: invokeArn(name), ...more });

const dynamoDb = (operation: string, template: string) =>
  twoWay({
    integration_type: "AWS",
    integration_method: "POST",
    integration_uri: `arn:aws:apigateway:eu-central-1:dynamodb:action/${operation}`,
    credentials_arn: ROLE,
    request_templates: { "application/json": template },
  });

const TABLE = "${aws_dynamodb_table.notes.name}";

const api = webSocketGateway(() => {
  const http = (more: BlockArguments = {}) =>
    twoWay({ integration_type: "HTTP", integration_method: "POST", integration_uri: backend.url, ...more });
  const proxy = (more: BlockArguments = {}) => http({ integration_type: "HTTP_PROXY", ...more });
  const oneWay = { ...http(), twoWay: false };
  return {
    stages: { dev: { stage_variables: { color: "red" } } },
    routes: {
      http: http({ request_templates: { $default: '{"text":$input.json("$.text")}' } }),
      passed: http(),
      strict: http({ passthrough_behavior: "WHEN_NO_TEMPLATES" }),
      strictTemplates: http({
        passthrough_behavior: "WHEN_NO_TEMPLATES",
        template_selection_expression: "$request.body.kind",
        request_templates: { known: "known" },
      }),
      never: http({ passthrough_behavior: "NEVER" }),
      selected: http({ request_templates: { $default: "$input.body" } }),
      only: http(),
      header: http(),
      multivalue: http(),
      silent: http(),
      unselected: http(),
      oneWay,
      proxy: proxy({
        request_parameters: {
          "integration.request.header.connectionId": "context.connectionId",
          "integration.request.header.stageName": "context.stage",
          "integration.request.header.color": "stageVariables.color",
          "integration.request.header.room": "route.request.body.room.name",
          "integration.request.header.list": "route.request.body.list",
          "integration.request.header.missing": "route.request.body.missing",
          "integration.request.header.token": "route.request.querystring.token",
          "integration.request.header.status": "context.status",
          "integration.request.header.Content-Type": "'text/plain'",
          "integration.request.querystring.fixed": "'a b'",
          "integration.request.path.room": "route.request.body.room.name",
        },
        integration_uri: `${backend.url}/rooms/{room}/$\${stageVariables.color}?kept=1`,
      }),
      proxyTimeout: proxy({ timeout_milliseconds: 50 }),
      unreachable: proxy({ integration_uri: "http://127.0.0.1:1" }),
      lambda: lambda("event", {
        request_templates: { "application/json": '{"id":"$context.connectionId"}' },
      }),
      lambdaPassed: lambda("event"),
      lambdaError: lambda("reject"),
      lambdaOneWay: { ...lambda("reject"), twoWay: false },
      lambdaDenied: {
        ...lambda("event"),
        integration: lambda("event", { integration_method: "GET" }).integration,
      },
      put: dynamoDb(
        "PutItem",
        `{"TableName":"${TABLE}","Item":{"id":{"S":"$context.connectionId"},"text":{"S":$input.json("$.text")}}}`,
      ),
      get: dynamoDb("GetItem", `{"TableName":"${TABLE}","Key":{"id":{"S":"$context.connectionId"}}}`),
    },
    functions: {
      event: { code: "exports.handler = async (event) => ({ event });" },
      reject: { code: "exports.handler = async ({ text }) => { throw new Error(text); };" },
    },
    more: {
      resource: {
        aws_dynamodb_table: {
          notes: {
            name: "notes",
            billing_mode: "PAY_PER_REQUEST",
            hash_key: "id",
            attribute: [{ name: "id", type: "S" }],
          },
        },
        aws_apigatewayv2_integration_response: {
          http: integrationResponse("http", "$default", {
            $default:
              '{"url":$input.json("$.url"),"route":"$context.routeKey","color":"$stageVariables.color"}',
          }),
          passed: integrationResponse("passed", "$default", {}),
          strict: integrationResponse("strict", "$default", {}),
          strictTemplates: integrationResponse("strictTemplates", "$default", {}),
          selected_client: integrationResponse("selected", "/4\\d\\d/", { $default: "client error" }),
          selected_default: integrationResponse("selected", "$default", { $default: "default" }),
          only: integrationResponse("only", "$default", { 200: "only template" }),
          header: integrationResponse(
            "header",
            "$default",
            { "a/b c": "by header", "a/a": "evaluated", $default: "other" },
            { template_selection_expression: "$${integration.response.header.x-kind}/$request.body.kind" },
          ),
          multivalue: integrationResponse(
            "multivalue",
            "$default",
            { "200 a,b": "all values", $default: "other" },
            {
              template_selection_expression:
                "$${integration.response.statuscode} $${integration.response.multivalueheader.X-Kind}",
            },
          ),
          unselected: integrationResponse("unselected", "/4\\d\\d/", {}),
          oneWay: integrationResponse("oneWay", "$default", { $default: "never" }),
          lambda: integrationResponse("lambda", "$default", {}),
          lambdaPassed: integrationResponse(
            "lambdaPassed",
            "$default",
            { "application/json": 'json $input.json("$.event.text")', $default: "other" },
            { template_selection_expression: "$integration.response.header.Content-Type" },
          ),
          lambdaError_missing: integrationResponse("lambdaError", "/Missing .*/", {
            $default: 'missing: $input.path("$.errorMessage")',
          }),
          lambdaError_default: integrationResponse(
            "lambdaError",
            "$default",
            { 200: "status 200", "error message!": "message", $default: "other error" },
            { template_selection_expression: "$integration.response.body.errorMessage" },
          ),
          put: integrationResponse("put", "/200/", {}),
          get: integrationResponse("get", "$default", { $default: '$input.path("$.Item.text.S")' }),
        },
      },
    },
  };
});

const invalid = webSocketGateway(() => ({
  routes: {
    $default: twoWay({
      integration_type: "HTTP_PROXY",
      integration_method: "POST",
      integration_uri: backend.url,
      request_parameters: { "integration.request.header.text": "route.request.body.text" },
    }),
  },
}));

/** Sends a message, and returns the answer. */
async function ask(action: string, more: object = {}): Promise<string> {
  return (await api.connect()).ask({ action, ...more });
}

/** Responds to the next requests with a status, a body and a header. */
function respond(status: number, body: string | Buffer, kind?: string): void {
  backend.respondWith((_, response) => {
    response.writeHead(status, kind === undefined ? {} : { "X-Kind": kind }).end(body);
  });
}

/** Returns the request that the endpoint received, and returned as the message. */
async function received(action: string, more: object = {}) {
  const { headers, body, ...rest } = JSON.parse(await ask(action, more));
  return { ...rest, headers: Object.fromEntries(headers), body: Buffer.from(body, "base64").toString() };
}

describe("the request to an endpoint", () => {
  test("the template creates the body, and the response template the message [AWS docs]", async () => {
    expect(await ask("http", { text: "hé" })).toBe('{"url":"/","route":"http","color":"red"}');
  });

  test("a message passes through without a template [AWS docs]", async () => {
    expect((await received("passed", { x: 1 })).body).toBe('{"action":"passed","x":1}');
  });

  test("a message passes through without templates if the behavior is WHEN_NO_TEMPLATES [AWS docs]", async () => {
    expect((await received("strict")).body).toBe('{"action":"strict"}');
    expect((await received("strictTemplates", { kind: "known" })).body).toBe("known");
  });

  test.each(["strictTemplates", "never"])(
    "a message without a template to the route %s fails [unverified]",
    async (action) => {
      expect(await ask(action)).toMatch(/^\{"message": "Internal server error", /);
      expect(await api.line("request", new RegExp(`^500 MESSAGE ${action}`))).toMatch(
        /no request template is selected$/,
      );
    },
  );

  test("an HTTP_PROXY integration sends the message with the mapped parameters [measured]", async () => {
    const client = await api.connect("/dev?token=1");
    const message = { action: "proxy", room: { name: "a/b" }, list: [1, "x"] };
    const request = JSON.parse(await client.ask(message));
    const headers = Object.fromEntries(request.headers);
    expect({ method: request.method, url: request.url, body: request.body }).toEqual({
      method: "POST",
      url: "/rooms/a/b/red?kept=1&fixed=a+b",
      body: Buffer.from(JSON.stringify(message)).toString("base64"),
    });
    expect(headers).toEqual({
      connectionId: expect.stringMatching(/^[\w-]{15}=$/),
      stageName: "dev",
      color: "red",
      room: "a/b",
      list: '[1,"x"]',
      "Content-Type": "text/plain",
      Accept: "application/json",
      "User-Agent": expect.stringMatching(/^AmazonAPIGateway_[a-z0-9]{10}$/),
      "X-Amzn-Trace-Id": expect.stringMatching(/^Root=1-/),
      "X-Amzn-Apigateway-Api-Id": expect.stringMatching(/^[a-z0-9]{10}$/),
      Host: new URL(backend.url).host,
      "Content-Length": String(JSON.stringify(message).length),
      Connection: expect.any(String),
    });
  });

  test("a mapping cannot leave the path of the endpoint [our choice]", async () => {
    expect(await ask("proxy", { room: { name: "../secret" } })).toMatch(
      /^\{"message": "Internal server error", /,
    );
  });

  test("a mapping that reads a message that is not valid JSON fails [unverified]", async () => {
    const client = await invalid.connect();
    expect(await client.ask('{"text"')).toMatch(/^\{"message": "Internal server error", /);
    expect(JSON.parse(await client.ask("hello")).body).toBe(Buffer.from("hello").toString("base64"));
  });
});

describe("the response of an endpoint", () => {
  test.each([
    ["the response whose pattern matches the status [AWS docs]", 404, "client error"],
    ["the response $default for another status [AWS docs]", 500, "default"],
  ])("the client gets %s", async (_, status, text) => {
    respond(status, "x");
    expect(await ask("selected")).toBe(text);
  });

  test("a response without a selection expression uses its only template [measured]", async () => {
    expect(await ask("only")).toBe("only template");
  });

  test("an expression can read a header of the response, with other text and the message [AWS docs]", async () => {
    respond(200, "x", "a");
    expect(await ask("header", { kind: "b c" })).toBe("by header");
    respond(200, "x", "$request.body.kind");
    expect(await ask("header", { kind: "a" })).toBe("other");
  });

  test("an expression can read the status, and all values of a header [AWS docs]", async () => {
    backend.respondWith((_, response) => {
      response.setHeader("x-kind", ["a", "b"]).end("x");
    });
    expect(await ask("multivalue")).toBe("all values");
  });

  test.each([200, 404, 500])("a proxy sends the body with the status %i [measured]", async (status) => {
    respond(status, "from the endpoint");
    expect(await ask("proxy")).toBe("from the endpoint");
  });

  test("a one-way route sends nothing, and neither does one without responses [AWS docs]", async () => {
    respond(500, "x");
    const client = await api.connect();
    for (const action of ["oneWay", "silent"]) client.socket.send(JSON.stringify({ action }));
    await api.line("request", /^200 MESSAGE oneWay/);
    await api.line("request", /^200 MESSAGE silent/);
    expect(await client.ask({ action: "selected" })).toBe("default");
  });

  test.each([
    ["unselected", /no integration response matches "200", and none is the default$/],
    ["unreachable", /integration unreachable: /],
    ["proxyTimeout", /integration timed out after 50 ms$/],
  ])("a message to the route %s gets an error message [unverified]", async (action, reason) => {
    if (action === "proxyTimeout") backend.respondWith(() => {});
    expect(await ask(action)).toMatch(/^\{"message": "Internal server error", /);
    expect(await api.line("request", new RegExp(`^500 MESSAGE ${action}`))).toMatch(reason);
  });
});

describe("the type AWS", () => {
  test("a function gets the output of the template with the key application/json [measured]", async () => {
    expect(JSON.parse(await ask("lambda"))).toEqual({ event: { id: expect.stringMatching(/^[\w-]{15}=$/) } });
  });

  test("an expression can read the content type of the response of a function [measured]", async () => {
    expect(await ask("lambdaPassed", { text: "hé" })).toBe('json "hé"');
  });

  test.each([
    [
      "the response whose pattern matches the error message [AWS docs]",
      "Missing name",
      "missing: Missing name",
    ],
    [
      "the template $default, because an expression cannot read the body [measured]",
      "error message!",
      "other error",
    ],
  ])("an error of a function selects %s", async (_, text, message) => {
    expect(await ask("lambdaError", { text })).toBe(message);
    expect(await api.line("request", /^200 MESSAGE lambdaError/)).toMatch(/The Lambda function returned/);
  });

  test("an error of a function of a one-way route sends nothing [unverified]", async () => {
    const client = await api.connect();
    client.socket.send('{"action":"lambdaOneWay","text":"no"}');
    await api.line("request", /^200 MESSAGE lambdaOneWay/);
    expect(await client.ask({ action: "only" })).toBe("only template");
  });

  test("a function that API Gateway does not invoke with POST gets no message [unverified]", async () => {
    expect(await ask("lambdaDenied")).toMatch(/^\{"message": "Internal server error", /);
  });

  test("DynamoDB stores an item, and its response passes through without a template [measured]", async () => {
    const client = await api.connect();
    expect(await client.ask({ action: "put", text: "milk" })).toBe("{}");
    expect(await client.ask({ action: "get" })).toBe("milk");
  });
});
