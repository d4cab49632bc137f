import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type LocalServer, startLocal } from "#local";
import { send } from "../gateway/raw-http";
import {
  API_ID,
  type Described,
  folderOf,
  permission,
  terraform,
  writeZip,
} from "../gateway/terraform-fixture";

// Facts: the JSON configuration syntax and the AWS provider's resources, Terraform's documentation.

/** Answers its environment. */
const ENVIRONMENT = "exports.handler = async () => process.env;";
const echo = { to: "echo" };

const running: LocalServer[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.stop()));
});

async function started(dir: string): Promise<LocalServer> {
  const local = await startLocal({ dir });
  running.push(local);
  return local;
}

function served(described: Described): Promise<LocalServer> {
  return started(folderOf(described));
}

/** What a function finds in its environment, where this is written. */
async function environment(variables: Record<string, string>, more: Described["more"] = {}) {
  const local = await served({
    functions: { env: { code: ENVIRONMENT, environment: { variables } } },
    routes: { "GET /env": { to: "env" } },
    more,
  });
  const { body } = await send(local.url, "GET /env");
  const found = JSON.parse(body);
  return { local, found: Object.fromEntries(Object.keys(variables).map((name) => [name, found[name]])) };
}

test("references are what an apply would make of them", async () => {
  const { local, found } = await environment(
    {
      ARGUMENT: "${aws_dynamodb_table.notes.name}",
      IN_TEXT: "table-${aws_dynamodb_table.notes.name}-$${kept}",
      ARN: "${aws_dynamodb_table.notes.arn}",
      OF_A_REFERENCE: "${aws_sqs_queue.notes.name}",
      BLOCK: "${aws_dynamodb_table.notes.attribute[0].name}",
      MADE_UP: "${aws_cognito_user_pool.users.id}",
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
  expect(found).toEqual({
    ARGUMENT: "notes",
    IN_TEXT: "table-notes-${kept}",
    ARN: "arn:aws:dynamodb:eu-central-1:123456789012:table/notes",
    OF_A_REFERENCE: "notes-queue",
    BLOCK: "id",
    MADE_UP: expect.stringMatching(/^eu-central-1_[a-z0-9]{9}$/),
    ENDPOINT: local.url,
    FUNCTION: "arn:aws:lambda:eu-central-1:123456789012:function:env",
    ROLE: "arn:aws:iam::123456789012:role/run",
  });
});

test("variables have their defaults, locals their values, and data says where one is", async () => {
  const { found } = await environment(
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
  expect(found).toEqual({
    VARIABLE: "dev",
    LOCAL: "notes-dev-x",
    LOCAL_OF_LOCAL: "notes-dev-name",
    REGION: "eu-central-1",
    ACCOUNT: "123456789012",
    PARTITION: "aws",
  });
});

test("TF_VAR_ comes before a variable's default", async () => {
  process.env.TF_VAR_stage = "given";
  try {
    const { found } = await environment(
      { VARIABLE: "${var.stage}" },
      { variable: { stage: { default: "dev" } } },
    );
    expect(found).toEqual({ VARIABLE: "given" });
  } finally {
    delete process.env.TF_VAR_stage;
  }
});

test("an ARN may be written by hand", async () => {
  const arn = "arn:aws:lambda:eu-central-1:123456789012:function:echo";
  const uri = `arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/${arn}/invocations`;
  const local = await served({
    routes: {
      "GET /short": { ...echo, integration: { integration_uri: arn } },
      "GET /long": { ...echo, integration: { integration_uri: uri } },
    },
    more: {
      resource: { aws_lambda_permission: { "api-calls-echo": permission("echo", { function_name: arn }) } },
    },
  });
  for (const line of ["GET /short", "GET /long"]) expect((await send(local.url, line)).status).toBe(200);
});

describe("an API with a target has a route, a stage and an integration of its own", () => {
  const api = { target: "${aws_lambda_function.echo.arn}" };
  const functions = { echo: { code: "exports.handler = async (event) => event;" } };

  test("for everything", async () => {
    const local = await served({ stages: {}, api, functions });
    expect(JSON.parse((await send(local.url, "GET /any/thing")).body)).toMatchObject({
      version: "2.0",
      routeKey: "$default",
      requestContext: { stage: "$default" },
    });
  });

  test("for its route_key", async () => {
    const local = await served({ stages: {}, api: { ...api, route_key: "GET /notes" }, functions });
    expect((await send(local.url, "GET /notes")).status).toBe(200);
    expect((await send(local.url, "GET /other")).status).toBe(404);
  });

  test("to an address", async () => {
    const behind = await served({ routes: { "GET /store/checkout": echo } });
    const local = await served({ stages: {}, api: { target: behind.url } });
    expect((await send(local.url, "GET /store/checkout")).status).toBe(200);
  });
});

test("blocks may stand alone or in lists, at every level", async () => {
  const folder = folderOf({ routes: { "POST /notes": echo } });
  const file = path.join(folder, "main.tf.json");
  const { resource, ...others } = JSON.parse(readFileSync(file, "utf8"));
  const { aws_apigatewayv2_api: apis, aws_lambda_function: functions, ...rest } = resource;
  const cors_configuration = [{ allow_origins: ["https://example.com"] }];
  const api = [{ ...apis.api, cors_configuration }];
  const listed = [{ aws_apigatewayv2_api: [{ api }] }, { aws_lambda_function: [functions] }, rest];
  writeFileSync(
    file,
    JSON.stringify({ ...others, resource: listed, provider: [{ aws: [{ region: "eu-west-1" }] }] }),
  );
  const local = await started(folder);
  const reply = await send(local.url, "POST /notes", { headers: { Origin: "https://example.com" } });
  expect([reply.status, reply.headers["access-control-allow-origin"]]).toEqual([200, "https://example.com"]);
});

test("all of a folder's *.tf.json are one, and other files are none", async () => {
  const folder = folderOf({ routes: { "GET /one": echo } });
  const more = JSON.parse(terraform({ routes: { "GET /two": { to: "say" } } })).resource;
  const { aws_apigatewayv2_api: _api, aws_apigatewayv2_stage: _stage, ...two } = more;
  writeFileSync(path.join(folder, "two.tf.json"), JSON.stringify({ resource: two }));
  writeFileSync(path.join(folder, "notes.json"), "no JSON");
  writeFileSync(path.join(folder, "notes.tf"), "resource {");
  writeZip(folder, "say", "exports.handler = async () => 'two';");
  const local = await started(folder);
  expect((await send(local.url, "GET /one")).status).toBe(200);
  expect((await send(local.url, "GET /two")).body).toBe("two");
});

test("several APIs are served, each at its own port", async () => {
  const { resource } = JSON.parse(terraform({ routes: { "GET /one": echo } }));
  const other = JSON.parse(
    JSON.stringify(resource)
      .replaceAll("aws_apigatewayv2_api.api", "aws_apigatewayv2_api.other")
      .replaceAll("/one", "/two"),
  );
  const folder = folderOf({
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
  const { url, urls } = await started(folder);
  const [one = "", two = ""] = [...urls.values()];
  expect([...urls.keys()]).toEqual(["aws_apigatewayv2_api.api", "aws_apigatewayv2_api.other"]);
  expect(url).toBe(one);
  const statuses = [one, two].flatMap((at) => ["GET /one", "GET /two"].map((line) => send(at, line)));
  expect((await Promise.all(statuses)).map(({ status }) => status)).toEqual([200, 404, 404, 200]);
});

test("what is not on the path of requests need not be known, and may be anything", async () => {
  const local = await served({
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

test("what there is and is not served is told in notes", async () => {
  const local = await served({
    api: { disable_execute_api_endpoint: true },
    routes: { "GET /notes": echo },
    more: {
      module: { vpc: { source: "./vpc" } },
      resource: {
        aws_apigatewayv2_domain_name: { main: { domain_name: "api.example.com" } },
        aws_apigatewayv2_api_mapping: { main: { api_id: API_ID } },
        aws_lambda_event_source_mapping: { queue: {} },
        aws_scheduler_schedule: { daily: {} },
      },
    },
  });
  expect(local.warnings).toEqual([
    "aws_apigatewayv2_domain_name.main is not served: call the API by its own address",
    "aws_apigatewayv2_api_mapping.main is not served: call the API by its own address",
    "aws_lambda_event_source_mapping.queue is not served: nothing is read from a queue or stream",
    "aws_scheduler_schedule.daily is not served: nothing is called by the clock",
    "aws_apigatewayv2_api.api has its own address switched off on AWS; it is served here",
    "module.vpc is not read",
  ]);
});
