import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { listRoutes, Stack } from "#terraform";
import { temporaryFolder } from "../support";

const API = "${aws_apigatewayv2_api.api.id}";
const FUNCTION = "${aws_lambda_function.answer.invoke_arn}";

/** What is told of one route, with these arguments, to an integration with this URI. */
function told(
  route: object,
  integration_uri: string = FUNCTION,
  answer: object = { filename: "assets/answer.zip" },
) {
  const folder = temporaryFolder();
  mkdirSync(path.join(folder, "assets"));
  writeFileSync(path.join(folder, "assets", "answer.zip"), "12345");
  const target = "integrations/${aws_apigatewayv2_integration.one.id}";
  const resource = {
    aws_apigatewayv2_api: { api: {}, other: {} },
    aws_apigatewayv2_route: { one: { api_id: API, route_key: "GET /", target, ...route } },
    aws_apigatewayv2_integration: { one: { integration_uri } },
    aws_apigatewayv2_authorizer: { staff: { name: "the staff" } },
    aws_lambda_function: { answer },
  };
  const [only] = listRoutes({ name: "test", dir: folder, stack: Stack.parse(JSON.stringify({ resource })) });
  return only;
}

test("a route is told with its API, its key, its function and the zip's size", () => {
  expect(told({})).toEqual({
    api: "api",
    key: "GET /",
    access: "public",
    scopes: [],
    target: "answer",
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
])("a route with %j is for whom it says", (route, callers) => {
  expect(told(route)?.access).toBe(callers);
});

test("a route is told with the scopes that it asks for", () => {
  const authorization_scopes = ["a/b", "c/d"];
  expect(told({ authorization_type: "JWT", authorization_scopes })?.scopes).toEqual(authorization_scopes);
});

test.each([
  ["https://example.com/", "https://example.com/"],
  ["${data.terraform_remote_state.other.outputs.arn}", "function in another stack"],
])("an integration with the URI %s is told as %s", (uri, target) => {
  expect(told({}, uri)).toMatchObject({ target });
  expect(told({}, uri)).not.toHaveProperty("zipSize");
});

test("a function without a zip of its own is told without a size", () => {
  expect(told({}, FUNCTION, { image_uri: "x" })).toEqual(
    expect.not.objectContaining({ zipSize: expect.anything() }),
  );
});
