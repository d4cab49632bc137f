import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { listRoutes, resolveStack, Stack } from "#terraform";
import { temporaryFolder } from "../support";

const API = "${aws_apigatewayv2_api.api.id}";
const FUNCTION = "${aws_lambda_function.hello.invoke_arn}";

/** Returns the summary of a route with these arguments and this integration URI. */
function summarize(
  route: object,
  integration_uri: string = FUNCTION,
  hello: object = { filename: "assets/hello.zip" },
) {
  const folder = temporaryFolder();
  mkdirSync(path.join(folder, "assets"));
  writeFileSync(path.join(folder, "assets", "hello.zip"), "12345");
  const target = "integrations/${aws_apigatewayv2_integration.one.id}";
  const resource = {
    aws_apigatewayv2_api: { api: {}, other: {} },
    aws_apigatewayv2_route: { one: { api_id: API, route_key: "GET /", target, ...route } },
    aws_apigatewayv2_integration: { one: { integration_uri } },
    aws_apigatewayv2_authorizer: { staff: { name: "the staff" } },
    aws_lambda_function: { hello },
  };
  const stack = Stack.parse(JSON.stringify({ resource }));
  const [summary] = listRoutes(resolveStack({ name: "test", dir: folder, stack }));
  return summary;
}

test("a route summary has the API, the key, the function and the size of its zip", () => {
  expect(summarize({})).toEqual({
    api: "api",
    key: "GET /",
    access: "public",
    scopes: [],
    target: "hello",
    zipSize: 5,
  });
});

test.each([
  [{ authorization_type: "AWS_IAM", authorizer_id: null }, "IAM (SigV4)"],
  [
    { authorization_type: "CUSTOM", authorizer_id: "${aws_apigatewayv2_authorizer.staff.id}" },
    "Lambda authorizer the staff",
  ],
  [{ authorization_type: "JWT", authorizer_id: "${aws_apigatewayv2_authorizer.staff.id}" }, "JWT the staff"],
  [
    { authorization_type: "JWT", authorizer_id: "abc123", authorization_scopes: ["a/b", "c/d"] },
    "JWT abc123: a/b or c/d",
  ],
])("a route with %j has the access label %s", (route, label) => {
  expect(summarize(route)?.access).toBe(label);
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

test("an unknown key, scope or authorizer is printed as its expression", () => {
  const route = {
    route_key: "GET /${var.path}",
    authorization_type: "JWT",
    authorizer_id: "${var.authorizer}",
    authorization_scopes: ["${var.scope}"],
  };
  expect(summarize(route)).toMatchObject({
    key: "GET /${var.path}",
    access: "JWT ${var.authorizer}: ${var.scope}",
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
