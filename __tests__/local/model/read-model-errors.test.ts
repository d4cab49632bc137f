import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { LocalError, startLocal } from "#local";
import { temporaryFolder } from "../../support";
import { type Body, type Described, folderOf, guardedBy, invokeArn } from "../gateway/terraform-fixture";
import { faultsOf } from "../gateway/test-gateway";

// What a gateway on this machine would serve otherwise than AWS, it does not serve, and says so: where, what, what to do.
// Of what AWS itself refuses the fact is http-api-quotas, API Gateway developer guide, or what is named (D), or what others
// met at deploy (M); all else is ours.

/** An API with one route, which this is said of. */
function route(more: Body): Described {
  return { routes: { "GET /x": { to: "echo", ...more } } };
}

function integration(more: Body): Described {
  return route({ integration: more });
}

function fn(more: Body): Described {
  return { ...route({}), functions: { echo: { code: "", ...more } } };
}

function environment(value: string, more: Described["more"] = {}): Described {
  return { ...fn({ environment: { variables: { X: value } } }), more };
}

const ROUTE = "aws_apigatewayv2_route.route-GET-x";
const INTEGRATION = "aws_apigatewayv2_integration.to-GET-x";
const ECHO = "aws_lambda_function.echo";
const KEEP_OFF = "write its value, or keep it off the path of requests";

const API_FAULTS: readonly (readonly [what: string, described: Described, fault: string])[] = [
  [
    "a websocket API",
    { ...route({}), api: { protocol_type: "WEBSOCKET" } },
    'aws_apigatewayv2_api.api: an HTTP API is served here, found protocol_type "WEBSOCKET"',
  ],
  [
    "an API by OpenAPI",
    { ...route({}), api: { body: "{}" } },
    "aws_apigatewayv2_api.api: body is not served here; write its routes as resources",
  ],
  [
    "no stage",
    { ...route({}), stages: {} },
    "aws_apigatewayv2_api.api has no stage, so none of its routes answers; give it an aws_apigatewayv2_stage",
  ],
  [
    "a stage with a client's certificate",
    { ...route({}), stages: { $default: { client_certificate_id: "x" } } },
    "aws_apigatewayv2_stage.stage--default: client_certificate_id is not served here; an HTTP API has none",
  ],
  [
    "an integration that is nowhere",
    route({ target: "integrations/abc" }),
    `${ROUTE}: target "integrations/abc" leads to no integration of this stack; write "integrations/\${aws_apigatewayv2_integration.NAME.id}"`,
  ],
  [
    "no target",
    route({ target: null }),
    `${ROUTE}: target null leads to no integration of this stack; write "integrations/\${aws_apigatewayv2_integration.NAME.id}"`,
  ],
  [
    "an unknown kind of authorization",
    route({ authorization_type: "MAGIC" }),
    `${ROUTE}: authorization_type must be NONE, AWS_IAM, JWT or CUSTOM, found "MAGIC"`,
  ],
  [
    "an authorizer that is nowhere",
    route({ authorization_type: "JWT", authorizer_id: "abc" }),
    `${ROUTE}: authorizer_id "abc" is none of this stack's aws_apigatewayv2_authorizer`,
  ],
  [
    "an authorizer without an issuer",
    { ...route(guardedBy("a", "JWT")), authorizers: { a: { authorizer_type: "JWT" } } },
    "aws_apigatewayv2_authorizer.a has no jwt_configuration.issuer; name who makes its tokens",
  ],
];

const INTEGRATION_FAULTS: typeof API_FAULTS = [
  [
    "a call of a service",
    integration({ integration_subtype: "SQS-SendMessage" }),
    `${INTEGRATION}: integration_subtype is not served here; have a function call the service`,
  ],
  [
    "a VPC link",
    integration({ connection_id: "abc" }),
    `${INTEGRATION}: connection_id is not served here; give the integration an address that this machine reaches`,
  ],
  [
    "another name in a certificate",
    integration({ tls_config: { server_name_to_verify: "x" } }),
    `${INTEGRATION}: tls_config is not served here; give the integration an address whose certificate needs no other name`,
  ],
  [
    "an unknown kind",
    integration({ integration_type: "MOCK" }),
    `${INTEGRATION}: integration_type must be AWS_PROXY or HTTP_PROXY in an HTTP API, found "MOCK"`,
  ],
  [
    "a function of another stack",
    integration({ integration_uri: "arn:aws:lambda:eu-central-1:123456789012:function:other" }),
    `${INTEGRATION} calls "arn:aws:lambda:eu-central-1:123456789012:function:other", no function of this stack; have it call an aws_lambda_function's invoke_arn`,
  ],
  [
    "a function that the stage names",
    integration({
      integration_uri: "arn:aws:lambda:eu-central-1:123456789012:function:$${stageVariables.name}",
    }),
    `${INTEGRATION} calls "arn:aws:lambda:eu-central-1:123456789012:function:\${stageVariables.name}", no function of this stack; have it call an aws_lambda_function's invoke_arn`,
  ],
];

const FUNCTION_FAULTS: typeof API_FAULTS = [
  [
    "an image",
    fn({ image_uri: "x", filename: null }),
    `${ECHO}: image_uri is not served here; give it a zip of Node.js code, by filename`,
  ],
  [
    "a zip in a bucket",
    fn({ s3_bucket: "x" }),
    `${ECHO}: s3_bucket is not served here; give it a zip on this machine, by filename`,
  ],
  ["layers", fn({ layers: ["arn"] }), `${ECHO}: layers is not served here; bundle what they hold`],
  [
    "a file system",
    fn({ file_system_config: { arn: "x" } }),
    `${ECHO}: file_system_config is not served here; have it read from somewhere else`,
  ],
  ["no zip", fn({ filename: null }), `${ECHO} has no filename; give it a zip on this machine`],
  [
    "a zip that is not there",
    fn({ filename: "/nowhere/x.zip" }),
    `${ECHO}: filename "/nowhere/x.zip" is not there, /nowhere/x.zip; put the zip there, or synthesize it`,
  ],
  [
    "another runtime",
    fn({ runtime: "python3.13" }),
    `${ECHO}: Node.js functions are served here, found runtime "python3.13"; have its route answered by another one, or call it on AWS`,
  ],
];

const names = (count: number) => Array.from({ length: count }, (_, index) => `name${index}`);
const jwt = (count: number) => ({
  authorizer_type: "JWT",
  jwt_configuration: { issuer: "https://login.example.com", audience: names(count) },
});
const asked = { authorizer_uri: invokeArn("echo") };
const STAGE = "aws_apigatewayv2_stage.stage--default";
const AUTHORIZER = "aws_apigatewayv2_authorizer.a";
const staged = (more: Body): Described => ({ ...route({}), stages: { $default: more } });
const guarded = (a: Body, type: "JWT" | "CUSTOM", more: Body = {}): Described => ({
  ...route({ ...guardedBy("a", type), ...more }),
  authorizers: { a },
});
const variables = (count: number) => Object.fromEntries(names(count).map((name) => [name, "x"]));
const keys = (...all: string[]): Described => ({
  routes: Object.fromEntries(all.map((key) => [key, { to: "echo" }])),
});

/** What AWS refuses at deploy. */
const DEPLOY_FAULTS: typeof API_FAULTS = [
  [
    'a key that ends in "/" (D http-api-develop-routes)',
    keys("GET /x/"),
    'aws_apigatewayv2_route.route-GET-x-: route_key "GET /x/" ends in "/", which is refused; write "GET /x"',
  ],
  [
    "a key that differs in a parameter's name alone (M serverless/serverless 3785)",
    keys("GET /{a}/x", "GET /{b}/x"),
    'aws_apigatewayv2_route.route-GET-b-x: route_key "GET /{b}/x" is, but for names, that of aws_apigatewayv2_route.route-GET-a-x; drop one of the two',
  ],
  [
    "more integrations than an API takes (D)",
    keys(...names(301).map((name) => `GET /${name}`)),
    "aws_apigatewayv2_api.api: its routes lead to 301 integrations, API Gateway takes 300; have routes share some, or split the API",
  ],
  [
    "a timeout over 30 s (D)",
    integration({ timeout_milliseconds: 30_001 }),
    `${INTEGRATION}: timeout_milliseconds must be from 50 to 30000, found 30001; change it`,
  ],
  [
    "a timeout under 50 ms (D API reference)",
    integration({ timeout_milliseconds: 49 }),
    `${INTEGRATION}: timeout_milliseconds must be from 50 to 30000, found 49; change it`,
  ],
  [
    "a format of events that there is not (D http-api-develop-integrations-lambda)",
    integration({ payload_format_version: "3.0" }),
    `${INTEGRATION}: payload_format_version must be "1.0" or "2.0", found "3.0"; write one of the two`,
  ],
  [
    "11 scopes (D)",
    guarded(jwt(1), "JWT", { authorization_scopes: names(11) }),
    `${ROUTE}: authorization_scopes has 11 scopes, API Gateway takes 10; give its callers one scope of their own`,
  ],
  [
    "51 audiences (D)",
    guarded(jwt(51), "JWT"),
    `${AUTHORIZER}: jwt_configuration has 51 audiences, API Gateway takes 50; split its clients over two authorizers`,
  ],
  [
    "an authorizer's format that there is not (D http-api-lambda-authorizer)",
    guarded({ ...asked, authorizer_payload_format_version: "3.0" }, "CUSTOM"),
    `${AUTHORIZER}: authorizer_payload_format_version must be "1.0" or "2.0", found "3.0"; write one of the two`,
  ],
  [
    "an authorizer without a format (M hashicorp/terraform-provider-aws 15181)",
    guarded(asked, "CUSTOM"),
    `${AUTHORIZER}: authorizer_payload_format_version must be "1.0" or "2.0", found none; write one of the two`,
  ],
  [
    "simple responses in format 1.0 (D http-api-lambda-authorizer)",
    guarded({ ...asked, authorizer_payload_format_version: "1.0", enable_simple_responses: true }, "CUSTOM"),
    `${AUTHORIZER}: enable_simple_responses needs authorizer_payload_format_version "2.0"; set it, or return policies`,
  ],
  [
    "101 stage variables (D)",
    staged({ stage_variables: variables(101) }),
    `${STAGE}: stage_variables has 101 variables, API Gateway takes 100; drop some`,
  ],
  [
    "a stage variable with a name of 65 characters (D)",
    staged({ stage_variables: { ["n".repeat(65)]: "x" } }),
    `${STAGE}: stage variable "${"n".repeat(65)}" has a name of 65 characters, API Gateway takes 64; shorten it`,
  ],
  [
    "a stage variable with a value of 513 characters (D)",
    staged({ stage_variables: { name: "x".repeat(513) } }),
    `${STAGE}: stage variable "name" has a value of 513 characters, API Gateway takes 512; shorten it`,
  ],
  [
    "an access log's format over 3 KB (D)",
    staged({ access_log_settings: { format: "x".repeat(3073) } }),
    `${STAGE}: access_log_settings.format has 3073 bytes, API Gateway takes 3072; log less`,
  ],
];

const COUNTED: typeof API_FAULTS = [
  ["an API", { ...route({}), api: { count: 2 } }, "aws_apigatewayv2_api.api has count"],
  [
    "a stage",
    { ...route({}), stages: { $default: { for_each: {} } } },
    "aws_apigatewayv2_stage.stage--default has for_each",
  ],
  ["a route", route({ count: 2 }), `${ROUTE} has count`],
  ["an integration", integration({ count: 2 }), `${INTEGRATION} has count`],
  ["a function", fn({ for_each: {} }), `${ECHO} has for_each`],
].map(([what, described, fault]) => [
  `${what as string}, counted`,
  described as Described,
  `${fault as string}, which is not served here; write each out`,
]);

const VALUE_FAULTS: typeof API_FAULTS = [
  [
    "a function of Terraform",
    environment("${upper(var.x)}"),
    `\${upper(var.x)}, an expression that is not evaluated here`,
  ],
  ["an operator", environment("${1 + 1}"), "${1 + 1}, an expression that is not evaluated here"],
  [
    "a directive",
    environment("%{ if true }x%{ endif }"),
    "${% if true }, an expression that is not evaluated here",
  ],
  [
    "a variable without a default",
    environment("${var.x}", { variable: { x: {} } }),
    "${var.x}, a variable without a default; set TF_VAR_x",
  ],
  ["a local that is not there", environment("${local.x}"), "${local.x}, which is not there"],
  [
    "locals in a circle",
    environment("${local.x}", { locals: { x: "${local.y}", y: "${local.x}" } }),
    "${local.x}, which leads back to itself",
  ],
  [
    "a resource that is not there",
    environment("${aws_sqs_queue.x.url}"),
    "${aws_sqs_queue.x}, a resource that this stack does not have",
  ],
  [
    "what only AWS knows",
    environment("${aws_vpc.x.arn}", { resource: { aws_vpc: { x: {} } } }),
    "${aws_vpc.x.arn}, which only AWS knows",
  ],
  [
    "data that AWS would be asked for",
    environment("${data.aws_vpc.x.cidr_block}", { data: { aws_vpc: { x: {} } } }),
    "${data.aws_vpc.x.cidr_block}, which only AWS knows",
  ],
].map(([what, described, fault]) => [
  what as string,
  described as Described,
  `${ECHO}: environment has ${fault as string}; ${KEEP_OFF}`,
]);

test.each([
  ...API_FAULTS,
  ...INTEGRATION_FAULTS,
  ...FUNCTION_FAULTS,
  ...DEPLOY_FAULTS,
  ...COUNTED,
  ...VALUE_FAULTS,
])("%s is not served", async (_, described, fault) => {
  expect(await faultsOf(described)).toEqual([fault]);
});

test("just as much as AWS takes is served (D)", async () => {
  const most = { stage_variables: variables(100), access_log_settings: { format: "x".repeat(3072) } };
  const scoped = { ...guardedBy("a", "JWT"), authorization_scopes: names(10) };
  const described: Described = {
    stages: { $default: most },
    authorizers: { a: jwt(50) },
    routes: {
      ...keys(...names(298).map((name) => `GET /${name}`)).routes,
      "GET /": { to: "echo", integration: { timeout_milliseconds: 30_000 } },
      "GET /scoped": { to: "echo", ...scoped },
    },
  };
  expect(await faultsOf(described)).toEqual([]);
});

test("what AWS raises on request is served beyond it: routes, stages, authorizers (D)", async () => {
  const target = "integrations/${aws_apigatewayv2_integration.to-GET-name0.id}";
  const described: Described = {
    stages: Object.fromEntries(names(11).map((name) => [name, {}])),
    authorizers: Object.fromEntries(names(11).map((name) => [name, jwt(1)])),
    routes: {
      ...Object.fromEntries(
        names(11).map((name) => [`GET /${name}`, { to: "echo", ...guardedBy(name, "JWT") }]),
      ),
      ...Object.fromEntries(names(301).map((name) => [`GET /${name}/shared`, { to: "echo", target }])),
    },
  };
  expect(await faultsOf(described)).toEqual([]);
});

test("all that is wrong is told at once, each fault once", async () => {
  const faults = await faultsOf({
    stages: { $default: { client_certificate_id: "x" } },
    functions: { echo: { code: "", runtime: "python3.13" }, check: { code: "", layers: ["arn"] } },
    authorizers: { a: { authorizer_uri: invokeArn("check"), authorizer_payload_format_version: "2.0" } },
    routes: {
      "GET /a": { to: "echo" },
      "GET /b": { to: "echo", ...guardedBy("a", "CUSTOM") },
      "GET /c": { to: "echo", authorization_type: "MAGIC" },
      "GET /d": { to: "echo", integration: { connection_id: "abc" } },
      "GET /e": { to: "echo", count: 2 },
      "GET /f/": { to: "echo", integration: { timeout_milliseconds: 31_000, payload_format_version: "3.0" } },
    },
    more: { resource: { aws_dynamodb_table: { notes: { name: "notes", count: 2 } } } },
  });
  expect(faults.map((fault) => fault.split(/[: ]/)[0])).toEqual([
    "aws_apigatewayv2_stage.stage--default",
    "aws_apigatewayv2_route.route-GET-e",
    "aws_apigatewayv2_route.route-GET-c",
    "aws_apigatewayv2_integration.to-GET-d",
    "aws_apigatewayv2_integration.to-GET-f-",
    "aws_apigatewayv2_integration.to-GET-f-",
    "aws_apigatewayv2_route.route-GET-f-",
    "aws_lambda_function.echo",
    "aws_lambda_function.check",
    "aws_dynamodb_table.notes",
  ]);
});

async function errorOf(dir: string): Promise<Error> {
  return startLocal({ dir }).then(
    () => new Error("it was served"),
    (error: Error) => error,
  );
}

describe("a folder without an HTTP API is not served", () => {
  test.each([
    ["none at all", {}, "it has no aws_apigatewayv2_api"],
    ["a REST API", { aws_api_gateway_rest_api: { api: {} } }, "it has a REST API, which is not"],
  ])("%s", async (_, resource, found) => {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, "main.tf.json"), JSON.stringify({ resource }));
    const error = await errorOf(folder);
    expect(error).toBeInstanceOf(LocalError);
    expect(error.message).toBe(`${folder}: an HTTP API is served here; ${found}`);
  });
});

test("a zip that went after the Terraform was written is a fault", async () => {
  const folder = folderOf(route({}));
  rmSync(path.join(folder, "echo.zip"));
  expect((await errorOf(folder)).message).toContain(`${path.join(folder, "echo.zip")}; put the zip there`);
});

test.each([
  ["a folder that is not there", () => path.join(temporaryFolder(), "none"), "name a folder that is there"],
  ["a folder without Terraform JSON", () => temporaryFolder(), "has no *.tf.json"],
])("%s is told of", async (_, folder, told) => {
  expect((await errorOf(folder())).message).toContain(told);
});
