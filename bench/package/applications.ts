/**
 * Applications with the same number of routes for Gatewright, AWS CDK and Serverless Framework. Each route has its own
 * function, whose handler uses the complete zod.
 */
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";

/** Number of routes and functions of each application. */
export const FUNCTIONS = 50;

const INDEXES = Array.from({ length: FUNCTIONS }, (_, index) => index);
const BENCH_MODULES = path.join(__dirname, "../node_modules");

/** Handler without a library, for AWS CDK and Serverless Framework. */
function plainHandler(index: number): string {
  return `import { z } from "zod";
const Thing = z.object({ name: z.string().min(1), count: z.number().int() });
export const handler = async (event: { body?: string }) => {
  const result = Thing.safeParse(JSON.parse(event.body ?? '{"name":"a","count":1}'));
  return { statusCode: result.success ? 200 : 400, body: JSON.stringify({ index: ${index} }) };
};
`;
}

function gatewrightHandler(index: number): string {
  return `import { route } from "gatewright/contract";
import { handle } from "gatewright/runtime";
import { z } from "zod";
const Thing = z.object({ name: z.string().min(1), count: z.number().int() });
const echo = route("GET /things/${index}", { access: "public", query: z.object({ name: Thing.shape.name.optional() }) });
export const handler = handle(echo, () => ({ status: 200, body: { index: ${index} } }));
`;
}

/** Writes the application into the project in which Gatewright is installed. */
export function writeGatewrightApp(project: string): void {
  writeHandlers(project, gatewrightHandler);
  writeJson(project, "cdktf.json", {
    language: "typescript",
    app: "node --require tsx/cjs main.ts",
    projectId: "bench",
  });
  writeFileSync(
    path.join(project, "main.ts"),
    `import { App, AwsProvider, HttpApi, NodejsFunction, TerraformStack } from "gatewright";
App.run((app) => {
  const stack = new TerraformStack(app, "bench");
  new AwsProvider(stack, "aws", { region: "eu-central-1" });
  const api = new HttpApi(stack, "api");
  for (let index = 0; index < ${FUNCTIONS}; index++) {
    const fn = new NodejsFunction(stack, \`f\${index}\`, { entry: \`functions/f\${index}.ts\` });
    api.route(\`GET /things/\${index}\`, fn, { access: "public" });
  }
});
`,
  );
}

/** Writes an AWS CDK app. Returns its folder. */
export function writeCdkApp(parent: string): string {
  const folder = createService(parent, "cdk");
  // The construct NodejsFunction requires a lock file next to the entries.
  writeJson(folder, "package-lock.json", {});
  writeFileSync(
    path.join(folder, "main.ts"),
    `import { App, Stack } from "aws-cdk-lib";
import { HttpApi, HttpMethod } from "aws-cdk-lib/aws-apigatewayv2";
import { HttpLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import { Runtime } from "aws-cdk-lib/aws-lambda";
import { NodejsFunction } from "aws-cdk-lib/aws-lambda-nodejs";
const app = new App({ outdir: "cdk.out" });
const stack = new Stack(app, "bench");
const api = new HttpApi(stack, "api");
for (let index = 0; index < ${FUNCTIONS}; index++) {
  const fn = new NodejsFunction(stack, \`f\${index}\`, {
    entry: \`functions/f\${index}.ts\`,
    runtime: Runtime.NODEJS_22_X,
    bundling: { minify: true, forceDockerBundling: false },
  });
  const integration = new HttpLambdaIntegration(\`i\${index}\`, fn);
  api.addRoutes({ path: \`/things/\${index}\`, methods: [HttpMethod.GET], integration });
}
app.synth();
`,
  );
  return folder;
}

/**
 * Writes a service for Serverless Framework 3 with serverless-esbuild and serverless-offline. Returns its folder.
 * @see https://github.com/floydspace/serverless-esbuild
 */
export function writeServerlessService(parent: string): string {
  const folder = createService(parent, "serverless");
  const functions = INDEXES.map(
    (index) => `  f${index}:
    handler: functions/f${index}.handler
    events:
      - httpApi: "GET /things/${index}"
`,
  );
  writeFileSync(
    path.join(folder, "serverless.yml"),
    `service: bench
frameworkVersion: "3"
provider:
  name: aws
  runtime: nodejs20.x
package:
  individually: true
plugins:
  - serverless-esbuild
  - serverless-offline
custom:
  esbuild:
    minify: true
    packager: npm
functions:
${functions.join("")}`,
  );
  return folder;
}

/** Creates a folder with the handlers and the packages of the benchmarks. */
function createService(parent: string, name: string): string {
  const folder = path.join(parent, name);
  mkdirSync(folder);
  writeHandlers(folder, plainHandler);
  writeJson(folder, "package.json", { name, private: true });
  symlinkSync(BENCH_MODULES, path.join(folder, "node_modules"), "dir");
  return folder;
}

function writeHandlers(folder: string, handler: (index: number) => string): void {
  mkdirSync(path.join(folder, "functions"));
  for (const index of INDEXES) {
    writeFileSync(path.join(folder, "functions", `f${index}.ts`), handler(index));
  }
}

function writeJson(folder: string, name: string, value: object): void {
  writeFileSync(path.join(folder, name), JSON.stringify(value));
}
