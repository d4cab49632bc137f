import { cpSync } from "node:fs";
import path from "node:path";
import {
  expectChecksToPass,
  expectGatewayToServe,
  expectTerraform,
  expectTokensOfSocketsToWork,
} from "./expect-project-works";
import { installNode, UserProject } from "./user-project";

const project = UserProject.create([]);
project.run("npm", "install", "--silent");

test("the types and the tests of a CommonJS project with npm and Jest pass", () => {
  expectChecksToPass(project);
});

test("a Jest test of a project sends requests to its local gateway", () => {
  project.write(
    "__tests__/gateway.test.ts",
    `import { Testing } from "gatewright";
import { startGateway } from "gatewright/testing";
import { ProductsStack, stages } from "../main";

test("GET /products returns the products", async () => {
  const gateway = await startGateway({ stack: new ProductsStack(Testing.app(), "my-api-dev", stages.dev) });
  const { status } = await gateway.request("GET /products", { token: { scopes: ["products/read"] } });
  await gateway.stop();
  expect(status).toBe(200);
});
`,
  );
  project.run("npm", "test", "--", "gateway");
});

test("a CommonJS project is synthesized and planned", () => {
  expectTerraform(project);
});

test("the local gateway serves a CommonJS project and its edited handlers", async () => {
  await expectGatewayToServe(project);
});

test("the installed package verifies the tokens of a WebSocket API of a CommonJS project", async () => {
  await expectTokensOfSocketsToWork(project);
});

test("an example, which has no package.json, is served by the installed package", async () => {
  cpSync("examples/hello", path.join(project.dir, "examples/hello"), { recursive: true });
  const output = project.run("npx", "gatewright", "synth", "--project", "examples/hello");
  expect(output).toMatch(/^ +GET \/hello\/\{name\} +public +hello /m);
  const gateway = project.startGateway("--project", "examples/hello");
  try {
    const response = await fetch(`${await gateway.url()}/hello/ada`);
    expect([response.status, await response.json()]).toEqual([200, { message: "Hello, ada!" }]);
  } finally {
    await gateway.stop();
  }
});

test("a CommonJS project synthesizes and serves its API with Node 24", async () => {
  const onNode24 = project.withNode(installNode("24"));
  expect(onNode24.run("node", "--version")).toMatch(/^v24\./);
  expectTerraform(onNode24);
  await expectGatewayToServe(onNode24);
});
