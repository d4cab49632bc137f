import { HttpApi, type HttpOptions, http, httpProxy } from "gatewright";
import { empty, problem, redirect, route } from "gatewright/contract";
import { z } from "zod";
import { errorsOf, synthesized, testStack } from "../../../../support";
import { routeStack, synthesizeRoute } from "./integration-fixture";

const URL = "https://erp.example.com/orders/{id}";

const BACKEND_TYPE = { "content-type": "integration.response.header.Content-Type" };

const PROBLEM = {
  headers: { "Content-Type": "'application/problem+json'" },
  template:
    '{"status":502,"code":"integration-failure","detail":"The function or the endpoint failed.","requestId":"$context.requestId"}',
};

describe("http", () => {
  test("the endpoint gets the path parameters of its URL, and the method of the route", () => {
    const { integration } = synthesizeRoute(http(URL), "PUT /orders/{id}");
    expect(integration).toMatchObject({
      type: "HTTP",
      integration_http_method: "PUT",
      uri: URL,
      timeout_milliseconds: 29_000,
      request_parameters: { "integration.request.path.id": "method.request.path.id" },
    });
    expect(integration).not.toHaveProperty("passthrough_behavior");
  });

  test("a text becomes a static value, and an expression reads the request", () => {
    const { integration } = synthesizeRoute(
      http("https://erp.example.com/{area}/orders", {
        method: "POST",
        timeoutSeconds: 2.5,
        request: {
          headers: { "x-source": "web", "x-tenant": "method.request.header.tenant" },
          query: { tag: "method.request.multivaluequerystring.tag", limit: "10" },
          path: { area: "stageVariables.area" },
          template: { "application/xml": "<order>$input.body</order>" },
        },
      }),
      "PUT /orders/{id}",
    );
    expect(integration).toMatchObject({
      integration_http_method: "POST",
      timeout_milliseconds: 2500,
      passthrough_behavior: "NEVER",
      request_templates: { "application/xml": "<order>$input.body</order>" },
      request_parameters: {
        "integration.request.header.x-source": "'web'",
        "integration.request.header.x-tenant": "method.request.header.tenant",
        "integration.request.querystring.tag": "method.request.multivaluequerystring.tag",
        "integration.request.querystring.limit": "'10'",
        "integration.request.path.area": "stageVariables.area",
      },
    });
  });

  test("a route without declared replies returns 200 for each success, and 502 for all else", () => {
    expect(synthesizeRoute(http("https://erp.example.com")).responses).toEqual({
      200: { pattern: "2\\d{2}", headers: BACKEND_TYPE },
      502: PROBLEM,
    });
  });

  test("the statuses that the contract declares are passed on", () => {
    const item = z.object({});
    const contract = route("PUT /x", {
      replies: { 201: item, 204: empty, 303: redirect, 404: problem("not-found") },
    });
    expect(synthesizeRoute(http("https://erp.example.com"), contract).responses).toEqual({
      201: { pattern: "201", headers: BACKEND_TYPE },
      204: { pattern: "204", headers: BACKEND_TYPE },
      303: {
        pattern: "303",
        headers: { ...BACKEND_TYPE, location: "integration.response.header.Location" },
      },
      404: { pattern: "404", headers: BACKEND_TYPE },
      502: PROBLEM,
    });
  });

  test("a contract without a successful reply passes no success on", () => {
    const contract = route("GET /x", { replies: { 303: redirect } });
    const { responses } = synthesizeRoute(http("https://erp.example.com"), contract);
    expect(Object.keys(responses)).toEqual(["303", "502"]);
  });

  test("declared responses replace the default responses", () => {
    const { responses } = synthesizeRoute(
      http("https://erp.example.com", {
        responses: [
          { status: 201, headers: { location: "integration.response.header.Location" } },
          { status: 400, selectionPattern: "4\\d{2}", template: '{"error":$input.json("$.message")}' },
        ],
      }),
    );
    expect(responses).toEqual({
      201: { headers: { location: "integration.response.header.Location" } },
      400: { pattern: "4\\d{2}", headers: {}, template: '{"error":$input.json("$.message")}' },
    });
  });

  test.each<[string, ReturnType<typeof http>, object]>([
    [
      "http() uses the link of a Network Load Balancer",
      http("http://internal.example.com", { vpcLink: { id: "a1b2c3" } }),
      { connection_type: "VPC_LINK", connection_id: "a1b2c3" },
    ],
    [
      "httpProxy() uses a link with a load balancer as target",
      httpProxy("http://internal.example.com", {
        vpcLink: {
          id: "d4e5f6",
          targetArn: "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/a/1",
        },
      }),
      {
        connection_type: "VPC_LINK",
        connection_id: "d4e5f6",
        integration_target: "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/a/1",
      },
    ],
  ])("%s", (_, target, expected) => {
    const { only } = synthesized(routeStack(target));
    expect(only("aws_api_gateway_integration").values).toMatchObject(expected);
  });

  test("the ID of a link can be a stage variable, which Terraform does not evaluate (private-integration)", () => {
    const target = http("http://internal.example.com", { vpcLink: { id: "${stageVariables.link}" } });
    const { only } = synthesized(routeStack(target));
    expect(only("aws_api_gateway_integration").values).toMatchObject({
      connection_id: "$${stageVariables.link}",
    });
  });

  test("a VPC link of an HTTP API is an error", () => {
    const stack = testStack();
    const target = httpProxy("http://internal.example.com", { vpcLink: { id: "a1b2c3" } });
    new HttpApi(stack, "api").route("GET /x", target, { access: "public" });
    expect(errorsOf(stack)).toEqual([
      'test/api: route "GET /x": vpcLink has no effect in an HTTP API. Remove it, or use a RestApi.',
    ]);
  });

  test.each<[string, string, HttpOptions, string]>([
    [
      "a URL without a scheme",
      "erp.example.com",
      {},
      'URL "erp.example.com" is invalid; expected an http:// or https:// URL',
    ],
    [
      "an unknown parameter of the URL",
      "https://a.example/{other}",
      {},
      'URL "https://a.example/{other}" has the parameter {other}; expected one of id',
    ],
    [
      "a timeout that is too long",
      "https://a.example",
      { timeoutSeconds: 30 },
      "timeoutSeconds is 30; expected 0.05 to 29 seconds",
    ],
    [
      "an unknown path parameter",
      "https://a.example",
      { request: { headers: { "x-a": "method.request.path.name" } } },
      'header "x-a" of the backend request is mapped from "method.request.path.name"; expected one of id',
    ],
    [
      "an incomplete expression",
      "https://a.example",
      { request: { query: { a: "method.request.headers.a" } } },
      'query parameter "a" of the backend request is mapped from "method.request.headers.a"; expected an expression',
    ],
    [
      "a text with quotes",
      "https://a.example",
      { request: { headers: { "x-a": "'web'" } } },
      'header "x-a" of the backend request is "\'web\'"; expected printable ASCII characters other than \'. Write "web".',
    ],
    [
      "a request template with a mistake",
      "https://a.example",
      { request: { template: "#foreach" } },
      "the request template for application/json: 1:",
    ],
    [
      "an unknown option",
      "https://a.example",
      { template: "" } as HttpOptions,
      'has the unknown property "template"',
    ],
    [
      "a response without a status",
      "https://a.example",
      { responses: [{} as never] },
      "responses[0].status is not set; expected a number",
    ],
  ])("%s is one error", (_, url, options, error) => {
    expect(errorsOf(routeStack(http(url, options), "GET /orders/{id}"))).toEqual([
      expect.stringContaining(error),
    ]);
  });
});
