import {
  authorizedBy,
  type BlockArguments,
  FUNCTION_CODE,
  invokeArn,
  invokePermission,
} from "./terraform-fixture";
import { testGateway } from "./test-gateway";

// When API Gateway invokes the function of a route, the source ARN of the invocation is the ARN of the route
// (`…:a1b2c3d4e5/$default/GET/notes`). For the function of an authorizer, it is the ARN of the authorizer.
//
// Sources [AWS docs]:
// - https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html
// - https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html

const ARN = "${aws_apigatewayv2_api.api.execution_arn}";
const fromSource = (source_arn: string | undefined) => (name: string) =>
  invokePermission(name, { source_arn });

type Row = readonly [title: string, permission: (name: string) => BlockArguments | undefined];

const ALLOWED: readonly Row[] = [
  ["every route of the API", fromSource(`${ARN}/*/*`)],
  ["every route of the API with one star", fromSource(`${ARN}/*`)],
  ["any source", fromSource(undefined)],
  ["the method of the route", fromSource(`${ARN}/*/GET/*`)],
  ["the stage of the request", fromSource(`${ARN}/$default/*/*`)],
  ["only the route, with the parameter name in its key", fromSource(`${ARN}/$default/GET/allowed-5/{id}`)],
  ["every action", (name) => invokePermission(name, { action: "lambda:*" })],
  ["every principal", (name) => invokePermission(name, { principal: "*" })],
  [
    "the ARN of the function",
    (name) => invokePermission(name, { function_name: `\${aws_lambda_function.${name}.arn}` }),
  ],
];

const DENIED: readonly Row[] = [
  ["no permission exists", () => undefined],
  [
    "the permission is for another API",
    fromSource("arn:aws:execute-api:eu-central-1:123456789012:abcdefghij/*/*"),
  ],
  ["the permission is for another method", fromSource(`${ARN}/*/POST/*`)],
  ["the permission is for another path", fromSource(`${ARN}/*/GET/other/*`)],
  ["the permission is for another stage", fromSource(`${ARN}/dev/*/*`)],
  ["the permission is for authorizers", fromSource(`${ARN}/authorizers/*`)],
  [
    "the permission is for another service",
    (name) => invokePermission(name, { principal: "events.amazonaws.com" }),
  ],
  [
    "the permission is for another action",
    (name) => invokePermission(name, { action: "lambda:GetFunction" }),
  ],
  ["the permission is for an alias", (name) => invokePermission(name, { qualifier: "live" })],
];

const toCases = (prefix: string, rows: readonly Row[]) =>
  rows.map(([title, create], index) => ({ title, name: `${prefix}-${index}`, create }));
const allowed = toCases("allowed", ALLOWED);
const denied = toCases("denied", DENIED);
const all = [...allowed, ...denied];

const alias = (name: string) => ({ name, function_name: invokedName, function_version: "$LATEST" });
const invokedName = "${aws_lambda_function.aliased.function_name}";
const aliased = (name: string) => ({
  to: "aliased",
  integration: { integration_uri: `\${aws_lambda_alias.${name}.invoke_arn}` },
});
const authorizer = (name: string) => ({
  authorizer_uri: invokeArn(name),
  enable_simple_responses: true,
  authorizer_payload_format_version: "2.0",
});
const ALLOW = { code: "exports.handler = async () => ({ isAuthorized: true });" };

const api = testGateway({
  functions: {
    ...Object.fromEntries(all.map(({ name }) => [name, { code: FUNCTION_CODE.echo }])),
    aliased: { code: FUNCTION_CODE.echo },
    withRole: { code: FUNCTION_CODE.echo },
    permitted: ALLOW,
    unpermitted: ALLOW,
  },
  authorizers: { permitted: authorizer("permitted"), unpermitted: authorizer("unpermitted") },
  routes: {
    ...Object.fromEntries(all.map(({ name }) => [`GET /${name}/{id}`, { to: name }])),
    "GET /live": aliased("live"),
    "GET /next": aliased("next"),
    "GET /with-role": {
      to: "withRole",
      integration: { credentials_arn: "arn:aws:iam::123456789012:role/caller" },
    },
    "GET /permitted": { to: "echo", ...authorizedBy("permitted", "CUSTOM") },
    "GET /unpermitted": { to: "echo", ...authorizedBy("unpermitted", "CUSTOM") },
  },
  more: {
    resource: {
      aws_lambda_alias: { live: alias("live"), next: alias("next") },
      aws_lambda_permission: {
        ...Object.fromEntries(all.map(({ name, create }) => [`api-calls-${name}`, create(name)])),
        "api-calls-aliased": invokePermission("aliased", { qualifier: "${aws_lambda_alias.live.name}" }),
        "api-calls-withRole": undefined,
        "api-calls-permitted": invokePermission("permitted", {
          source_arn: `${ARN}/authorizers/\${aws_apigatewayv2_authorizer.permitted.id}`,
        }),
        "api-calls-unpermitted": invokePermission("unpermitted", { source_arn: `${ARN}/*/GET/unpermitted` }),
        // A permission for another service is ignored, even if the gateway cannot evaluate its source ARN.
        "clock-calls-echo": invokePermission("echo", {
          principal: "events.amazonaws.com",
          source_arn: "${aws_cloudwatch_event_rule.daily.arn}",
        }),
      },
      aws_cloudwatch_event_rule: { daily: { schedule_expression: "rate(1 day)" } },
    },
  },
});

const INTERNAL = { status: 500, body: '{"message":"Internal Server Error"}' };

test.each(allowed)("a function is invoked if its permission covers $title [AWS docs]", async ({ name }) => {
  expect((await api.call(`GET /${name}/7`)).status).toBe(200);
});

test.each(denied)(
  "a function is not invoked, and the log has the reason: $title [AWS docs, our wording]",
  async ({ name }) => {
    api.takeLogs("request");
    expect(await api.call(`GET /${name}/7`)).toMatchObject(INTERNAL);
    expect(api.takeLogs("request")).toEqual([
      expect.stringContaining(
        `no aws_lambda_permission allows API Gateway to invoke aws_lambda_function.${name} for aws_apigatewayv2_integration.to-GET-${name}-id-`,
      ),
    ]);
  },
);

test("an alias needs its own permission [AWS docs]", async () => {
  expect((await api.call("GET /live")).status).toBe(200);
  expect(await api.call("GET /next")).toMatchObject(INTERNAL);
});

test("an integration that uses a role needs no permission [AWS docs]", async () => {
  expect((await api.call("GET /with-role")).status).toBe(200);
});

test("the function of an authorizer needs a permission for the ARN of the authorizer [AWS docs]", async () => {
  api.takeLogs("request");
  expect((await api.call("GET /permitted")).status).toBe(200);
  expect(await api.call("GET /unpermitted")).toMatchObject(INTERNAL);
  expect(api.takeLogs("request")[1]).toContain("for aws_apigatewayv2_authorizer.unpermitted");
});
