import fc from "fast-check";
import { type MockOptions, mock, UserPool } from "gatewright";
import { binary, byMediaType, empty, problem, redirect, route, stream, text } from "gatewright/contract";
import { renderTemplate } from "gatewright/testing";
import { z } from "zod";
import { errorsOf, synthesized } from "../../../../support";
import { restStack } from "../rest-fixture";
import { routeStack, synthesizeRoute, unescapeTemplate } from "./integration-fixture";

const product = z.object({ id: z.string(), price: z.number() });
const getProduct = route("GET /products/{id}", {
  replies: { 200: product, 201: product, 404: problem("product-not-found") },
  examples: { replies: { 201: { id: "p-1", price: 5 }, 200: { id: "$5 #1", price: 3 } } },
});

/** Object that contains itself. */
const cyclic: Record<string, unknown> = {};
cyclic.self = cyclic;

describe("mock", () => {
  test("the response is the example of the lowest successful status (how-to-mock-integration)", () => {
    const { integration, responses } = synthesizeRoute(mock(), getProduct);
    expect(integration).toMatchObject({
      type: "MOCK",
      request_templates: { "application/json": '{"statusCode":200}' },
      passthrough_behavior: "NEVER",
    });
    expect(integration).not.toHaveProperty("uri");
    expect(Object.keys(responses)).toEqual(["200"]);
    expect(responses["200"]?.headers).toEqual({ "content-type": "'application/json'" });
    const { output } = renderTemplate(unescapeTemplate(responses["200"]?.template));
    expect(JSON.parse(output)).toEqual({ id: "$5 #1", price: 3 });
  });

  test("the example of another status is the response if the status is set", () => {
    const { integration, responses } = synthesizeRoute(mock({ status: 201 }), getProduct);
    expect(integration.request_templates).toEqual({ "application/json": '{"statusCode":201}' });
    expect(responses["201"]?.template).toBe('{"id":"p-1","price":5}');
  });

  test("a reply without a body needs no example", () => {
    const remove = route("DELETE /products/{id}", { replies: { 204: empty } });
    expect(synthesizeRoute(mock(), remove).responses).toEqual({ 204: { headers: {} } });
  });

  test("the content type is the media type of a version", () => {
    const options = { replies: { 200: product }, examples: { replies: { 200: { id: "a", price: 1 } } } };
    const contract = byMediaType("application/vnd.shop.v1+json", { getX: route("GET /x", options) }).getX;
    expect(synthesizeRoute(mock(), contract).responses["200"]?.headers).toEqual({
      "content-type": "'application/vnd.shop.v1+json'",
    });
  });

  test.each<[string, MockOptions, string, object, string]>([
    [
      "a value",
      { status: 503, body: { ok: false } },
      "503",
      { "content-type": "'application/json'" },
      '{"ok":false}',
    ],
    ["null", { body: null }, "200", { "content-type": "'application/json'" }, "null"],
    ["a text", { body: "hello" }, "200", { "content-type": "'text/plain; charset=utf-8'" }, "hello"],
    [
      "headers",
      { body: "<a/>", headers: { "Content-Type": "application/xml", "x-id": "context.requestId" } },
      "200",
      { "Content-Type": "'application/xml'", "x-id": "context.requestId" },
      "<a/>",
    ],
    ["a template", { template: "id $input.params('id')" }, "200", {}, "id p-1"],
  ])("the response can be defined with %s", (_, options, status, headers, output) => {
    const { responses } = synthesizeRoute(mock(options));
    expect(Object.keys(responses)).toEqual([status]);
    expect(responses[status]?.headers).toEqual(headers);
    const template = unescapeTemplate(responses[status]?.template);
    expect(renderTemplate(template, { params: { path: { id: "p-1" } } }).output).toBe(output);
  });

  test("a text of the contract has the declared content type", () => {
    const { responses } = synthesizeRoute(
      mock({ body: "a,b" }),
      route("GET /csv", { replies: { 200: text("text/csv") } }),
    );
    expect(responses["200"]?.headers).toEqual({ "content-type": "'text/csv'" });
  });

  test("a status without a body has an empty response", () => {
    expect(synthesizeRoute(mock({ status: 204 })).responses).toEqual({ 204: { headers: {} } });
    const target = mock({ status: 303, headers: { location: "/next" } });
    const { responses } = synthesizeRoute(target, route("GET /x", { replies: { 303: redirect } }));
    expect(responses).toEqual({ 303: { headers: { location: "'/next'" } } });
  });

  test("each text and each JSON value arrives unchanged", () => {
    const part = fc.constantFrom(
      "$",
      "#",
      "\\",
      "{",
      "}",
      '"',
      "'",
      "a",
      "!",
      "\n",
      "%",
      "[",
      ".",
      "(",
      "##",
      "é",
    );
    const content = fc.array(part, { maxLength: 8 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(content, (body) => {
        const outputOf = (options: MockOptions) =>
          renderTemplate(unescapeTemplate(synthesizeRoute(mock(options)).responses["200"]?.template)).output;
        expect(outputOf({ body })).toBe(body);
        expect(JSON.parse(outputOf({ body: { [body]: body } }))).toEqual({ [body]: body });
      }),
      { numRuns: 60, seed: 3 },
    );
  });

  test("the body stays a text if the request accepts a binary type (api-gateway-payload-encodings-workflow)", () => {
    for (const options of [{ body: {} }, { body: "text" }, { template: "text" }]) {
      const { only } = synthesized(routeStack(mock(options), "GET /x", { binaryTypes: ["*/*"] }));
      only("aws_api_gateway_integration_response", { content_handling: "CONVERT_TO_TEXT" });
      only("aws_api_gateway_integration", { content_handling: "CONVERT_TO_TEXT" });
    }
  });

  test("a contract with groups can have a mock until its function exists", () => {
    const { stack, api } = restStack();
    const users = new UserPool(stack, "users", { groups: ["admin"] });
    users.addSrpClient("app");
    const contract = { ...getProduct, groups: ["admin"] };
    api.route(contract, mock(), { authorizer: users.authorizer() });
    expect(errorsOf(stack)).toEqual([]);
  });

  test("the response has the CORS headers of the API", () => {
    const { stack, api } = restStack({ cors: { origins: ["https://a.example"] } });
    api.route("GET /x", mock({ body: {} }), { access: "public" });
    const responses = synthesized(stack).all("aws_api_gateway_integration_response");
    const own = responses.find(({ address }) => !address.includes("preflight"));
    expect(own?.values.response_parameters).toMatchObject({
      "method.response.header.Access-Control-Allow-Origin": "'https://a.example'",
      "method.response.header.content-type": "'application/json'",
    });
  });

  test.each<[string, () => ReturnType<typeof routeStack>, string]>([
    [
      "a contract without an example",
      () => routeStack(mock(), route("GET /x", { replies: { 200: product } })),
      "mock() has no response, because the contract has no example of a successful reply. Set `examples: { replies: { 200: … } }` in the contract, or write `mock({ status, body })`.",
    ],
    ["a route key without a response", () => routeStack(mock()), "mock() has no response"],
    [
      "a status without an example",
      () => routeStack(mock({ status: 404 }), route("GET /x", { replies: { 404: product } })),
      "mock() has no body, because the contract has no example of the reply 404.",
    ],
    [
      "a problem, which can have no example,",
      () => routeStack(mock({ status: 404 }), getProduct),
      "mock() has no body. A reply 404 without a schema has no example. Set `body`.",
    ],
    [
      "a text without a body",
      () => routeStack(mock(), route("GET /x", { replies: { 200: text("text/csv") } })),
      "mock() has no response. A reply 200 without a schema has no example. Set `body`.",
    ],
    [
      "a binary reply",
      () => routeStack(mock(), route("GET /x", { replies: { 200: binary("image/png") } })),
      "mock() has no response. The reply 200 is binary. Use a function.",
    ],
    [
      "a stream",
      () => routeStack(mock(), route("GET /x", { replies: { 200: stream("text/csv") } })),
      "mock() has no response. The reply 200 is a stream. Use a function.",
    ],
    [
      "a body and a template",
      () => routeStack(mock({ body: 1, template: "2" })),
      "mock() has a body and a template. Remove one of them.",
    ],
    [
      "a template with a mistake",
      () => routeStack(mock({ template: "$util.toJson(1)" })),
      "response 200: the template for application/json: 1:1: ",
    ],
    [
      "a header with an incomplete expression",
      () => routeStack(mock({ body: 1, headers: { "x-a": "context." } })),
      'response 200: header "x-a" is mapped from "context."; expected an expression',
    ],
    [
      "a body that is a function",
      () => routeStack(mock({ body: () => 1 })),
      "body is a function; expected a string or a JSON value",
    ],
    [
      "a body with a BigInt",
      () => routeStack(mock({ body: 5n })),
      "body is 5n; expected a string or a JSON value",
    ],
    [
      "a body that contains itself",
      () => routeStack(mock({ body: cyclic })),
      "body is an object that is not JSON; expected a string or a JSON value",
    ],
    [
      "an example with a BigInt",
      () =>
        routeStack(
          mock(),
          route("GET /x", {
            replies: { 200: z.object({ id: z.bigint() }) },
            examples: { replies: { 200: { id: 5n } } },
          }),
        ),
      "mock() cannot send the example of the reply 200, because it has a value that JSON cannot express.",
    ],
    [
      "a status that is no status",
      () => routeStack(mock({ status: 42, body: 1 })),
      "status is 42; expected a whole number",
    ],
  ])("%s is one error", (_, declare, error) => {
    expect(errorsOf(declare())).toEqual([expect.stringContaining(error)]);
  });

  test("a second version of a route is an error, because the response is always the same", () => {
    const { stack, api } = restStack();
    const replies = { replies: { 200: product }, examples: { replies: { 200: { id: "a", price: 1 } } } };
    const target = mock();
    const versions = ["application/vnd.shop.v1+json", "application/vnd.shop.v2+json"] as const;
    for (const type of versions)
      api.route(byMediaType(type, { getX: route("GET /x", { ...replies, access: "public" }) }).getX, target);
    expect(errorsOf(stack)).toEqual([
      expect.stringContaining(
        'route "GET /x": has several versions, but mock() serves only one. Use a function.',
      ),
    ]);
  });
});
