import { type LocalServer, startLocal } from "gatewright/local";
import { send } from "../gateway/raw-http";
import {
  authorizedBy,
  invokeArn,
  invokePermission,
  type StackDescription,
  writeStackFolder,
} from "../gateway/terraform-fixture";

let local: LocalServer | undefined;
afterEach(async () => {
  await local?.stop();
  local = undefined;
});

const UNKNOWN = "${aws_vpc.x.arn}";
const ROUTES = { "GET /x": { to: "echo" } };
const DEFAULT = "Write a literal value. Until then, the default of AWS applies.";
const STAGE = "aws_apigatewayv2_stage.stage--default";
const API = "aws_apigatewayv2_api.api";

async function serve(described: StackDescription): Promise<LocalServer> {
  const resource = { aws_vpc: { x: {} }, ...described.more?.resource };
  local = await startLocal({
    dir: writeStackFolder({ ...described, more: { ...described.more, resource } }),
  });
  return local;
}

function stage(settings: object): StackDescription {
  return { stages: { $default: { ...settings } }, routes: ROUTES };
}

test.each<[string, StackDescription, string]>([
  [
    "access_log_settings.format",
    stage({ access_log_settings: { destination_arn: "arn:x", format: UNKNOWN } }),
    `${STAGE}: access_log_settings.format`,
  ],
  [
    "default_route_settings.throttling_rate_limit",
    stage({ default_route_settings: { throttling_rate_limit: UNKNOWN, throttling_burst_limit: 9 } }),
    `${STAGE}: default_route_settings.throttling_rate_limit`,
  ],
  [
    "route_settings.route_key",
    stage({ route_settings: [{ route_key: UNKNOWN, throttling_rate_limit: 1, throttling_burst_limit: 1 }] }),
    `${STAGE}: route_settings.route_key`,
  ],
  ["stage_variables.a", stage({ stage_variables: { a: UNKNOWN, b: "b" } }), `${STAGE}: stage_variables.a`],
  ["stage_variables", stage({ stage_variables: UNKNOWN }), `${STAGE}: stage_variables`],
  [
    "cors_configuration.allow_origins",
    { api: { cors_configuration: { allow_origins: [UNKNOWN], allow_methods: ["GET"] } }, routes: ROUTES },
    `${API}: cors_configuration.allow_origins[0]`,
  ],
  [
    "cors_configuration.max_age",
    { api: { cors_configuration: { max_age: UNKNOWN } }, routes: ROUTES },
    `${API}: cors_configuration.max_age`,
  ],
  [
    "timeout_milliseconds",
    { routes: { "GET /x": { to: "echo", integration: { timeout_milliseconds: UNKNOWN } } } },
    "aws_apigatewayv2_integration.to-GET-x: timeout_milliseconds",
  ],
])("a route is served with a note if %s is unknown", async (_, described, subject) => {
  const { url, notes, warnings } = await serve(described);
  expect((await send(url, "GET /x")).status).toBe(200);
  expect(notes).toEqual([`${subject}: cannot evaluate ${UNKNOWN} (known only to AWS). ${DEFAULT}`]);
  expect(warnings).toEqual([]);
});

test("a Lambda authorizer with an unknown time to live of its results is emulated", async () => {
  const code = "exports.handler = async () => ({ isAuthorized: true });";
  const { url, notes } = await serve({
    functions: { check: { code } },
    authorizers: {
      a: {
        authorizer_uri: invokeArn("check"),
        authorizer_payload_format_version: "2.0",
        enable_simple_responses: true,
        authorizer_result_ttl_in_seconds: UNKNOWN,
      },
    },
    routes: { "GET /x": { to: "echo", ...authorizedBy("a", "CUSTOM") } },
  });
  expect((await send(url, "GET /x")).status).toBe(200);
  expect(notes).toEqual([expect.stringContaining("authorizer_result_ttl_in_seconds: cannot evaluate")]);
});

test.each<[string, StackDescription]>([
  [
    "the destination of the access log",
    stage({ access_log_settings: { destination_arn: UNKNOWN, format: "x" } }),
  ],
  ["a tag", stage({ tags: { a: UNKNOWN } })],
  [
    "the logging level of the stage",
    stage({
      default_route_settings: { logging_level: UNKNOWN, throttling_rate_limit: 9, throttling_burst_limit: 9 },
    }),
  ],
  ["the description of the API", { api: { description: UNKNOWN }, routes: ROUTES }],
  [
    "the hash of the code",
    {
      functions: {
        echo: { code: "exports.handler = async () => 1", source_code_hash: '${filebase64sha256("x.zip")}' },
      },
      routes: ROUTES,
    },
  ],
  [
    "the role of the function",
    { functions: { echo: { code: "exports.handler = async () => 1", role: UNKNOWN } }, routes: ROUTES },
  ],
  [
    "the name of another function",
    { functions: { other: { code: "", function_name: UNKNOWN } }, routes: ROUTES },
  ],
])("%s is not evaluated", async (_, described) => {
  const { url, notes, warnings } = await serve(described);
  expect((await send(url, "GET /x")).status).toBe(200);
  expect([...notes, ...warnings]).toEqual([]);
});

test.each([
  ["source_arn", { source_arn: UNKNOWN }, 200],
  ["function_name", { function_name: UNKNOWN }, 200],
  ["source_arn, for another action", { source_arn: UNKNOWN, action: "lambda:GetFunction" }, 500],
  ["source_arn, for another service", { source_arn: UNKNOWN, principal: "s3.amazonaws.com" }, 500],
  ["source_arn, for another function", { source_arn: UNKNOWN, function_name: "other" }, 500],
])(
  "a permission with an unknown %s allows an invocation if its other arguments match",
  async (_, permission, status) => {
    const { url, notes } = await serve({
      routes: ROUTES,
      more: {
        resource: { aws_lambda_permission: { "api-calls-echo": invokePermission("echo", permission) } },
      },
    });
    expect((await send(url, "GET /x")).status).toBe(status);
    const note = expect.stringMatching(
      /^aws_lambda_permission\.api-calls-echo: cannot evaluate \w+; the permission is assumed to allow the invocation\./,
    );
    expect(notes).toEqual(status === 200 ? [note] : []);
  },
);

test("a permission with unknown values is not needed if another permission allows the invocation", async () => {
  const { url, notes } = await serve({
    routes: ROUTES,
    more: {
      resource: {
        aws_lambda_permission: {
          "api-calls-echo": invokePermission("echo", { function_name: UNKNOWN }),
          known: invokePermission("echo"),
        },
      },
    },
  });
  expect((await send(url, "GET /x")).status).toBe(200);
  expect(notes).toEqual([]);
});

test.each([
  ["a long value", `${"x".repeat(5000)}-${UNKNOWN}`],
  ["a long expression", `\${sha256("${"x".repeat(5000)}")}`],
  ["an expression of several lines", "${sha256(\n  jsonencode({\n    a = 1\n  })\n)}"],
  ["an expression with unsupported syntax", `\${1 + ${"1 + ".repeat(2000)}1}`],
])("a message about %s is short and has one line", async (_, value) => {
  const { notes } = await serve(stage({ access_log_settings: { format: value } }));
  expect(notes).toHaveLength(1);
  expect(notes[0]?.length).toBeLessThan(600);
  expect(notes[0]).not.toContain("\n");
});
