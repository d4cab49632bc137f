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
} from "gatewright";
import { temporaryFolder } from "../../support";

test("the constructs of an API in another stack contain no references to resources of the other stack", () => {
  const outdir = temporaryFolder();
  const app = new App({ outdir });
  stubCode(app);
  const base = new TerraformStack(app, "base");
  const monitoring = new TerraformStack(app, "monitoring");
  for (const stack of [base, monitoring]) new AwsProvider(stack, "aws", { region: "eu-central-1" });
  const api = new HttpApi(base, "api");
  const alarms = new ApiAlarms(monitoring, "alarms", { api, page: { emails: ["a@example.com"] } });
  new ApiDashboard(monitoring, "dashboard", { api, alarms });
  new ApiQueries(monitoring, "queries", { api });
  new ApiTraces(monitoring, "traces", { api });
  api.route("GET /", new NodejsFunction(base, "list", { entry: "a.ts" }), { access: "public" });
  app.synth();
  const json = readFileSync(path.join(outdir, "stacks/monitoring/cdk.tf.json"), "utf8");
  expect(json).toContain("cross-stack-output-aws_apigatewayv2_apiapi");
  expect(json).not.toMatch(
    /\b(?:aws_apigatewayv2_(?:api|stage)\.api|aws_lambda_function\.list|aws_cloudwatch_log_group\.)/,
  );
});
