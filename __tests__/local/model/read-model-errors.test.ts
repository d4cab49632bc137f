import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { LocalError, type LocalServer, startLocal } from "gatewright/local";
import { temporaryFolder } from "../../support";
import { send } from "../gateway/raw-http";
import {
  authorizedBy,
  type BlockArguments,
  FUNCTION_CODE,
  invokeArn,
  type StackDescription,
  writeStackFolder,
} from "../gateway/terraform-fixture";
import { startErrors } from "../gateway/test-gateway";

// The local gateway does not start if AWS would reject the stack. A part that AWS accepts, but that is not emulated, stops
// only a strict start. Otherwise the other parts are served. Each error names the resource, the problem and the fix.
//
// If AWS also rejects the stack during deployment, the title names the source:
// - [AWS docs]: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html, or the page that the title names
// - [measured]: a deployment error that others reported
//
// Every other error is a decision of this project.

/** Returns the description of a stack with one route that has these arguments. */
function route(more: BlockArguments): StackDescription {
  return { routes: { "GET /x": { to: "echo", ...more } } };
}

function integration(more: BlockArguments): StackDescription {
  return route({ integration: more });
}

function fn(more: BlockArguments): StackDescription {
  return { ...route({}), functions: { echo: { code: "", ...more } } };
}

function handlerOf(value: string, more: StackDescription["more"] = {}): StackDescription {
  return { ...fn({ handler: value }), more };
}

const ROUTE = "aws_apigatewayv2_route.route-GET-x";
const INTEGRATION = "aws_apigatewayv2_integration.to-GET-x";
const ECHO = "aws_lambda_function.echo";
const COUNT = "count is not emulated. Write one resource for each instance.";

const API_ERRORS: readonly (readonly [subject: string, described: StackDescription, error: string])[] = [
  [
    "an unknown integration type",
    integration({ integration_type: "MOCK" }),
    `${INTEGRATION}: integration_type is "MOCK"; expected AWS_PROXY or HTTP_PROXY, the types of an HTTP API.`,
  ],
  [
    "a stage with a client certificate",
    { ...route({}), stages: { $default: { client_certificate_id: "x" } } },
    "aws_apigatewayv2_stage.stage--default: client_certificate_id is set for the HTTP API aws_apigatewayv2_api.api; HTTP APIs do not support client certificates. Use a RestApi, or have the function authenticate to the backend.",
  ],
  [
    "a route with an unknown method",
    route({ route_key: "GETS /x" }),
    `${ROUTE}: route_key is "GETS /x"; route "GETS /x" has the method "GETS"; expected one of ANY, DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT. Write "GET /x".`,
  ],
  [
    "a route without a key",
    route({ route_key: null }),
    `${ROUTE}: route_key is ""; route "" must have a method before its path, or be "$default". Write "GET /".`,
  ],
  [
    "an unknown authorization type",
    route({ authorization_type: "MAGIC" }),
    `${ROUTE}: authorization_type is "MAGIC"; expected NONE, AWS_IAM, JWT or CUSTOM.`,
  ],
  [
    "an API with an unknown protocol",
    { ...route({}), api: { protocol_type: "GRPC" } },
    'aws_apigatewayv2_api.api: protocol_type is "GRPC"; expected "HTTP" or "WEBSOCKET".',
  ],
  [
    "a JWT authorizer without an issuer",
    { ...route(authorizedBy("a", "JWT")), authorizers: { a: { authorizer_type: "JWT" } } },
    "aws_apigatewayv2_authorizer.a: jwt_configuration.issuer is not set; expected the issuer URL of the tokens.",
  ],
];

/** Stacks in which no API is emulated. */
const UNEMULATED_APIS: typeof API_ERRORS = [
  [
    "an API with an OpenAPI body",
    { ...route({}), api: { body: "{}" } },
    "aws_apigatewayv2_api.api: body is not emulated. Declare each route as an aws_apigatewayv2_route.",
  ],
  [
    "an API with count or for_each",
    { ...route({}), api: { count: 2 } },
    `aws_apigatewayv2_api.api: ${COUNT}`,
  ],
];

/** Stacks in which requests reach no route. */
const UNREACHABLE_ROUTES: typeof API_ERRORS = [
  [
    "an API without a stage",
    { ...route({}), stages: {} },
    "aws_apigatewayv2_api.api has no stage, so its routes are unreachable. Add an aws_apigatewayv2_stage.",
  ],
  [
    "a stage with count or for_each",
    { ...route({}), stages: { $default: { for_each: {} } } },
    "aws_apigatewayv2_stage.stage--default: for_each is not emulated. Write one resource for each instance.",
  ],
  ["a route with count or for_each", route({ count: 2 }), `${ROUTE}: ${COUNT}`],
  [
    "a route whose key only AWS knows",
    { ...route({ route_key: "GET /${aws_vpc.x.arn}" }), more: { resource: { aws_vpc: { x: {} } } } },
    `${ROUTE}: route_key: cannot evaluate \${aws_vpc.x.arn} (known only to AWS). Write a literal value.`,
  ],
];

const ROUTE_ERRORS: typeof API_ERRORS = [
  [
    "a route with an unknown integration",
    route({ target: "integrations/abc" }),
    `${ROUTE}: target is "integrations/abc"; expected an integration of this stack. Write "integrations/\${aws_apigatewayv2_integration.NAME.id}".`,
  ],
  [
    "a route without a target",
    route({ target: null }),
    `${ROUTE}: target is null; expected an integration of this stack. Write "integrations/\${aws_apigatewayv2_integration.NAME.id}".`,
  ],
  [
    "a route with an unknown authorizer",
    route({ authorization_type: "JWT", authorizer_id: "abc" }),
    `${ROUTE}: authorizer_id is "abc"; expected the ID of an aws_apigatewayv2_authorizer in this stack.`,
  ],
  [
    "a JWT authorizer whose issuer only AWS knows",
    {
      ...route(authorizedBy("a", "JWT")),
      authorizers: { a: { authorizer_type: "JWT", jwt_configuration: { issuer: "${aws_vpc.x.arn}" } } },
      more: { resource: { aws_vpc: { x: {} } } },
    },
    "aws_apigatewayv2_authorizer.a: jwt_configuration.issuer: cannot evaluate ${aws_vpc.x.arn} (known only to AWS). Write a literal value.",
  ],
  [
    "a Lambda authorizer whose function cannot run",
    {
      ...route(authorizedBy("a", "CUSTOM")),
      functions: { check: { code: "", runtime: "python3.13" } },
      authorizers: { a: { authorizer_uri: invokeArn("check"), authorizer_payload_format_version: "2.0" } },
    },
    'aws_lambda_function.check: runtime is "python3.13"; only Node.js is emulated. Use a nodejs runtime, or test the function on AWS.',
  ],
  ["an integration with count or for_each", integration({ count: 2 }), `${INTEGRATION}: ${COUNT}`],
  ["a function with count or for_each", fn({ count: 2 }), `${ECHO}: ${COUNT}`],
];

const INTEGRATION_ERRORS: typeof API_ERRORS = [
  [
    "an AWS service integration",
    integration({ integration_subtype: "SQS-SendMessage" }),
    `${INTEGRATION}: integration_subtype is "SQS-SendMessage"; AWS service integrations are not emulated. Call the AWS service from a function.`,
  ],
  [
    "an integration through a VPC link",
    integration({ connection_id: "abc" }),
    `${INTEGRATION}: connection_id is not emulated. Use an integration URL that this computer can reach.`,
  ],
  [
    "an integration that verifies another server name",
    integration({ tls_config: { server_name_to_verify: "x" } }),
    `${INTEGRATION}: tls_config is not emulated. Use an integration URL whose certificate matches its host name.`,
  ],
  [
    "an integration with a function in another stack",
    integration({ integration_uri: "arn:aws:lambda:eu-central-1:123456789012:function:other" }),
    `${INTEGRATION}: integration_uri is "arn:aws:lambda:eu-central-1:123456789012:function:other"; expected the invoke_arn of an aws_lambda_function in this stack.`,
  ],
  [
    "an integration with a function that a stage variable names",
    integration({
      integration_uri: "arn:aws:lambda:eu-central-1:123456789012:function:$${stageVariables.name}",
    }),
    `${INTEGRATION}: integration_uri is "arn:aws:lambda:eu-central-1:123456789012:function:\${stageVariables.name}"; expected the invoke_arn of an aws_lambda_function in this stack.`,
  ],
];

const FUNCTION_ERRORS: typeof API_ERRORS = [
  [
    "a function from a container image",
    fn({ image_uri: "x", filename: null }),
    `${ECHO}: image_uri is not emulated. Package the Node.js code as a zip and set filename.`,
  ],
  [
    "a function whose zip is in a bucket",
    fn({ s3_bucket: "x" }),
    `${ECHO}: s3_bucket is not emulated. Set filename to a local zip.`,
  ],
  [
    "a function with layers",
    fn({ layers: ["arn"] }),
    `${ECHO}: layers is not emulated. Bundle the content of the layers with the function.`,
  ],
  [
    "a function with a file system",
    fn({ file_system_config: { arn: "x" } }),
    `${ECHO}: file_system_config is not emulated. Read the files from another source.`,
  ],
  [
    "a function without a zip",
    fn({ filename: null }),
    `${ECHO}: filename is not set; expected the path of a local zip.`,
  ],
  [
    "a function whose zip is a device",
    fn({ filename: "/dev/zero" }),
    `${ECHO}: filename "/dev/zero" is not a file (/dev/zero); expected a zip. Write its path.`,
  ],
  [
    "a function whose zip does not exist",
    fn({ filename: "/nowhere/x.zip" }),
    `${ECHO}: filename "/nowhere/x.zip" does not exist (/nowhere/x.zip). Run \`npx gatewright synth\`, or add the zip.`,
  ],
  [
    "a function with a runtime other than Node.js",
    fn({ runtime: "python3.13" }),
    `${ECHO}: runtime is "python3.13"; only Node.js is emulated. Use a nodejs runtime, or test the function on AWS.`,
  ],
];

const names = (count: number) => Array.from({ length: count }, (_, index) => `name${index}`);
const jwtAuthorizer = (audiences: number) => ({
  authorizer_type: "JWT",
  jwt_configuration: { issuer: "https://login.example.com", audience: names(audiences) },
});
const lambdaAuthorizer = { authorizer_uri: invokeArn("echo") };
const STAGE = "aws_apigatewayv2_stage.stage--default";
const AUTHORIZER = "aws_apigatewayv2_authorizer.a";
const stageWith = (more: BlockArguments): StackDescription => ({ ...route({}), stages: { $default: more } });
const authorizedRoute = (
  a: BlockArguments,
  type: "JWT" | "CUSTOM",
  more: BlockArguments = {},
): StackDescription => ({
  ...route({ ...authorizedBy("a", type), ...more }),
  authorizers: { a },
});
const stageVariables = (count: number) => Object.fromEntries(names(count).map((name) => [name, "x"]));
const routesWithKeys = (...keys: string[]): StackDescription => ({
  routes: Object.fromEntries(keys.map((key) => [key, { to: "echo" }])),
});

/** Configurations that AWS rejects during the deployment. */
const DEPLOY_ERRORS: typeof API_ERRORS = [
  [
    'a route key that ends in "/" [AWS docs: http-api-develop-routes]',
    routesWithKeys("GET /x/"),
    'aws_apigatewayv2_route.route-GET-x-: route_key "GET /x/" ends in "/", which API Gateway rejects. Write "GET /x".',
  ],
  [
    "a route key that differs only in a parameter name [measured: serverless/serverless 3785]",
    routesWithKeys("GET /{a}/x", "GET /{b}/x"),
    'aws_apigatewayv2_route.route-GET-b-x: route_key "GET /{b}/x" duplicates aws_apigatewayv2_route.route-GET-a-x (parameter names do not count). Remove one.',
  ],
  [
    "an API with 301 integrations [AWS docs]",
    routesWithKeys(...names(301).map((name) => `GET /${name}`)),
    "aws_apigatewayv2_api.api has 301 integrations; the quota is 300. Share integrations between routes, or split the API.",
  ],
  [
    "an integration timeout over 30 s [AWS docs]",
    integration({ timeout_milliseconds: 30_001 }),
    `${INTEGRATION}: timeout_milliseconds is 30001; expected 50 to 30000.`,
  ],
  [
    "an integration timeout under 50 ms [AWS docs: API reference]",
    integration({ timeout_milliseconds: 49 }),
    `${INTEGRATION}: timeout_milliseconds is 49; expected 50 to 30000.`,
  ],
  [
    "an integration with an unknown payload format version [AWS docs: http-api-develop-integrations-lambda]",
    integration({ payload_format_version: "3.0" }),
    `${INTEGRATION}: payload_format_version is "3.0"; expected "1.0" or "2.0".`,
  ],
  [
    "a route with 11 scopes [AWS docs]",
    authorizedRoute(jwtAuthorizer(1), "JWT", { authorization_scopes: names(11) }),
    `${ROUTE}: authorization_scopes has 11 scopes; the quota is 10. Define one scope that covers the route's callers.`,
  ],
  [
    "an authorizer with 51 audiences [AWS docs]",
    authorizedRoute(jwtAuthorizer(51), "JWT"),
    `${AUTHORIZER}: jwt_configuration has 51 audiences; the quota is 50. Divide the clients between two authorizers.`,
  ],
  [
    "an authorizer with an unknown payload format version [AWS docs: http-api-lambda-authorizer]",
    authorizedRoute({ ...lambdaAuthorizer, authorizer_payload_format_version: "3.0" }, "CUSTOM"),
    `${AUTHORIZER}: authorizer_payload_format_version is "3.0"; expected "1.0" or "2.0".`,
  ],
  [
    "an authorizer without a payload format version [measured: hashicorp/terraform-provider-aws 15181]",
    authorizedRoute(lambdaAuthorizer, "CUSTOM"),
    `${AUTHORIZER}: authorizer_payload_format_version is not set; expected "1.0" or "2.0".`,
  ],
  [
    "an authorizer with simple responses in format 1.0 [AWS docs: http-api-lambda-authorizer]",
    authorizedRoute(
      { ...lambdaAuthorizer, authorizer_payload_format_version: "1.0", enable_simple_responses: true },
      "CUSTOM",
    ),
    `${AUTHORIZER}: enable_simple_responses requires authorizer_payload_format_version "2.0". Set this version, or return policies.`,
  ],
  [
    "a stage with 101 variables [AWS docs]",
    stageWith({ stage_variables: stageVariables(101) }),
    `${STAGE}: stage_variables has 101 variables; the quota is 100. Remove some.`,
  ],
  [
    "a stage variable with a name of 65 characters [AWS docs]",
    stageWith({ stage_variables: { ["n".repeat(65)]: "x" } }),
    `${STAGE}: stage variable "${"n".repeat(65)}" has a name of 65 characters; the quota is 64. Shorten it.`,
  ],
  [
    "a stage variable with a value of 513 characters [AWS docs]",
    stageWith({ stage_variables: { name: "x".repeat(513) } }),
    `${STAGE}: stage variable "name" has a value of 513 characters; the quota is 512. Shorten it.`,
  ],
  [
    "an access log format over 3 KB [AWS docs]",
    stageWith({ access_log_settings: { format: "x".repeat(3073) } }),
    `${STAGE}: access_log_settings.format has 3073 bytes; the quota is 3072. Log fewer fields.`,
  ],
];

const WHOLE = "expected a whole number";
const HANDLER_RULE =
  'expected 1 to 128 characters without white space. Write a file and an export, such as "index.handler".';

/** Values that AWS rejects [AWS docs: API_CreateFunction, http-api-quotas], or that Terraform cannot convert. */
const INVALID_VALUES: typeof API_ERRORS = [
  ["a negative timeout", fn({ timeout: -5 }), `${ECHO}: timeout is -5; ${WHOLE} from 1 to 900.`],
  ["a timeout of 901 s", fn({ timeout: "901" }), `${ECHO}: timeout is "901"; ${WHOLE} from 1 to 900.`],
  ["a timeout of 1.5 s", fn({ timeout: 1.5 }), `${ECHO}: timeout is 1.5; ${WHOLE} from 1 to 900.`],
  [
    "a memory size of 127 MB",
    fn({ memory_size: 127 }),
    `${ECHO}: memory_size is 127; ${WHOLE} from 128 to 10240.`,
  ],
  [
    "a memory size of 1e12 MB",
    fn({ memory_size: 1e12 }),
    `${ECHO}: memory_size is 1000000000000; ${WHOLE} from 128 to 10240.`,
  ],
  [
    "a memory size that is text",
    fn({ memory_size: "lots" }),
    `${ECHO}: memory_size is "lots"; expected a number.`,
  ],
  ["an empty memory size", fn({ memory_size: "" }), `${ECHO}: memory_size is ""; expected a number.`],
  ["a timeout that is a boolean", fn({ timeout: true }), `${ECHO}: timeout is true; expected a number.`],
  [
    "a reserved concurrency of -2",
    fn({ reserved_concurrent_executions: -2 }),
    `${ECHO}: reserved_concurrent_executions is -2; ${WHOLE} of at least -1.`,
  ],
  ["no handler", fn({ handler: null }), `${ECHO}: handler is not set; ${HANDLER_RULE}`],
  ["an empty handler", fn({ handler: "" }), `${ECHO}: handler is ""; ${HANDLER_RULE}`],
  ["a handler with a space", fn({ handler: "a .b" }), `${ECHO}: handler is "a .b"; ${HANDLER_RULE}`],
  ["a handler that is a list", fn({ handler: ["a.b"] }), `${ECHO}: handler is ["a.b"]; expected a string.`],
  [
    "an environment variable that is a list",
    fn({ environment: { variables: { TABLE: ["a"] } } }),
    `${ECHO}: environment.variables.TABLE is ["a"]; expected a string.`,
  ],
  [
    "a route key that is an object",
    route({ route_key: {} }),
    `${ROUTE}: route_key is {}; expected a string.`,
  ],
  [
    "an integration timeout that is text",
    integration({ timeout_milliseconds: "long" }),
    `${INTEGRATION}: timeout_milliseconds is "long"; expected a number.`,
  ],
  [
    "a scope that is an object",
    authorizedRoute(jwtAuthorizer(1), "JWT", { authorization_scopes: ["a", {}] }),
    `${ROUTE}: authorization_scopes[1] is {}; expected a string.`,
  ],
  [
    "an issuer that is a list",
    authorizedRoute({ authorizer_type: "JWT", jwt_configuration: { issuer: ["x"] } }, "JWT"),
    `${AUTHORIZER}: jwt_configuration.issuer is ["x"]; expected a string.`,
  ],
  [
    "an authorizer that caches results for two hours",
    authorizedRoute(
      {
        ...lambdaAuthorizer,
        authorizer_payload_format_version: "2.0",
        authorizer_result_ttl_in_seconds: 7200,
      },
      "CUSTOM",
    ),
    `${AUTHORIZER}: authorizer_result_ttl_in_seconds is 7200; ${WHOLE} from 0 to 3600.`,
  ],
  [
    "a throttle that is text",
    stageWith({ default_route_settings: { throttling_rate_limit: "fast" } }),
    `${STAGE}: default_route_settings.throttling_rate_limit is "fast"; expected a number.`,
  ],
  [
    "a stage variable that is a list",
    stageWith({ stage_variables: { name: ["x"] } }),
    `${STAGE}: stage_variables.name is ["x"]; expected a string.`,
  ],
  [
    "a parameter mapping that is a list",
    integration({ request_parameters: { "append:header.x": ["1"] } }),
    `${INTEGRATION}: request_parameters["append:header.x"] is ["1"]; expected a string.`,
  ],
  [
    "parameter mappings that are text",
    integration({ request_parameters: "x" }),
    `${INTEGRATION}: request_parameters is "x"; expected a map of strings.`,
  ],
  [
    "CORS credentials that are a list",
    { ...route({}), api: { cors_configuration: { allow_credentials: ["true"] } } },
    'aws_apigatewayv2_api.api: cors_configuration.allow_credentials is ["true"]; expected true or false.',
  ],
  [
    "CORS credentials that are text",
    { ...route({}), api: { cors_configuration: { allow_credentials: "yes" } } },
    'aws_apigatewayv2_api.api: cors_configuration.allow_credentials is "yes"; expected true or false.',
  ],
  [
    "a CORS max_age that is text",
    { ...route({}), api: { cors_configuration: { max_age: "long" } } },
    'aws_apigatewayv2_api.api: cors_configuration.max_age is "long"; expected a number.',
  ],
];

const VALUE_ERRORS: typeof API_ERRORS = [
  [
    "a Terraform function",
    handlerOf("${timestamp()}"),
    "${timestamp()} (the function timestamp() is not evaluated)",
  ],
  ["an operator", handlerOf("${1 + 1}"), '${1 + 1} (unsupported syntax at "+ 1")'],
  [
    "a placeholder of another template language",
    handlerOf("Hello ${name}"),
    '${name} ("name" is not a reference)',
    "Write $${name} for the text ${name}, or refer to a variable.",
  ],
  ["a directive", handlerOf("%{ if true }x%{ endif }"), "%{ if true } (directives are not evaluated)"],
  [
    "a variable without a default",
    handlerOf("${var.x}", { variable: { x: {} } }),
    "${var.x} (variable without a default)",
    "Give the variable a default, or set TF_VAR_x.",
  ],
  ["an unknown local", handlerOf("${local.x}"), "${local.x} (no such local value)"],
  [
    "circular locals",
    handlerOf("${local.x}", { locals: { x: "${local.y}", y: "${local.x}" } }),
    "${local.x} (it refers to itself)",
  ],
  [
    "an unknown resource",
    handlerOf("${aws_sqs_queue.x.url}"),
    "${aws_sqs_queue.x.url} (no such resource in this stack)",
  ],
  [
    "a value that only AWS knows",
    handlerOf("${aws_vpc.x.arn}", { resource: { aws_vpc: { x: {} } } }),
    "${aws_vpc.x.arn} (known only to AWS)",
  ],
  [
    "a data source that needs AWS",
    handlerOf("${data.aws_vpc.x.cidr_block}", { data: { aws_vpc: { x: {} } } }),
    "${data.aws_vpc.x.cidr_block} (known only to AWS)",
  ],
].map(([subject, described, error, fix = "Write a literal value."]) => [
  `a function whose handler has ${subject as string}`,
  described as StackDescription,
  `${ECHO}: handler: cannot evaluate ${error as string}. ${fix as string}`,
]);

test.each([...API_ERRORS, ...DEPLOY_ERRORS, ...INVALID_VALUES])(
  "%s stops the start",
  async (_, described, error) => {
    expect(await startErrors(described)).toEqual([error]);
  },
);

test.each(UNEMULATED_APIS)(
  "%s alone is listed, and the functions of the stack run",
  async (_, described, reason) => {
    const local = await serve(described);
    expect([...local.urls]).toEqual([]);
    expect(local.warnings).toContain(reason);
    expect(await local.invoke("echo", 1)).toMatchObject({ isSuccess: true });
  },
);

test("the start reports all invalid values of all functions together", async () => {
  const invalid = { timeout: 0, memory_size: "x", handler: {} };
  const described = fn(invalid);
  const functions = { ...described.functions, unused: { code: "", ...invalid } };
  expect(await startErrors({ ...described, functions })).toEqual(
    [ECHO, "aws_lambda_function.unused"].flatMap((address) => [
      `${address}: memory_size is "x"; expected a number.`,
      `${address}: timeout is 0; ${WHOLE} from 1 to 900.`,
      `${address}: handler is {}; expected a string.`,
    ]),
  );
});

test("numbers and strings are converted as in Terraform", async () => {
  const values = { timeout: "5", memory_size: "256", environment: { variables: { NUMBER: 1, FLAG: true } } };
  const code =
    "exports.handler = async () => [process.env.NUMBER, process.env.FLAG, process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE];";
  const local = await serve({ ...route({}), functions: { echo: { code, ...values } } });
  expect(await local.invoke("echo", {})).toMatchObject({ value: ["1", "true", "256"] });
});

test("a function with a capacity provider can have 32 GB [provider docs: lambda_function]", async () => {
  const capacity_provider_config = {};
  expect(await startErrors(fn({ capacity_provider_config, memory_size: 32_768 }))).toEqual([]);
  expect(await startErrors(fn({ capacity_provider_config, memory_size: 32_769 }))).toEqual([
    `${ECHO}: memory_size is 32769; ${WHOLE} from 128 to 32768.`,
  ]);
});

test("booleans and numbers of a CORS configuration can be strings", async () => {
  const cors_configuration = {
    allow_origins: ["https://a"],
    allow_methods: ["GET"],
    allow_credentials: "true",
    max_age: "60",
  };
  const { url } = await serve({ ...route({}), api: { cors_configuration } });
  const headers = { origin: "https://a", "access-control-request-method": "GET" };
  expect((await send(url, "OPTIONS /x", { headers })).headers).toMatchObject({
    "access-control-allow-credentials": "true",
    "access-control-max-age": "60",
  });
});

test("a number in a parameter mapping is converted as in Terraform", async () => {
  const response_parameters = [{ status_code: 200, mappings: { "overwrite:statuscode": 201 } }];
  const { url } = await serve(
    integration({ response_parameters, request_parameters: { "append:header.x": 5 } }),
  );
  const response = await send(url, "GET /x");
  expect([response.status, JSON.parse(response.body).headers.x]).toEqual([201, "5"]);
});

test("a handler without an export is noted, and each invocation fails as on AWS [measured: runtime client]", async () => {
  const local = await serve(fn({ handler: 5 }));
  expect(local.notes).toContain(
    `${ECHO}: handler is "5", so each invocation fails. Write a file and an export, such as "index.handler".`,
  );
  expect(await local.invoke("echo", {})).toMatchObject({ errorType: "Runtime.MalformedHandlerName" });
});

/** Stacks of which a part is not emulated. */
const NOT_EMULATED = [
  ...UNREACHABLE_ROUTES,
  ...ROUTE_ERRORS,
  ...INTEGRATION_ERRORS,
  ...FUNCTION_ERRORS,
  ...VALUE_ERRORS,
];

test.each(NOT_EMULATED)("%s stops a strict start", async (_, described, error) => {
  const options = { dir: writeStackFolder(described), strict: true };
  await expect(startLocal(options)).rejects.toMatchObject({ code: "GW_NOT_EMULATED", errors: [error] });
});

/** Describes the stack with a second route, which is emulated. */
function withOtherRoute({ routes, ...described }: StackDescription): StackDescription {
  return { ...described, routes: { ...routes, "GET /other": { to: "returnBody" } } };
}

const running: LocalServer[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((local) => local.stop()));
});

async function serve(described: StackDescription): Promise<LocalServer> {
  const local = await startLocal({ dir: writeStackFolder(described) });
  running.push(local);
  return local;
}

test.each([...ROUTE_ERRORS, ...INTEGRATION_ERRORS, ...FUNCTION_ERRORS, ...VALUE_ERRORS])(
  "the route with %s responds with 501, and the other route is served",
  async (_, described, reason) => {
    const { url, warnings } = await serve(withOtherRoute(described));
    const response = await send(url, "GET /x");
    expect([response.status, JSON.parse(response.body)]).toEqual([
      501,
      { code: "GW_NOT_EMULATED", message: reason },
    ]);
    expect(warnings).toEqual([`GET /x (${reason})`]);
    expect((await send(url, "GET /other")).status).toBe(200);
  },
);

test.each(UNREACHABLE_ROUTES)("%s is listed, and its requests get 404", async (_, described, reason) => {
  const { url, warnings } = await serve(described);
  expect((await send(url, "GET /x")).status).toBe(404);
  expect(warnings).toEqual([reason]);
});

const OTHER_APIS: Readonly<Record<string, object>> = {
  aws_apigatewayv2_api: { events: { name: "events", protocol_type: "WEBSOCKET", body: "{}" } },
  aws_api_gateway_rest_api: { legacy: { name: "legacy", body: "x" } },
  aws_appsync_graphql_api: { graph: { name: "graph" } },
};
const OTHER_API_REASONS = [
  "aws_api_gateway_rest_api.legacy: body is not JSON. Write it with jsonencode().",
  "aws_apigatewayv2_api.events: body is not emulated. Declare each route as an aws_apigatewayv2_route.",
  "aws_appsync_graphql_api.graph: GraphQL APIs are not emulated; only HTTP APIs, REST APIs and WebSocket APIs are.",
];

test("an HTTP API is served next to APIs of other kinds, which are listed", async () => {
  const described = { ...route({}), more: { resource: OTHER_APIS } } as StackDescription;
  const { url, urls, warnings } = await serve(described);
  expect((await send(url, "GET /x")).status).toBe(200);
  expect([...urls.keys()]).toEqual(["aws_apigatewayv2_api.api"]);
  expect(warnings).toEqual(OTHER_API_REASONS);
  const options = { dir: writeStackFolder(described), strict: true };
  await expect(startLocal(options)).rejects.toMatchObject({ errors: OTHER_API_REASONS });
});

test("a table that is not emulated stops no route", async () => {
  const table = { name: "${aws_vpc.x.arn}", hash_key: "id", attribute: [{ name: "id", type: "S" }] };
  const resource = { aws_dynamodb_table: { notes: table, more: { ...table, count: 2 } }, aws_vpc: { x: {} } };
  const { url, warnings } = await serve({ ...route({}), more: { resource } });
  expect((await send(url, "GET /x")).status).toBe(200);
  expect(warnings).toEqual([
    "aws_dynamodb_table.notes: name: cannot evaluate ${aws_vpc.x.arn} (known only to AWS). Write a literal value.",
    `aws_dynamodb_table.more: ${COUNT}`,
  ]);
});

test("an authorizer that is emulated checks a request before its route responds with 501", async () => {
  const { url } = await serve({
    routes: {
      "GET /x": { to: "echo", authorization_type: "AWS_IAM", integration: { connection_id: "abc" } },
    },
  });
  expect((await send(url, "GET /x")).status).toBe(403);
});

test("a reload logs what is not emulated, and a strict reload rejects it", async () => {
  const [dir, strictDir] = [writeStackFolder(route({})), writeStackFolder(route({}))];
  const local = await startLocal({ dir });
  const strict = await startLocal({ dir: strictDir, strict: true });
  running.push(local, strict);
  for (const folder of [dir, strictDir])
    writeStackFolder(fn({ code: FUNCTION_CODE.echo, layers: ["arn"] }), folder);
  await local.reload();
  const reason = `${ECHO}: layers is not emulated. Bundle the content of the layers with the function.`;
  expect(local.logs()).toEqual([{ kind: "note", source: "", text: `not emulated: GET /x (${reason})` }]);
  expect(local.warnings).toEqual([`GET /x (${reason})`]);
  await expect(strict.reload()).rejects.toMatchObject({ errors: [reason] });
  expect((await send(strict.url, "GET /x")).status).toBe(200);
});

test("a stack that reaches every quota, but exceeds none, is served [AWS docs]", async () => {
  const largestStage = {
    stage_variables: stageVariables(100),
    access_log_settings: { format: "x".repeat(3072) },
  };
  const tenScopes = { ...authorizedBy("a", "JWT"), authorization_scopes: names(10) };
  const described: StackDescription = {
    stages: { $default: largestStage },
    authorizers: { a: jwtAuthorizer(50) },
    routes: {
      ...routesWithKeys(...names(298).map((name) => `GET /${name}`)).routes,
      "GET /": { to: "echo", integration: { timeout_milliseconds: 30_000 } },
      "GET /scoped": { to: "echo", ...tenScopes },
    },
  };
  expect(await startErrors(described)).toEqual([]);
});

test("a stack above the quotas that AWS raises on request is served: routes, stages, authorizers [AWS docs]", async () => {
  const target = "integrations/${aws_apigatewayv2_integration.to-GET-name0.id}";
  const described: StackDescription = {
    stages: Object.fromEntries(names(11).map((name) => [name, {}])),
    authorizers: Object.fromEntries(names(11).map((name) => [name, jwtAuthorizer(1)])),
    routes: {
      ...Object.fromEntries(
        names(11).map((name) => [`GET /${name}`, { to: "echo", ...authorizedBy(name, "JWT") }]),
      ),
      ...Object.fromEntries(names(301).map((name) => [`GET /${name}/shared`, { to: "echo", target }])),
    },
  };
  expect(await startErrors(described)).toEqual([]);
});

test("all errors are reported together, and each error only once", async () => {
  const described: StackDescription = {
    stages: { $default: { client_certificate_id: "x" } },
    functions: { echo: { code: "", runtime: "python3.13" }, check: { code: "", layers: ["arn"] } },
    authorizers: { a: { authorizer_uri: invokeArn("check"), authorizer_payload_format_version: "2.0" } },
    routes: {
      "GET /a": { to: "echo" },
      "GET /b": { to: "echo", ...authorizedBy("a", "CUSTOM") },
      "GET /c": { to: "echo", authorization_type: "MAGIC" },
      "GET /d": { to: "echo", integration: { connection_id: "abc" } },
      "GET /e": { to: "echo", count: 2 },
      "GET /f/": {
        to: "returnBody",
        integration: { timeout_milliseconds: 31_000, payload_format_version: "3.0" },
      },
    },
    more: { resource: { aws_dynamodb_table: { notes: { name: "notes", count: 2 } } } },
  };
  const subjects = (errors: readonly string[]) => errors.map((error) => error.split(/[: ]/)[0]);
  const invalid = [
    "aws_apigatewayv2_stage.stage--default",
    "aws_apigatewayv2_route.route-GET-c",
    "aws_apigatewayv2_integration.to-GET-f-",
    "aws_apigatewayv2_integration.to-GET-f-",
    "aws_apigatewayv2_route.route-GET-f-",
  ];
  expect(subjects(await startErrors(described))).toEqual(invalid);
  expect(subjects(await startErrors(described, { strict: true }))).toEqual([
    ...invalid,
    "aws_lambda_function.echo",
    "aws_lambda_function.check",
    "aws_apigatewayv2_integration.to-GET-d",
    "aws_apigatewayv2_route.route-GET-e",
    "aws_dynamodb_table.notes",
  ]);
});

async function errorOf(dir: string): Promise<Error> {
  return startLocal({ dir }).then(
    () => new Error("the gateway started"),
    (error: Error) => error,
  );
}

describe("a folder without an HTTP API", () => {
  test.each([
    [
      "without any API",
      {},
      "FOLDER: the stack has no aws_apigatewayv2_api or aws_api_gateway_rest_api; expected at least one API.",
    ],
    ["with APIs of other kinds only", OTHER_APIS, OTHER_API_REASONS.join("\n")],
  ])("a stack %s stops the start", async (_, resource, message) => {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, "main.tf.json"), JSON.stringify({ resource }));
    const error = await errorOf(folder);
    expect(error).toBeInstanceOf(LocalError);
    expect(error.message).toBe(message.replace("FOLDER", folder));
  });
});

test("a function whose zip was deleted after the synthesis responds with 501", async () => {
  const folder = writeStackFolder(route({}));
  rmSync(path.join(folder, "echo.zip"));
  const local = await startLocal({ dir: folder });
  running.push(local);
  const { status, body } = await send(local.url, "GET /x");
  expect([status, body]).toEqual([
    501,
    expect.stringContaining(`does not exist (${path.join(folder, "echo.zip")})`),
  ]);
});

test.each([
  ["a folder that does not exist", () => path.join(temporaryFolder(), "none"), "Name an existing folder."],
  ["a folder without Terraform JSON", () => temporaryFolder(), "has no *.tf.json"],
])("%s stops the start", async (_, folder, message) => {
  expect((await errorOf(folder())).message).toContain(message);
});

test("a line break or an escape sequence in a value cannot start a line of the error", async () => {
  const errors = await startErrors(fn({ runtime: "go\n200 GET /fake\u001b[31m" }), { strict: true });
  expect(errors.join()).toContain('runtime is "go\\n200 GET /fake\\u001b[31m"');
});

test("each variable that cannot be evaluated is listed with its name", async () => {
  const variables = { A: "Hello ${name}", B: "%{ for x in y }", C: "$${name} %%{ if", D: "${timestamp()}" };
  const errors = await startErrors(fn({ environment: { variables } }), { strict: true });
  expect(errors.map((error) => error.replace(/ \(.*/, ""))).toEqual([
    `${ECHO}: environment variable A: cannot evaluate \${name}`,
    `${ECHO}: environment variable B: cannot evaluate %{ for x in y }`,
    `${ECHO}: environment variable D: cannot evaluate \${timestamp()}`,
  ]);
});
