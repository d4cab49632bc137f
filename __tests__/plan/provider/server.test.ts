import { existsSync } from "node:fs";
import path from "node:path";
import { status } from "@grpc/grpc-js";
import { loadSync, type MethodDefinition } from "@grpc/proto-loader";
import { type RunningProvider, serveProvider } from "../../../src/plan/provider";
import { temporaryFolder } from "../../support";
import { attribute, computed } from "./blocks";
import { PROTOCOL, TerraformClient } from "./client";

const THING = {
  attributes: [attribute("name", { required: true, optional: false }), computed("region")],
  blocks: [],
};

const CLIENT = { attributes: [computed("id"), computed("client_secret")], blocks: [] };

const SCHEMAS = {
  provider: { attributes: [attribute("region")], blocks: [] },
  resource: new Map([
    ["aws_thing", THING],
    ["aws_cognito_user_pool_client", CLIENT],
  ]),
  data: new Map([["aws_other", THING]]),
};

let socket: string;
let provider: RunningProvider;
let terraform: TerraformClient;

beforeEach(async () => {
  socket = path.join(temporaryFolder(), "aws.sock");
  provider = await serveProvider(socket, () => SCHEMAS);
  terraform = new TerraformClient(socket);
});

afterEach(async () => {
  terraform.close();
  await provider.stop();
});

test("the server offers only the schemas of the given types", async () => {
  const { resource_schemas, data_source_schemas } = await terraform.call("GetSchema");
  expect(Object.keys(resource_schemas)).toEqual(["aws_thing", "aws_cognito_user_pool_client"]);
  expect(Object.keys(data_source_schemas)).toEqual(["aws_other"]);
});

test("the schema marks sensitive attributes", async () => {
  const { resource_schemas } = await terraform.call("GetSchema");
  expect(resource_schemas.aws_cognito_user_pool_client).toMatchObject({
    block: {
      attributes: [
        { name: "id", sensitive: false },
        { name: "client_secret", sensitive: true },
      ],
    },
  });
});

test("each connection gets a separate provider", async () => {
  const other = new TerraformClient(socket);
  await terraform.configure({ region: "eu-central-1" });
  await other.configure({ region: "us-east-1" });
  const thing = { name: "one", region: null };
  expect(await terraform.planCreation("aws_thing", thing)).toEqual({ name: "one", region: "eu-central-1" });
  expect(await other.planCreation("aws_thing", thing)).toEqual({ name: "one", region: "us-east-1" });
  other.close();
});

test("importing a resource is an error", async () => {
  const { diagnostics } = await terraform.call("ImportResourceState", { type_name: "aws_thing", id: "one" });
  expect(diagnostics).toMatchObject([
    {
      summary: "Import is not supported offline",
      detail: "aws_thing cannot be imported, because the offline provider does not connect to AWS.",
    },
  ]);
});

/**
 * Number of the field `diagnostics` in the response of each RPC.
 * @see https://github.com/hashicorp/terraform/blob/main/docs/plugin-protocol/tfplugin5.10.proto
 */
const DIAGNOSTICS = {
  GetSchema: 4,
  PrepareProviderConfig: 2,
  ValidateResourceTypeConfig: 1,
  ValidateDataSourceConfig: 1,
  UpgradeResourceState: 2,
  Configure: 1,
  ReadResource: 2,
  PlanResourceChange: 4,
  ApplyResourceChange: 3,
  ImportResourceState: 2,
  ReadDataSource: 2,
};

test.each(Object.entries(DIAGNOSTICS))("a diagnostic in the response of %s is sent", (name, number) => {
  const service = loadSync(PROTOCOL, { keepCase: true })["tfplugin5.Provider"];
  const { responseSerialize } = (service as Record<string, MethodDefinition<object, object>>)[name] ?? {};
  const bytes = responseSerialize?.({ diagnostics: [{ summary: "failed" }] });
  // A length-delimited field starts with its number, followed by the three bits of the wire type 2.
  expect(bytes?.[0]).toBe((number << 3) | 2);
  expect(bytes?.toString()).toContain("failed");
});

test("an unknown gRPC method returns UNIMPLEMENTED", async () => {
  await expect(terraform.call("GetFunctions")).rejects.toMatchObject({ code: status.UNIMPLEMENTED });
});

test("a failed request does not affect the next one", async () => {
  await expect(terraform.planCreation("aws_another", { name: "one" })).rejects.toMatchObject({
    code: status.INTERNAL,
    details: expect.stringContaining("no schema for resource aws_another"),
  });
  await expect(terraform.planCreation("aws_thing", { name: "one" })).resolves.toMatchObject({ name: "one" });
});

test("a stopped server leaves no open connection", async () => {
  await terraform.call("GetSchema");
  await provider.stop();
  expect(existsSync(socket)).toBe(false);
  await expect(terraform.call("GetSchema")).rejects.toMatchObject({ code: status.UNAVAILABLE });
});

test("an existing file cannot be used as the path of the socket", async () => {
  await expect(serveProvider(socket, () => SCHEMAS)).rejects.toThrow("EADDRINUSE");
});
