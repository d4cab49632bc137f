import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type LocalServer, startLocal } from "gatewright/local";
import { decodeJwt } from "jose";
import { listRoutes, readSynthesizedStack, resolveStack } from "#terraform";
import { temporaryFolder } from "../../support";
import { send } from "../gateway/raw-http";
import {
  API_ID,
  authorizedBy,
  describeTerraform,
  FUNCTION_CODE,
  invokePermission,
  JWT_AUTHORIZER,
  type StackDescription,
  USER_POOL,
  writeFunctionZip,
  writeStackFolder,
} from "../gateway/terraform-fixture";

// Sources of the expected results:
// - Terraform's JSON syntax: https://developer.hashicorp.com/terraform/language/syntax/json
// - the AWS provider's resources: https://registry.terraform.io/providers/hashicorp/aws/latest/docs

/** Code of a function that returns its environment. */
const ENVIRONMENT = "exports.handler = async () => process.env;";
const echo = { to: "echo" };

const running: LocalServer[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((local) => local.stop()));
});

async function start(dir: string): Promise<LocalServer> {
  const local = await startLocal({ dir });
  running.push(local);
  return local;
}

function serve(described: StackDescription): Promise<LocalServer> {
  return start(writeStackFolder(described));
}

/** Returns the environment variables of a function whose configuration has these variables. */
async function readEnvironment(variables: Record<string, string>, more: StackDescription["more"] = {}) {
  const local = await serve({
    functions: { env: { code: ENVIRONMENT, environment: { variables } } },
    routes: { "GET /env": { to: "env" } },
    more,
  });
  const { body } = await send(local.url, "GET /env");
  const all = JSON.parse(body);
  const environment = Object.fromEntries(Object.keys(variables).map((name) => [name, all[name]]));
  return { local, environment };
}

test("references have the values that they would have after terraform apply", async () => {
  const { local, environment } = await readEnvironment(
    {
      ARGUMENT: "${aws_dynamodb_table.notes.name}",
      IN_TEXT: "table-${aws_dynamodb_table.notes.name}-$${escaped}",
      ARN: "${aws_dynamodb_table.notes.arn}",
      OF_A_REFERENCE: "${aws_sqs_queue.notes.name}",
      BLOCK: "${aws_dynamodb_table.notes.attribute[0].name}",
      FAKE_ID: "${aws_cognito_user_pool.users.id}",
      ENDPOINT: "${aws_apigatewayv2_api.api.api_endpoint}",
      FUNCTION: "${aws_lambda_function.env.arn}",
      ROLE: "${aws_iam_role.run.arn}",
    },
    {
      resource: {
        aws_dynamodb_table: {
          notes: {
            name: "notes",
            billing_mode: "PAY_PER_REQUEST",
            hash_key: "id",
            attribute: [{ name: "id", type: "S" }],
          },
        },
        aws_sqs_queue: { notes: { name: "${aws_dynamodb_table.notes.name}-queue" } },
        aws_cognito_user_pool: { users: { name: "users" } },
        aws_iam_role: { run: { name: "run" } },
      },
    },
  );
  expect(environment).toEqual({
    ARGUMENT: "notes",
    IN_TEXT: "table-notes-${escaped}",
    ARN: "arn:aws:dynamodb:eu-central-1:123456789012:table/notes",
    OF_A_REFERENCE: "notes-queue",
    BLOCK: "id",
    FAKE_ID: expect.stringMatching(/^eu-central-1_[a-z0-9]{9}$/),
    ENDPOINT: local.url,
    FUNCTION: "arn:aws:lambda:eu-central-1:123456789012:function:env",
    ROLE: "arn:aws:iam::123456789012:role/run",
  });
});

test("variables have their defaults, locals have their values, and data sources return the local account and region", async () => {
  const { environment } = await readEnvironment(
    {
      VARIABLE: "${var.stage}",
      LOCAL: "${local.prefix}-x",
      LOCAL_OF_LOCAL: "${local.name}",
      REGION: "${data.aws_region.here.name}",
      ACCOUNT: "${data.aws_caller_identity.me.account_id}",
      PARTITION: "${data.aws_partition.it.partition}",
    },
    {
      variable: { stage: { type: "string", default: "dev" } },
      locals: { prefix: "notes-${var.stage}", name: "${local.prefix}-name" },
      data: {
        aws_region: { here: {} },
        aws_caller_identity: { me: {} },
        aws_partition: { it: {} },
      },
    },
  );
  expect(environment).toEqual({
    VARIABLE: "dev",
    LOCAL: "notes-dev-x",
    LOCAL_OF_LOCAL: "notes-dev-name",
    REGION: "eu-central-1",
    ACCOUNT: "123456789012",
    PARTITION: "aws",
  });
});

test("a function writes only log entries of its application log level and above", async () => {
  const code = 'exports.handler = async () => { console.warn("slow"); console.error("failed"); };';
  const dir = writeStackFolder({
    functions: { log: { code, logging_config: { log_format: "JSON", application_log_level: "ERROR" } } },
    routes: { "GET /log": { to: "log" } },
  });
  const messages: unknown[] = [];
  const local = await startLocal({
    dir,
    onLog: (entry) => {
      if (entry.kind === "function") messages.push(entry.fields?.message);
    },
  });
  running.push(local);
  await send(local.url, "GET /log");
  expect(messages).toEqual(["failed"]);
});

test("a TF_VAR_ environment variable overrides the default of a variable", async () => {
  process.env.TF_VAR_stage = "given";
  try {
    const { environment } = await readEnvironment(
      { VARIABLE: "${var.stage}" },
      { variable: { stage: { default: "dev" } } },
    );
    expect(environment).toEqual({ VARIABLE: "given" });
  } finally {
    delete process.env.TF_VAR_stage;
  }
});

test("an integration can have a literal ARN instead of a reference", async () => {
  const arn = "arn:aws:lambda:eu-central-1:123456789012:function:echo";
  const uri = `arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/${arn}/invocations`;
  const local = await serve({
    routes: {
      "GET /short": { ...echo, integration: { integration_uri: arn } },
      "GET /long": { ...echo, integration: { integration_uri: uri } },
    },
    more: {
      resource: {
        aws_lambda_permission: { "api-calls-echo": invokePermission("echo", { function_name: arn }) },
      },
    },
  });
  for (const line of ["GET /short", "GET /long"]) expect((await send(local.url, line)).status).toBe(200);
});

describe("an API with a target", () => {
  const api = { target: "${aws_lambda_function.echo.arn}" };
  const functions = { echo: { code: "exports.handler = async (event) => event;" } };

  test("a public $default route serves every request", async () => {
    const local = await serve({ stages: {}, api, functions });
    expect(JSON.parse((await send(local.url, "GET /any/thing")).body)).toMatchObject({
      version: "2.0",
      routeKey: "$default",
      requestContext: { stage: "$default" },
    });
  });

  test("a route_key limits the route to one key", async () => {
    const local = await serve({ stages: {}, api: { ...api, route_key: "GET /notes" }, functions });
    expect((await send(local.url, "GET /notes")).status).toBe(200);
    expect((await send(local.url, "GET /other")).status).toBe(404);
  });

  test("a URL as the target makes an HTTP proxy", async () => {
    const backend = await serve({ routes: { "GET /store/checkout": echo } });
    const local = await serve({ stages: {}, api: { target: backend.url } });
    expect((await send(local.url, "GET /store/checkout")).status).toBe(200);
  });
});

test("a block can be an object or a list, at every level", async () => {
  const folder = writeStackFolder({ routes: { "POST /notes": echo } });
  const file = path.join(folder, "main.tf.json");
  const { resource, ...otherBlocks } = JSON.parse(readFileSync(file, "utf8"));
  const { aws_apigatewayv2_api: apis, aws_lambda_function: functions, ...rest } = resource;
  const cors_configuration = [{ allow_origins: ["https://example.com"] }];
  const api = [{ ...apis.api, cors_configuration }];
  const resources = [{ aws_apigatewayv2_api: [{ api }] }, { aws_lambda_function: [functions] }, rest];
  writeFileSync(
    file,
    JSON.stringify({ ...otherBlocks, resource: resources, provider: [{ aws: [{ region: "eu-west-1" }] }] }),
  );
  const local = await start(folder);
  const reply = await send(local.url, "POST /notes", { headers: { Origin: "https://example.com" } });
  expect([reply.status, reply.headers["access-control-allow-origin"]]).toEqual([200, "https://example.com"]);
});

test("all *.tf.json files of a folder are merged, and other files are ignored", async () => {
  const folder = writeStackFolder({ routes: { "GET /one": echo } });
  const more = JSON.parse(describeTerraform({ routes: { "GET /two": { to: "returnBody" } } })).resource;
  const { aws_apigatewayv2_api: _api, aws_apigatewayv2_stage: _stage, ...two } = more;
  writeFileSync(path.join(folder, "two.tf.json"), JSON.stringify({ resource: two }));
  writeFileSync(path.join(folder, "notes.json"), "no JSON");
  writeFileSync(path.join(folder, "notes.tf"), "resource {");
  writeFunctionZip(folder, "returnBody", "exports.handler = async () => 'two';");
  const local = await start(folder);
  expect((await send(local.url, "GET /one")).status).toBe(200);
  expect((await send(local.url, "GET /two")).body).toBe("two");
});

test("every API of a stack has its own port", async () => {
  const { resource } = JSON.parse(describeTerraform({ routes: { "GET /one": echo } }));
  const other = JSON.parse(
    JSON.stringify(resource)
      .replaceAll("aws_apigatewayv2_api.api", "aws_apigatewayv2_api.other")
      .replaceAll("/one", "/two"),
  );
  const folder = writeStackFolder({
    routes: { "GET /one": echo },
    more: {
      resource: {
        aws_apigatewayv2_api: { other: other.aws_apigatewayv2_api.api },
        aws_apigatewayv2_stage: { other: other.aws_apigatewayv2_stage["stage--default"] },
        aws_apigatewayv2_route: { other: other.aws_apigatewayv2_route["route-GET-one"] },
        aws_lambda_permission: { other: other.aws_lambda_permission["api-calls-echo"] },
      },
    },
  });
  const { url, urls } = await start(folder);
  const [one = "", two = ""] = [...urls.values()];
  expect([...urls.keys()]).toEqual(["aws_apigatewayv2_api.api", "aws_apigatewayv2_api.other"]);
  expect(url).toBe(one);
  const replies = [one, two].flatMap((base) => ["GET /one", "GET /two"].map((line) => send(base, line)));
  expect((await Promise.all(replies)).map(({ status }) => status)).toEqual([200, 404, 404, 200]);
});

test("a stack that was written by hand is served and reported: functions, variables, locals and paths", async () => {
  const files = temporaryFolder();
  writeFunctionZip(files, "absolute", FUNCTION_CODE.echo);
  const folder = writeStackFolder({
    routes: {
      "GET /notes": { to: "echo", ...authorizedBy("users", "JWT") },
      "GET /notes/{id}": { to: "absolute" },
    },
    functions: {
      echo: {
        code: FUNCTION_CODE.echo,
        filename: "${path.module}/echo.zip",
        source_code_hash: '${filebase64sha256("${path.module}/echo.zip")}',
        environment: { variables: { SIZE: '${lookup(local.sizes, var.stage, "none")}' } },
      },
      absolute: { code: FUNCTION_CODE.echo, filename: path.join(files, "absolute.zip") },
    },
    authorizers: {
      users: {
        authorizer_type: "JWT",
        identity_sources: ['${join(".", ["$request", "header", "Authorization"])}'],
        jwt_configuration: { issuer: "https://example.com/", audience: '${concat(var.clients, ["b"])}' },
      },
    },
    stages: {
      $default: {
        access_log_settings: {
          destination_arn: "arn:aws:logs:eu-central-1:123456789012:log-group:x",
          format: '${jsonencode({ status = "$context.status", path = "$context.path" })}',
        },
      },
    },
    more: {
      variable: { stage: { default: "dev" }, clients: { type: "list(string)", default: ["a"] } },
      locals: { sizes: { dev: "small", prod: "large" }, unused: "${timestamp()}" },
      resource: { aws_thing: { other: { name: "${sha256(timestamp())}" } } },
    },
  });
  expect(listRoutes(resolveStack(readSynthesizedStack(folder)))).toMatchObject([
    { key: "GET /notes", access: "JWT users: any valid token", target: "echo", zipSize: expect.any(Number) },
    { key: "GET /notes/{id}", access: "public", target: "absolute", zipSize: expect.any(Number) },
  ]);
  const local = await start(folder);
  expect((await send(local.url, "GET /notes")).status).toBe(401);
  expect((await send(local.url, "GET /notes/1")).status).toBe(200);
  const accessLog = local.logs().filter(({ kind }) => kind === "access");
  expect(accessLog.map(({ fields }) => fields)).toEqual([
    { path: "/notes", status: "401" },
    { path: "/notes/1", status: "200" },
  ]);
});

test("a token of a user pool in another Region is accepted", async () => {
  const { url, ...local } = await serve({
    routes: { "GET /notes": { to: "echo", ...authorizedBy("users", "JWT") } },
    authorizers: { users: JWT_AUTHORIZER },
    more: {
      resource: {
        ...USER_POOL,
        aws_cognito_user_pool: { users: { name: "users", region: "eu-west-1" } },
      },
    },
  });
  const token = await local.token();
  expect(decodeJwt(token).iss).toMatch(/^https:\/\/cognito-idp\.eu-west-1\.amazonaws\.com\/eu-west-1_/);
  expect((await send(url, "GET /notes", { headers: { Authorization: `Bearer ${token}` } })).status).toBe(200);
});

test("a resource that no request needs may have unsupported values", async () => {
  const local = await serve({
    routes: { "GET /notes": echo },
    functions: { other: { code: "", runtime: "python3.13", layers: ["arn:aws:lambda:x"], count: 2 } },
    more: {
      resource: {
        aws_vpc: { main: { cidr_block: "${cidrsubnet(var.none, 8, 1)}" } },
        aws_lambda_permission: { "api-calls-other": undefined },
      },
    },
  });
  expect((await send(local.url, "GET /notes")).status).toBe(200);
});

test("resources that are not emulated are listed as warnings", async () => {
  const local = await serve({
    api: { disable_execute_api_endpoint: true },
    routes: { "GET /notes": echo },
    more: {
      module: { vpc: { source: "./vpc" } },
      resource: {
        aws_apigatewayv2_domain_name: { main: { domain_name: "api.example.com" } },
        aws_apigatewayv2_api_mapping: {
          main: { api_id: API_ID, domain_name: "${aws_apigatewayv2_domain_name.main.id}" },
          admin: { api_id: API_ID, domain_name: "${aws_apigatewayv2_domain_name.main.domain_name}" },
          other: { api_id: API_ID, domain_name: "other.example.com" },
        },
        aws_lambda_event_source_mapping: { queue: {} },
        aws_scheduler_schedule: { daily: {}, nightly: { name: "products-nightly" } },
      },
    },
  });
  expect(local.warnings).toEqual([
    "domain api.example.com (use the local URL of the API)",
    "domain other.example.com (use the local URL of the API)",
    "event source mapping queue (queues and streams are not polled locally)",
    "schedule daily (schedules do not fire locally)",
    "schedule products-nightly (schedules do not fire locally)",
    "aws_apigatewayv2_api.api: disable_execute_api_endpoint (ignored locally)",
    "module.vpc (modules are not read)",
  ]);
});
