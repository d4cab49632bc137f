import {
  expectChecksToPass,
  expectGatewayToServe,
  expectTerraform,
  expectTokensOfSocketsToWork,
} from "./expect-project-works";
import { installNode, UserProject } from "./user-project";

// The other projects run on the Node version of this process and on Node 24.
const project = UserProject.create(["--modules", "esm"], installNode("22"));
project.run("npm", "exec", "--yes", "--package=pnpm@10.34.9", "--", "pnpm", "install", "--silent");

test("the types and the tests of a project of ES modules with pnpm and Vitest pass", () => {
  expect(project.run("node", "--version")).toMatch(/^v22\./);
  expect(project.read("tsconfig.json")).toMatch(/nodenext/i);
  expectChecksToPass(project);
});

test("a project of ES modules is synthesized and planned", () => {
  expectTerraform(project);
});

test("the local gateway serves a project of ES modules and its edited handlers", async () => {
  await expectGatewayToServe(project);
});

test("the installed package verifies the tokens of a WebSocket API of a project of ES modules", async () => {
  await expectTokensOfSocketsToWork(project);
});
