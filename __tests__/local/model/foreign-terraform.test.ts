import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type LocalServer, startLocal } from "gatewright/local";
import { temporaryFolder } from "../../support";
import { send } from "../gateway/raw-http";
import {
  FUNCTION_CODE,
  type StackDescription,
  writeFunctionZip,
  writeStackFolder,
} from "../gateway/terraform-fixture";

// Terraform that other people wrote by hand. A message about it names the cause and the fix.

let local: LocalServer | undefined;
afterEach(async () => {
  await local?.stop();
  local = undefined;
});

async function serve(dir: string): Promise<LocalServer> {
  local = await startLocal({ dir });
  return local;
}

async function errorOf(dir: string): Promise<string> {
  return startLocal({ dir }).then(
    () => "the gateway started",
    (error: Error) => error.message,
  );
}

const NO_API =
  "the stack has no aws_apigatewayv2_api or aws_api_gateway_rest_api; expected at least one API.";

test.each<[string, Readonly<Record<string, string>>, string]>([
  [
    "*.tf files",
    { "main.tf": "", "api.tf": "", "notes.txt": "" },
    "FOLDER has no *.tf.json file; api.tf, main.tf cannot be read, because only Terraform JSON is. Convert each file, for example with hcl2json (https://github.com/tmccombs/hcl2json): hcl2json api.tf > api.tf.json",
  ],
  ["other files", { "notes.txt": "" }, "FOLDER has no *.tf.json file. Name a folder of Terraform JSON."],
  [
    "modules",
    { "main.tf.json": JSON.stringify({ module: { api: { source: "./api" }, vpc: { source: "./vpc" } } }) },
    `FOLDER: ${NO_API} The stack calls module.api, module.vpc, but modules are not read.`,
  ],
  ["no API", { "main.tf.json": "{}" }, `FOLDER: ${NO_API}`],
])("the error for a folder with %s names the cause", async (_, files, message) => {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  expect(await errorOf(folder)).toBe(message.replace("FOLDER", folder));
});

function fn(settings: object, more: StackDescription["more"] = {}): StackDescription {
  return {
    functions: { list: { code: FUNCTION_CODE.echo, ...settings } },
    routes: { "GET /x": { to: "list" }, "GET /other": { to: "echo" } },
    more,
  };
}

const LIST = "aws_lambda_function.list";

test.each<[string, StackDescription, string]>([
  [
    "a zip from an attribute of a data source of another provider",
    fn({ filename: "${data.external.zip.result.file}" }, { data: { external: { zip: { program: ["x"] } } } }),
    `${LIST}: filename: cannot evaluate \${data.external.zip.result.file} (known only to the provider external). Build the zip first, and write its path.`,
  ],
  [
    "a zip that a resource of another provider writes",
    fn({ filename: "${acme_archive.zip.path}" }, { resource: { acme_archive: { zip: {} } } }),
    `${LIST}: filename: cannot evaluate \${acme_archive.zip.path} (known only to the provider acme). Build the zip first, and write its path.`,
  ],
  [
    "a zip that archive_file has not yet written",
    fn(
      { filename: "${data.archive_file.zip.output_path}" },
      { data: { archive_file: { zip: { output_path: "/nowhere/x.zip" } } } },
    ),
    `${LIST}: filename "/nowhere/x.zip" does not exist (/nowhere/x.zip). data.archive_file.zip of the provider archive writes it only when Terraform runs. Build the zip first.`,
  ],
  [
    "a name from another provider",
    fn({ function_name: "list-${acme_name.x.text}" }, { resource: { acme_name: { x: {} } } }),
    `aws_apigatewayv2_integration.to-GET-x: integration_uri: cannot evaluate \${acme_name.x.text} in function_name of ${LIST} (known only to the provider acme). Write a literal value.`,
  ],
  [
    "a name from the state of another stack",
    fn(
      { function_name: "${data.terraform_remote_state.x.outputs.name}" },
      { data: { terraform_remote_state: { x: {} } } },
    ),
    `aws_apigatewayv2_integration.to-GET-x: integration_uri: cannot evaluate \${data.terraform_remote_state.x.outputs.name} in function_name of ${LIST} (known only to Terraform). Write a literal value.`,
  ],
])("the reason for %s names the cause, and the other route is served", async (_, described, reason) => {
  const { url, warnings } = await serve(writeStackFolder(described));
  expect(warnings).toEqual([`GET /x (${reason})`]);
  expect(JSON.parse((await send(url, "GET /x")).body).message).toBe(reason);
  expect((await send(url, "GET /other")).status).toBe(200);
});

test("a zip that archive_file has written before is served", async () => {
  const data = { archive_file: { zip: { type: "zip", output_path: "${path.module}/build/list.zip" } } };
  const dir = writeStackFolder(fn({ filename: "${data.archive_file.zip.output_path}" }, { data }));
  mkdirSync(path.join(dir, "build"));
  writeFunctionZip(path.join(dir, "build"), "list", FUNCTION_CODE.echo);
  expect((await send((await serve(dir)).url, "GET /x")).status).toBe(200);
});

test.each([
  ["random_pet", { prefix: "dev" }, "id", /^list-dev-[a-z0-9]{8}$/],
  ["random_id", { byte_length: 4 }, "hex", /^list-[0-9a-f]{8}$/],
  ["random_id", { byte_length: 2 }, "dec", /^list-\d+$/],
  ["random_id", { byte_length: 3 }, "b64_url", /^list-[\w-]{4}$/],
  ["random_string", { length: 6 }, "result", /^list-[a-z0-9]{6}$/],
  ["random_string", { length: 1e12 }, "result", /^list-[a-z0-9]{256}$/],
  ["random_string", { length: "x" }, "id", /^list-[a-z0-9]{8}$/],
  ["random_integer", { min: 7, max: 9 }, "result", /^list-7$/],
  ["random_uuid", {}, "result", /^list-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/],
])(
  "a function whose name contains a value of %s %j has a fake %s",
  async (type, settings, attribute, pattern) => {
    const described = fn(
      {
        function_name: `list-\${${type}.x.${attribute}}`,
        code: "exports.handler = async (e, { functionName }) => functionName",
      },
      { resource: { [type]: { x: settings } } },
    );
    const { url, warnings, notes } = await serve(writeStackFolder(described));
    expect([...warnings, ...notes]).toEqual([]);
    expect((await send(url, "GET /x")).body).toMatch(pattern);
  },
);

describe("a route with a literal api_id", () => {
  const described = {
    routes: { "GET /x": { to: "echo", api_id: "a1b2c3d4e5" }, "GET /other": { to: "echo" } },
  };
  const reason =
    'aws_apigatewayv2_route.route-GET-x: api_id is "a1b2c3d4e5"; expected the ID of an aws_apigatewayv2_api in this stack. Write "${aws_apigatewayv2_api.NAME.id}".';

  test("the route is reported if no API of the stack has the ID", async () => {
    const { url, warnings } = await serve(writeStackFolder(described));
    expect(warnings).toEqual([reason]);
    expect((await send(url, "GET /x")).status).toBe(404);
    expect((await send(url, "GET /other")).status).toBe(200);
  });

  test.each(["aws_apigatewayv2_api.api", "${aws_apigatewayv2_api.api}"])(
    "the route is served if the API %s with the ID is imported",
    async (to) => {
      const more = { import: [{ to, id: "a1b2c3d4e5" }] as unknown as Record<string, unknown> };
      const { url, warnings } = await serve(writeStackFolder({ ...described, more }));
      expect(warnings).toEqual([]);
      expect((await send(url, "GET /x")).status).toBe(200);
    },
  );

  test("the route is reported if its api_id is unknown", async () => {
    const routes = { ...described.routes, "GET /x": { to: "echo", api_id: "${aws_vpc.x.arn}" } };
    const { warnings } = await serve(
      writeStackFolder({ routes, more: { resource: { aws_vpc: { x: {} } } } }),
    );
    expect(warnings).toEqual([
      "aws_apigatewayv2_route.route-GET-x: api_id: cannot evaluate ${aws_vpc.x.arn} (known only to AWS). Write a literal value.",
    ]);
  });
});

test("a route of a WebSocket API is not reported, because its API is", async () => {
  const events = { name: "events", protocol_type: "WEBSOCKET", body: "{}" };
  const more = {
    resource: {
      aws_apigatewayv2_api: { events },
      aws_apigatewayv2_route: {
        connect: { api_id: "${aws_apigatewayv2_api.events.id}", route_key: "$connect" },
      },
    },
  };
  const { warnings } = await serve(writeStackFolder({ ...fn({}), more }));
  expect(warnings).toEqual([
    "aws_apigatewayv2_api.events: body is not emulated. Declare each route as an aws_apigatewayv2_route.",
  ]);
});
