import { readFileSync } from "node:fs";
import path from "node:path";
import {
  ApiAlarms,
  ApiDashboard,
  ApiQueries,
  ApiTraces,
  App,
  AwsProvider,
  HttpApi,
  NodejsFunction,
  stubCode,
  TerraformStack,
  WebSocketApi,
} from "gatewright";
import { temporaryFolder } from "../../support";

/** Returns the Terraform JSON of a stack that monitors an API of another stack. */
function monitoringOf(declare: (base: TerraformStack, monitoring: TerraformStack) => void): string {
  const outdir = temporaryFolder();
  const app = new App({ outdir });
  stubCode(app);
  const base = new TerraformStack(app, "base");
  const monitoring = new TerraformStack(app, "monitoring");
  for (const stack of [base, monitoring]) new AwsProvider(stack, "aws", { region: "eu-central-1" });
  declare(base, monitoring);
  app.synth();
  return readFileSync(path.join(outdir, "stacks/monitoring/cdk.tf.json"), "utf8");
}

const ALARMS = { page: { emails: ["a@example.com"] } };
const FOREIGN =
  /\b(?:aws_apigatewayv2_(?:api|stage)\.api|aws_lambda_function\.list|aws_cloudwatch_log_group\.)/;

test("the constructs of an API in another stack contain no references to resources of the other stack", () => {
  const json = monitoringOf((base, monitoring) => {
    const api = new HttpApi(base, "api");
    const alarms = new ApiAlarms(monitoring, "alarms", { api, ...ALARMS });
    new ApiDashboard(monitoring, "dashboard", { api, alarms });
    new ApiQueries(monitoring, "queries", { api });
    new ApiTraces(monitoring, "traces", { api });
    api.route("GET /", new NodejsFunction(base, "list", { entry: "a.ts" }), { access: "public" });
  });
  expect(json).toContain("cross-stack-output-aws_apigatewayv2_apiapi");
  expect(json).not.toMatch(FOREIGN);
});

test("the constructs of a WebSocket API in another stack contain no references to resources of the other stack", () => {
  const json = monitoringOf((base, monitoring) => {
    const api = new WebSocketApi(base, "api", {
      access: "public",
      account: "existing",
      detailedMetrics: true,
    });
    const alarms = new ApiAlarms(monitoring, "alarms", { api, ...ALARMS });
    new ApiDashboard(monitoring, "dashboard", { api, alarms });
    new ApiQueries(monitoring, "queries", { api });
    api.route("list", new NodejsFunction(base, "list", { entry: "a.ts" }));
  });
  expect(json).toContain("cross-stack-output-aws_apigatewayv2_apiapi");
  expect(json).not.toMatch(FOREIGN);
});
