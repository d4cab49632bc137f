import { App, AwsProvider, NodejsFunction, RestApi, TerraformStack } from "gatewright";
import { binary, route } from "gatewright/contract";
import { startGateway, type TestGateway } from "gatewright/testing";
import { temporaryFolder } from "../support";

let gateway: TestGateway;

beforeAll(async () => {
  const stack = new TerraformStack(new App({ outdir: temporaryFolder() }), "test");
  new AwsProvider(stack, "aws", { region: "eu-central-1" });
  const reverse = new NodejsFunction(stack, "reverse", { entry: "__tests__/testing/reverse.ts" });
  const replies = { 200: binary("image/png") };
  const api = new RestApi(stack, "api", { account: "existing" });
  api.route(route("POST /reverse", { access: "public", replies }), reverse);
  gateway = await startGateway({ stack });
});
afterAll(() => gateway.stop());

test("a REST API decodes a binary reply of a contract, without a list of binary types", async () => {
  const headers = { accept: "image/png", "content-type": "image/png" };
  const { bytes } = await gateway.request("POST /reverse", { body: Uint8Array.of(0, 255, 1), headers });
  expect(bytes).toEqual(Buffer.of(1, 255, 0));
});

test("a REST API sends base64 text if the request accepts another type first", async () => {
  const headers = { accept: "image/avif,image/png", "content-type": "image/png" };
  const { bytes } = await gateway.request("POST /reverse", { body: Uint8Array.of(0, 255, 1), headers });
  expect(bytes.toString()).toBe("Af8A");
});
