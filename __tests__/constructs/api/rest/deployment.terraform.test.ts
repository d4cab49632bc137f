import { httpProxy, IamAuthorizer, TokenAuthorizer } from "gatewright";
import { stackDir } from "#synth";
import { withTerraformOnPath } from "../../../plan/has-terraform";
import { applyVersions, REDEPLOYED } from "./deployment-fixture";
import { restStack } from "./rest-fixture";

/** Parts of an API, each of which a step of a test changes. */
const FIRST = {
  description: "Things",
  endpoint: "https://a.example",
  isPublic: true,
  header: "x-token",
  origin: "https://a.example",
  functionName: "answer",
  codeHash: "first",
  rate: 100,
  color: "red",
  tracing: true,
  logFormat: '{"requestId":"$context.requestId"}',
};

type Parts = typeof FIRST;

/** Returns the folder of a stack with an API. */
function folderOf(parts: Parts): string {
  const { stack, api, answer } = restStack({
    description: parts.description,
    cors: { origins: [parts.origin] },
    throttle: { rate: parts.rate, burst: 100 },
    stageVariables: { color: parts.color },
    tracing: parts.tracing,
  });
  const tokens = new TokenAuthorizer("tokens", { function: answer, header: parts.header });
  api.route("GET /things/{id}", answer, { authorizer: tokens });
  api.route("GET /legacy", httpProxy(parts.endpoint), { access: "public" });
  api.route(
    "POST /things",
    answer,
    parts.isPublic ? { access: "public" } : { authorizer: new IamAuthorizer() },
  );
  api.stage.addOverride("access_log_settings.format", parts.logFormat);
  answer.function.addOverride("function_name", parts.functionName);
  answer.function.addOverride("source_code_hash", parts.codeHash);
  return stackDir(stack);
}

interface Step {
  readonly changed: Partial<Parts>;
  readonly changes: readonly string[];
}

/** Applies the first version of an API. Each step then changes a part, is planned and applied, and leaves an empty plan. */
function applySteps(steps: readonly Step[]): Promise<readonly (readonly string[])[]> {
  const versions: Parts[] = [FIRST];
  for (const { changed } of steps) versions.push({ ...(versions.at(-1) ?? FIRST), ...changed });
  return applyVersions(versions.map(folderOf));
}

withTerraformOnPath("the deployment of a REST API in a plan", () => {
  test("a changed method, integration, authorizer or CORS configuration replaces the deployment once", async () => {
    const steps: Step[] = [
      { changed: { isPublic: false }, changes: ["update method"] },
      { changed: { endpoint: "https://b.example" }, changes: ["update integration"] },
      { changed: { header: "x-key" }, changes: ["update authorizer"] },
      {
        changed: { origin: "https://b.example" },
        changes: [
          ...Array.from({ length: 21 }, () => "update gateway_response"),
          "update integration_response",
          "update integration_response",
          "update integration_response",
        ],
      },
      {
        changed: { functionName: "renamed" },
        changes: [
          "create and delete aws_lambda_function",
          "delete and create aws_lambda_permission",
          "update authorizer",
          "update integration",
          "update integration",
        ],
      },
    ];
    const plans = await applySteps(steps);
    expect(plans).toEqual(steps.map(({ changes }) => [...changes, ...REDEPLOYED].sort()));
  });

  test("a changed limit, stage, log format, description or function code does not replace the deployment", async () => {
    const steps: Step[] = [
      { changed: { rate: 50 }, changes: ["update method_settings"] },
      { changed: { color: "blue" }, changes: ["update stage"] },
      { changed: { tracing: false }, changes: ["update stage"] },
      { changed: { logFormat: "$context.requestId" }, changes: ["update stage"] },
      { changed: { description: "All things" }, changes: ["update rest_api"] },
      { changed: { codeHash: "second" }, changes: ["update aws_lambda_function"] },
    ];
    const plans = await applySteps(steps);
    expect(plans).toEqual(steps.map(({ changes }) => changes));
  });
});
