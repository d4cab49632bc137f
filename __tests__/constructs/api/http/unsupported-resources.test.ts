import { App, AwsProvider, HttpApi, NodejsFunction, stubCode, TerraformStack } from "gatewright";
import { startLocal } from "gatewright/local";
import { reviewPlan } from "gatewright/plan";
import { UNSUPPORTED_FEATURES } from "#aws";
import { TerraformResource } from "#cdktf";
import { readSynthesizedStack } from "#terraform";
import { errorsOf, temporaryFolder } from "../../../support";

// Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-vs-rest.html, and the fields of
// https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/api-reference.html that AWS supports only for
// WebSocket APIs.

type Arguments = Readonly<Record<string, unknown>>;
type Case = readonly [type: string, values: (api: HttpApi) => Arguments, field: string, error: string];

const WAF = "AWS WAF. Put a CloudFront distribution with a web ACL in front of the API.";
const KEYS = "API keys and usage plans. Use an authorizer and a throttle.";
const VALIDATION = "request validation. Declare schemas in the contract of the route.";
const TEMPLATES = "mapping templates for bodies. Build the body in the function.";
const LOGS =
  "execution logs. Read the access logs, which contain the reason for a rejected or failed request.";
const REST = "the resources of REST APIs. Use the aws_apigatewayv2 resource, or a REST API.";
const REFERS = "refers to the HTTP API";
const IS_SET = "is set for the HTTP API";

const restApi = ({ api }: HttpApi) => ({ rest_api_id: api.id });
const webSocket =
  (values: Arguments) =>
  ({ api }: HttpApi) => ({ api_id: api.id, ...values });

const REJECTED: readonly Case[] = [
  [
    "aws_wafv2_web_acl_association",
    ({ stage }) => ({ resource_arn: stage.arn }),
    `resource_arn ${REFERS}`,
    WAF,
  ],
  [
    "aws_wafregional_web_acl_association",
    ({ api }) => ({ resource_arn: `${api.arn}/stages/$default` }),
    `resource_arn ${REFERS}`,
    WAF,
  ],
  [
    "aws_api_gateway_usage_plan",
    ({ api, stage }) => ({ api_stages: [{ api_id: api.id, stage: stage.name }] }),
    `api_stages ${REFERS}`,
    KEYS,
  ],
  ["aws_api_gateway_request_validator", restApi, `rest_api_id ${REFERS}`, VALIDATION],
  ["aws_api_gateway_method_settings", restApi, `rest_api_id ${REFERS}`, LOGS],
  [
    "aws_api_gateway_rest_api_policy",
    restApi,
    `rest_api_id ${REFERS}`,
    "resource policies. Use a RestApi, or an IamAuthorizer.",
  ],
  ["aws_api_gateway_resource", restApi, `rest_api_id ${REFERS}`, REST],
  ["aws_api_gateway_deployment", restApi, `rest_api_id ${REFERS}`, REST],
  ["aws_api_gateway_base_path_mapping", ({ api }) => ({ api_id: api.id }), `api_id ${REFERS}`, REST],
  [
    "aws_api_gateway_gateway_response",
    restApi,
    `rest_api_id ${REFERS}`,
    "custom gateway responses. Have clients handle the HTTP status code.",
  ],
  ["aws_apigatewayv2_model", webSocket({}), `api_id ${REFERS}`, VALIDATION],
  ["aws_apigatewayv2_integration_response", webSocket({}), `api_id ${REFERS}`, TEMPLATES],
  ...(
    [
      ["route", "api_key_required", true, KEYS],
      ["route", "model_selection_expression", "default", VALIDATION],
      ["route", "request_models", { $default: "thing" }, VALIDATION],
      ["integration", "request_templates", { a: "b" }, TEMPLATES],
      ["integration", "template_selection_expression", "a", TEMPLATES],
    ] as const
  ).map(([type, argument, value, error]): Case => {
    const values = webSocket({ route_key: "GET /y", integration_type: "AWS_PROXY", [argument]: value });
    return [`aws_apigatewayv2_${type}`, values, `${argument} ${IS_SET}`, error];
  }),
  ...["default_route_settings", "route_settings"].map((block): Case => {
    const values = webSocket({ name: "v1", [block]: [{ data_trace_enabled: true }] });
    return ["aws_apigatewayv2_stage", values, `${block}.data_trace_enabled ${IS_SET}`, LOGS];
  }),
  [
    "aws_apigatewayv2_stage",
    webSocket({ name: "v1", route_settings: [{ logging_level: "INFO" }] }),
    `route_settings.logging_level ${IS_SET}`,
    LOGS,
  ],
  ["aws_apigatewayv2_route_response", webSocket({}), `api_id ${REFERS}`, TEMPLATES],
  [
    "aws_apigatewayv2_stage",
    webSocket({ name: "v1", default_route_settings: { logging_level: "INFO" } }),
    `default_route_settings.logging_level ${IS_SET}`,
    LOGS,
  ],
  [
    "aws_apigatewayv2_stage",
    webSocket({ name: "v1", client_certificate_id: "abc" }),
    `client_certificate_id ${IS_SET}`,
    "client certificates. Use a RestApi, or have the function authenticate to the backend.",
  ],
];

const ACCEPTED: readonly (readonly [type: string, values: (api: HttpApi) => Arguments])[] = [
  ["aws_wafv2_web_acl_association", () => ({ resource_arn: "${aws_lb.lb.arn}" })],
  ["aws_api_gateway_usage_plan", () => ({ name: "plan" })],
  [
    "aws_api_gateway_integration",
    ({ url }) => ({ rest_api_id: "${aws_api_gateway_rest_api.a.id}", uri: url }),
  ],
  ["aws_apigatewayv2_stage", webSocket({ name: "v1", default_route_settings: { logging_level: "OFF" } })],
];

function declare(type: string, values: (api: HttpApi) => Arguments, skipValidation = false) {
  const outdir = temporaryFolder();
  const stack = new TerraformStack(new App({ outdir, skipValidation }), "test");
  stubCode(stack);
  new AwsProvider(stack, "aws", { region: "eu-central-1" });
  const api = new HttpApi(stack, "api");
  api.route("GET /x", new NodejsFunction(stack, "fn", { entry: "fn.ts" }), { access: "public" });
  const resource = new TerraformResource(stack, "raw", { terraformResourceType: type });
  for (const [name, value] of Object.entries(values(api))) resource.addOverride(name, value);
  return stack;
}

/** Synthesizes a stack without validation, and returns its folder. */
function synthesize(stack: TerraformStack): string {
  const app = stack.node.root as App;
  app.synth();
  return `${app.outdir}/stacks/test`;
}

async function startErrors(folder: string): Promise<readonly string[]> {
  try {
    await (await startLocal({ dir: folder })).stop();
    return [];
  } catch (error) {
    return (error as { errors: readonly string[] }).errors;
  }
}

describe.each(REJECTED)("%s %#", (type, values, field, error) => {
  test("synthesis rejects it for an HTTP API", () => {
    expect(errorsOf(declare(type, values))).toEqual([
      `test/raw: ${field} test/api; HTTP APIs do not support ${error}`,
    ]);
  });

  test("the local gateway and the review of a plan report it too", async () => {
    const folder = synthesize(declare(type, values, true));
    const text = `${field} aws_apigatewayv2_api.api; HTTP APIs do not support ${error}`;
    expect(await startErrors(folder)).toContain(`${type}.raw: ${text}`);
    const { stack } = readSynthesizedStack(folder);
    const { findings } = reviewPlan({ changes: [], outputs: [] }, { configurations: { after: stack } });
    expect(findings).toEqual([
      { title: "Rejected by AWS", findings: [{ subject: "test/raw", lines: [`- ${text}`] }] },
    ]);
  });
});

test("every use of an unsupported feature is tested", () => {
  const uses = UNSUPPORTED_FEATURES.flatMap((feature) => feature.uses);
  const missing = uses.filter(
    ({ types, reference, argument = reference }) =>
      !REJECTED.some(([type, , field]) => types.includes(type) && field.startsWith(`${argument} `)),
  );
  expect(missing).toEqual([]);
});

test("synthesis also rejects a resource in another stack", () => {
  const stack = declare("aws_sqs_queue", () => ({}));
  const other = new TerraformStack(stack.node.root as App, "firewall");
  new AwsProvider(other, "aws", { region: "eu-central-1" });
  const { stage } = stack.node.findChild("api") as HttpApi;
  const resource = new TerraformResource(other, "waf", {
    terraformResourceType: "aws_wafv2_web_acl_association",
  });
  resource.addOverride("resource_arn", stage.arn);
  expect(errorsOf(stack)).toEqual([
    `firewall/waf: resource_arn refers to the HTTP API test/api; HTTP APIs do not support ${WAF}`,
  ]);
});

test.each(ACCEPTED)("%s is accepted if it does not use an HTTP API as a REST API %#", (type, values) => {
  expect(errorsOf(declare(type, values))).toEqual([]);
  const { stack } = readSynthesizedStack(synthesize(declare(type, values, true)));
  expect(reviewPlan({ changes: [], outputs: [] }, { configurations: { after: stack } }).findings).toEqual([]);
});
