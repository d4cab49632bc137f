import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { listRoutes, resolveStack, Stack } from "#terraform";
import { temporaryFolder } from "../support";

const API = "${aws_apigatewayv2_api.api.id}";
const FUNCTION = "${aws_lambda_function.hello.invoke_arn}";

/** URI of a function of another account. */
const FOREIGN_FUNCTION =
  "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:111122223333:function:pay/invocations";

/** Returns the summary of a route with these arguments and this integration URI. */
function summarize(
  route: object,
  integration_uri: string = FUNCTION,
  hello: object = { filename: "assets/hello.zip" },
  api: object = {},
) {
  const folder = temporaryFolder();
  mkdirSync(path.join(folder, "assets"));
  writeFileSync(path.join(folder, "assets", "hello.zip"), "12345");
  const target = "integrations/${aws_apigatewayv2_integration.one.id}";
  const resource = {
    aws_apigatewayv2_api: { api, other: {} },
    aws_apigatewayv2_route: { one: { api_id: API, route_key: "GET /", target, ...route } },
    aws_apigatewayv2_integration: { one: { integration_uri } },
    aws_apigatewayv2_authorizer: { staff: { name: "the staff" } },
    aws_lambda_function: { hello },
  };
  const stack = Stack.parse(JSON.stringify({ resource, locals: { zip: "assets/hello.zip" } }));
  const [summary] = listRoutes(resolveStack({ name: "test", dir: folder, stack }));
  return summary;
}

test("a route summary has the API, the key, the function and the size of its zip", () => {
  expect(summarize({})).toEqual({
    api: "api",
    apiType: "aws_apigatewayv2_api",
    key: "GET /",
    access: "public",
    scopes: [],
    target: "hello",
    zipSize: 5,
  });
});

test.each([
  ["$connect", "public"],
  ["$default", "connected clients"],
  ["sendMessage", "connected clients"],
])("the route %s of a WebSocket API has the access label %s", (route_key, label) => {
  const summary = summarize({ route_key }, FUNCTION, undefined, { protocol_type: "WEBSOCKET" });
  expect(summary).toMatchObject({ key: route_key, access: label });
});

test.each([
  [{ authorization_type: "AWS_IAM", authorizer_id: null }, "IAM (SigV4)"],
  [
    { authorization_type: "CUSTOM", authorizer_id: "${aws_apigatewayv2_authorizer.staff.id}" },
    "Lambda authorizer the staff",
  ],
  [
    { authorization_type: "JWT", authorizer_id: "${aws_apigatewayv2_authorizer.staff.id}" },
    "JWT the staff: any valid token",
  ],
  [
    { authorization_type: "JWT", authorizer_id: "abc123", authorization_scopes: ["a/b", "c/d"] },
    "JWT abc123: scope a/b or c/d",
  ],
])("a route with %j has the access label %s", (route, label) => {
  expect(summarize(route)?.access).toBe(label);
});

describe("the groups in the OpenAPI document of the API", () => {
  const resource = {
    aws_apigatewayv2_api: { api: {}, other: {} },
    aws_apigatewayv2_route: {
      one: { api_id: API, route_key: "GET /", authorization_type: "JWT", authorization_scopes: ["a/b"] },
    },
  };
  const stack = Stack.parse(JSON.stringify({ resource }));

  /** Returns the access label of the route in a folder with these files. */
  function accessWith(files: Readonly<Record<string, string>>, routes = stack) {
    const dir = temporaryFolder();
    for (const [name, text] of Object.entries(files)) writeFileSync(path.join(dir, name), text);
    return listRoutes(resolveStack({ name: "test", dir, stack: routes }))[0]?.access;
  }

  const document = JSON.stringify({ "x-route-groups": { "GET /": [{ groups: ["admin"] }] } });

  test.each([
    ["the document of its API", { "api.openapi.json": document }, "JWT: scope a/b, group admin"],
    ["the document of another API", { "other.openapi.json": document }, "JWT: scope a/b"],
    [
      "the document of a REST API with the same name",
      { "api.openapi.json": document.replace("{", '{"x-terraform-type":"aws_api_gateway_rest_api",') },
      "JWT: scope a/b",
    ],
    [
      "the document of its API with its type",
      { "api.openapi.json": document.replace("{", '{"x-terraform-type":"aws_apigatewayv2_api",') },
      "JWT: scope a/b, group admin",
    ],
    ["no document", {}, "JWT: scope a/b"],
    ["a document without groups", { "api.openapi.json": "{}" }, "JWT: scope a/b"],
    ["a document that is no object", { "api.openapi.json": "null" }, "JWT: scope a/b"],
    ["groups that are no list", { "api.openapi.json": '{"x-route-groups":{"GET /":1}}' }, "JWT: scope a/b"],
  ])("a route with %s has the right access label", (_, files, label) => {
    expect(accessWith(files)).toBe(label);
  });

  test("a method of a REST API has the groups of its path and method", () => {
    const rest = Stack.parse(
      JSON.stringify({
        resource: {
          aws_api_gateway_rest_api: { api: {} },
          aws_api_gateway_resource: {
            pet: {
              rest_api_id: "${aws_api_gateway_rest_api.api.id}",
              parent_id: "${aws_api_gateway_rest_api.api.root_resource_id}",
              path_part: "{petId}",
            },
          },
          aws_api_gateway_method: {
            get: {
              rest_api_id: "${aws_api_gateway_rest_api.api.id}",
              resource_id: "${aws_api_gateway_resource.pet.id}",
              http_method: "GET",
              authorization: "COGNITO_USER_POOLS",
            },
          },
        },
      }),
    );
    const text = JSON.stringify({ "x-route-groups": { "GET /{petId}": [{ groups: ["admin"] }] } });
    expect(accessWith({ "api.openapi.json": text }, rest)).toBe("Cognito: ID token, group admin");
  });

  test("a document that is not JSON is an error", () => {
    expect(() => accessWith({ "api.openapi.json": "{" })).toThrow(
      /api\.openapi\.json: the file is not valid JSON/,
    );
  });
});

test("a route summary has the required scopes", () => {
  const authorization_scopes = ["a/b", "c/d"];
  expect(summarize({ authorization_type: "JWT", authorization_scopes })?.scopes).toEqual(
    authorization_scopes,
  );
});

test.each([
  ["https://example.com/", "https://example.com/"],
  ["${data.terraform_remote_state.other.outputs.arn}", "function in another stack"],
])("an integration with the URI %s has the target %s", (uri, target) => {
  expect(summarize({}, uri)).toMatchObject({ target });
  expect(summarize({}, uri)).not.toHaveProperty("zipSize");
});

test("the function of an integration is found by its ARN", () => {
  const arn = "arn:aws:lambda:us-east-1:123456789012:function:hi";
  const hello = { function_name: "hi", filename: "assets/hello.zip" };
  expect(summarize({}, arn, hello)).toMatchObject({ target: "hello", zipSize: 5 });
  expect(summarize({}, `${arn}-2`, hello)).toMatchObject({ target: `${arn}-2` });
});

test("a function with an unknown name is found by the reference of the integration", () => {
  const hello = { function_name: "${var.stage}-hello", filename: "assets/hello.zip" };
  expect(summarize({}, FUNCTION, hello)).toMatchObject({ target: "hello", zipSize: 5 });
});

test.each([
  ["arn:aws:apigateway:eu-west-1:dynamodb:action/GetItem", "dynamodb:action/GetItem"],
  ["arn:aws-cn:apigateway:cn-north-1:s3:path/images/{key}", "s3:path/images/{key}"],
  ["https://erp.example.com/orders", "https://erp.example.com/orders"],
  [FOREIGN_FUNCTION, FOREIGN_FUNCTION],
])("the target of a method with the URI %s is %s", (uri, target) => {
  const rest_api_id = "${aws_api_gateway_rest_api.api.id}";
  const resource_id = "${aws_api_gateway_rest_api.api.root_resource_id}";
  const resource = {
    aws_api_gateway_rest_api: { api: {} },
    aws_api_gateway_method: { root: { rest_api_id, resource_id, http_method: "GET", authorization: "NONE" } },
    aws_api_gateway_integration: { root: { rest_api_id, resource_id, http_method: "GET", type: "AWS", uri } },
  };
  const stack = Stack.parse(JSON.stringify({ resource }));
  expect(listRoutes(resolveStack({ name: "test", dir: temporaryFolder(), stack }))).toMatchObject([
    { target },
  ]);
});

test("an unknown key, scope or authorizer is printed as its expression", () => {
  const route = {
    route_key: "GET /${var.path}",
    authorization_type: "JWT",
    authorizer_id: "${var.authorizer}",
    authorization_scopes: ["${var.scope}"],
  };
  expect(summarize(route)).toMatchObject({
    key: "GET /${var.path}",
    access: "JWT ${var.authorizer}: scope ${var.scope}",
  });
});

test("routes are listed if the Region of the provider is unknown", () => {
  const resource = { aws_apigatewayv2_route: { one: { api_id: "a1", route_key: "GET /" } } };
  const stack = Stack.parse(JSON.stringify({ resource, provider: { aws: { region: "${var.region}" } } }));
  expect(listRoutes(resolveStack({ name: "test", dir: "/stack", stack }))).toMatchObject([{ key: "GET /" }]);
});

test("a function without a zip has no size in the summary", () => {
  expect(summarize({}, FUNCTION, { image_uri: "x" })).toEqual(
    expect.not.objectContaining({ zipSize: expect.anything() }),
  );
});

test.each<[string, object]>([
  ["an expression", { filename: "${path.module}/assets/hello.zip" }],
  ["an expression with the root module", { filename: "${path.root}/assets/hello.zip" }],
  ["a local value", { filename: "${local.zip}" }],
])("a zip whose path is %s has its size in the summary", (_, hello) => {
  expect(summarize({}, FUNCTION, hello)).toMatchObject({ target: "hello", zipSize: 5 });
});

test.each<[string, object]>([
  ["does not exist", { filename: "${path.module}/none.zip" }],
  ["is a folder", { filename: "assets" }],
  ["is below a file", { filename: "assets/hello.zip/x.zip" }],
  ["is empty", { filename: "" }],
  ["has a null character", { filename: "a\0b" }],
  ["is a list", { filename: ["a"] }],
  ["is unknown", { filename: "${data.archive_file.zip.output_path}" }],
])("a route is listed without a size if the path of its zip %s", (_, hello) => {
  const summary = summarize({}, FUNCTION, hello);
  expect(summary).toMatchObject({ key: "GET /", target: "hello" });
  expect(summary).not.toHaveProperty("zipSize");
});

test("an absolute path of a zip is not joined with the folder of the stack", () => {
  const file = path.join(temporaryFolder(), "absolute.zip");
  writeFileSync(file, "1234567");
  expect(summarize({}, FUNCTION, { filename: file })).toMatchObject({ zipSize: 7 });
});

test("an API with a target has a public $default route", () => {
  const resource = {
    aws_apigatewayv2_api: {
      api: { target: "${aws_lambda_function.hello.arn}" },
      proxy: { target: "https://example.com", route_key: "GET /x" },
      unset: { target: null },
    },
    aws_lambda_function: { hello: { function_name: "hello" } },
  };
  const stack = Stack.parse(JSON.stringify({ resource }));
  const apiType = "aws_apigatewayv2_api";
  expect(listRoutes(resolveStack({ name: "test", dir: "/stack", stack }))).toEqual([
    { api: "api", apiType, key: "$default", access: "public", scopes: [], target: "hello" },
    { api: "proxy", apiType, key: "GET /x", access: "public", scopes: [], target: "https://example.com" },
  ]);
});

test("no value of an argument prevents the list of routes", () => {
  const text = fc.oneof(
    fc.constantFrom("${var.x}", "${path.module}/x", "%{ if x }", "${", API, FUNCTION, "$default", "GET /"),
    fc.string(),
  );
  const value = fc.oneof(
    text,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(text),
    fc.dictionary(text, text),
  );
  const names = [
    "api_id",
    "route_key",
    "target",
    "authorization_type",
    "authorization_scopes",
    "authorizer_id",
  ];
  const route = fc.record(Object.fromEntries(names.map((name) => [name, value])), { requiredKeys: [] });
  const hello = fc.record({ filename: value, function_name: value }, { requiredKeys: [] });
  fc.assert(
    fc.property(route, value, hello, (arguments_, uri, fn) => {
      expect(summarize(arguments_, uri as string, fn)).toMatchObject({ key: expect.any(String) });
    }),
  );
});
