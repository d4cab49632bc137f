import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { temporaryFolder } from "../../support";
import { startLambda, TestLambda } from "./support";

afterEach(() => TestLambda.stopAll());

/** Writes a package into the `node_modules` of a folder. Its export is a text. */
function writePackage(folder: string, name: string, text: string): void {
  const root = path.join(folder, "node_modules", name);
  mkdirSync(root, { recursive: true });
  writeFileSync(path.join(root, "package.json"), JSON.stringify({ name, main: "index.js" }));
  writeFileSync(path.join(root, "index.js"), `exports.text = ${JSON.stringify(text)};`);
}

test.each([
  [
    "CommonJS code",
    "index.js",
    'exports.handler = async () => require("@aws-sdk/client-dynamodb").DynamoDBClient.name;',
  ],
  [
    "an ES module",
    "index.mjs",
    'import { DynamoDBClient } from "@aws-sdk/client-dynamodb"; export const handler = async () => DynamoDBClient.name;',
  ],
])("%s that is not bundled imports the AWS SDK of the project", async (_, name, code) => {
  await expect(startLambda({ [name]: code }).result()).resolves.toBe("DynamoDBClient");
});

test("the packages of a workspace are found in the project and in its parent folders", async () => {
  const workspace = temporaryFolder();
  const project = path.join(workspace, "packages", "api");
  writePackage(workspace, "@aws-sdk/client-sqs", "workspace");
  writePackage(workspace, "@aws-sdk/client-sns", "workspace");
  writePackage(project, "@aws-sdk/client-sqs", "project");
  writePackage(workspace, "@smithy/types", "workspace");
  const code = `exports.handler = async () => ["@aws-sdk/client-sqs", "@aws-sdk/client-sns", "@smithy/types"].map(
    (name) => require(name).text);`;
  await expect(startLambda(code, {}, { project }).result()).resolves.toEqual([
    "project",
    "workspace",
    "workspace",
  ]);
});

test("packages that Lambda's runtime does not contain are not available", async () => {
  const project = temporaryFolder();
  writePackage(project, "zod", "project");
  const failure = await startLambda('require("zod")', {}, { project }).failure();
  expect(failure.errorMessage).toMatch(/Cannot find module 'zod'/);
});

test.each([
  ["CommonJS code", { "index.js": 'require("@aws-sdk/client-sqs");' }],
  ["an ES module", { "index.mjs": 'import "@aws-sdk/client-sqs";' }],
  ["a handler", { "index.js": 'exports.handler = async () => require("@aws-sdk/client-sqs/dist/x");' }],
])("a package of the AWS SDK that %s imports, and the project does not have, is named", async (_, files) => {
  const lambda = startLambda(files, {}, { project: temporaryFolder() });
  await lambda.failure();
  expect(lambda.lines.map(({ text }) => text)).toContain(
    "@aws-sdk/client-sqs is part of Lambda's runtime, but the project does not have it. Install it for local calls: npm install --save-dev @aws-sdk/client-sqs",
  );
});
