import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { LocalError, startLocal } from "#local";
import { temporaryFolder } from "../../support";
import { faultsOf } from "./api";
import { type Body, type Described, folderOf, guardedBy, invokeArn } from "./described";

// What a gateway on this machine would serve otherwise than AWS, it does not serve, and says so: where, what, what to do.

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

test.each([...API_FAULTS, ...INTEGRATION_FAULTS, ...FUNCTION_FAULTS, ...COUNTED, ...VALUE_FAULTS])(
  "%s is not served",
  async (_, described, fault) => {
    expect(await faultsOf(described)).toEqual([fault]);
  },
);

test("all that is wrong is told at once, each fault once", async () => {
  const faults = await faultsOf({
    stages: { $default: { client_certificate_id: "x" } },
    functions: { echo: { code: "", runtime: "python3.13" }, check: { code: "", layers: ["arn"] } },
    authorizers: { a: { authorizer_uri: invokeArn("check") } },
    routes: {
      "GET /a": { to: "echo" },
      "GET /b": { to: "echo", ...guardedBy("a", "CUSTOM") },
      "GET /c": { to: "echo", authorization_type: "MAGIC" },
      "GET /d": { to: "echo", integration: { connection_id: "abc" } },
      "GET /e": { to: "echo", count: 2 },
    },
    more: { resource: { aws_dynamodb_table: { notes: { name: "notes", count: 2 } } } },
  });
  expect(faults.map((fault) => fault.split(/[: ]/)[0])).toEqual([
    "aws_apigatewayv2_stage.stage--default",
    "aws_apigatewayv2_route.route-GET-c",
    "aws_apigatewayv2_integration.to-GET-d",
    "aws_apigatewayv2_route.route-GET-e",
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
