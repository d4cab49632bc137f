import { type Body, CODE, guardedBy, invokeArn, permission } from "./terraform-fixture";
import { served } from "./test-gateway";

// Facts: API_AddPermission, Lambda API reference, and http-api-develop-integrations-lambda, API Gateway developer guide (D):
// API Gateway calls a function in the name of its route, `…:a1b2c3d4e5/$default/GET/notes`, and an authorizer's in that of
// the authorizer.

const ARN = "${aws_apigatewayv2_api.api.execution_arn}";
const from = (source_arn: string | undefined) => (name: string) => permission(name, { source_arn });

type Row = readonly [fact: string, permission: (name: string) => Body | undefined];

const ALLOWED: readonly Row[] = [
  ["all of the API", from(`${ARN}/*/*`)],
  ["all of it, by one star", from(`${ARN}/*`)],
  ["anything", from(undefined)],
  ["its method", from(`${ARN}/*/GET/*`)],
  ["its stage", from(`${ARN}/$default/*/*`)],
  ["just its route, whose key has the parameter's name", from(`${ARN}/$default/GET/allowed-5/{id}`)],
  ["every action", (name) => permission(name, { action: "lambda:*" })],
  ["every principal", (name) => permission(name, { principal: "*" })],
  [
    "a function by its ARN",
    (name) => permission(name, { function_name: `\${aws_lambda_function.${name}.arn}` }),
  ],
];

const DENIED: readonly Row[] = [
  ["there is none", () => undefined],
  ["it is for another API", from("arn:aws:execute-api:eu-central-1:123456789012:abcdefghij/*/*")],
  ["it is for another method", from(`${ARN}/*/POST/*`)],
  ["it is for another path", from(`${ARN}/*/GET/other/*`)],
  ["it is for another stage", from(`${ARN}/dev/*/*`)],
  ["it is for authorizers", from(`${ARN}/authorizers/*`)],
  ["it is for another service", (name) => permission(name, { principal: "events.amazonaws.com" })],
  ["it is for another action", (name) => permission(name, { action: "lambda:GetFunction" })],
  ["it is for an alias", (name) => permission(name, { qualifier: "live" })],
];

const named = (prefix: string, rows: readonly Row[]) =>
  rows.map(([fact, given], index) => ({ fact, name: `${prefix}-${index}`, given }));
const allowed = named("allowed", ALLOWED);
const denied = named("denied", DENIED);
const all = [...allowed, ...denied];

const alias = (name: string) => ({ name, function_name: invokedName, function_version: "$LATEST" });
const invokedName = "${aws_lambda_function.aliased.function_name}";
const aliased = (name: string) => ({
  to: "aliased",
  integration: { integration_uri: `\${aws_lambda_alias.${name}.invoke_arn}` },
});
const asking = (name: string) => ({
  authorizer_uri: invokeArn(name),
  enable_simple_responses: true,
  authorizer_payload_format_version: "2.0",
});
const YES = { code: "exports.handler = async () => ({ isAuthorized: true });" };

const api = served({
  functions: {
    ...Object.fromEntries(all.map(({ name }) => [name, { code: CODE.echo }])),
    aliased: { code: CODE.echo },
    withRole: { code: CODE.echo },
    asked: YES,
    unasked: YES,
  },
  authorizers: { asked: asking("asked"), unasked: asking("unasked") },
  routes: {
    ...Object.fromEntries(all.map(({ name }) => [`GET /${name}/{id}`, { to: name }])),
    "GET /live": aliased("live"),
    "GET /next": aliased("next"),
    "GET /with-role": {
      to: "withRole",
      integration: { credentials_arn: "arn:aws:iam::123456789012:role/caller" },
    },
    "GET /asked": { to: "echo", ...guardedBy("asked", "CUSTOM") },
    "GET /unasked": { to: "echo", ...guardedBy("unasked", "CUSTOM") },
  },
  more: {
    resource: {
      aws_lambda_alias: { live: alias("live"), next: alias("next") },
      aws_lambda_permission: {
        ...Object.fromEntries(all.map(({ name, given }) => [`api-calls-${name}`, given(name)])),
        "api-calls-aliased": permission("aliased", { qualifier: "${aws_lambda_alias.live.name}" }),
        "api-calls-withRole": undefined,
        "api-calls-asked": permission("asked", {
          source_arn: `${ARN}/authorizers/\${aws_apigatewayv2_authorizer.asked.id}`,
        }),
        "api-calls-unasked": permission("unasked", { source_arn: `${ARN}/*/GET/unasked` }),
        // What another service may do is nothing that has to be known here.
        "clock-calls-echo": permission("echo", {
          principal: "events.amazonaws.com",
          source_arn: "${aws_cloudwatch_event_rule.daily.arn}",
        }),
      },
      aws_cloudwatch_event_rule: { daily: { schedule_expression: "rate(1 day)" } },
    },
  },
});

const INTERNAL = { status: 500, body: '{"message":"Internal Server Error"}' };

test.each(allowed)("a function may be called: the permission is for $fact (D)", async ({ name }) => {
  expect((await api.call(`GET /${name}/7`)).status).toBe(200);
});

test.each(denied)(
  "a function may not be called, and the log says why: $fact (D, words ours)",
  async ({ name }) => {
    api.lines("request");
    expect(await api.call(`GET /${name}/7`)).toMatchObject(INTERNAL);
    expect(api.lines("request")).toEqual([
      expect.stringContaining(
        `no aws_lambda_permission lets API Gateway call aws_lambda_function.${name} for aws_apigatewayv2_integration.to-GET-${name}-id-`,
      ),
    ]);
  },
);

test("an alias needs a permission of its own (D)", async () => {
  expect((await api.call("GET /live")).status).toBe(200);
  expect(await api.call("GET /next")).toMatchObject(INTERNAL);
});

test("an integration with a role needs no permission (D)", async () => {
  expect((await api.call("GET /with-role")).status).toBe(200);
});

test("an authorizer needs a permission in its own name (D)", async () => {
  api.lines("request");
  expect((await api.call("GET /asked")).status).toBe(200);
  expect(await api.call("GET /unasked")).toMatchObject(INTERNAL);
  expect(api.lines("request")[1]).toContain("for aws_apigatewayv2_authorizer.unasked");
});
