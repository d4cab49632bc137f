import { writeFileSync } from "node:fs";
import path from "node:path";
import { temporaryFolder } from "../support";

type Arguments = Readonly<Record<string, unknown>>;
type Resources = Readonly<Record<string, Arguments>>;

const API = { rest_api_id: "${aws_api_gateway_rest_api.api.id}" };
const METHOD = {
  ...API,
  resource_id: "${aws_api_gateway_resource.pets.id}",
  http_method: "${aws_api_gateway_method.get.http_method}",
};
const STAGE = { ...API, stage_name: "${aws_api_gateway_stage.live.stage_name}" };

/** One resource of each type of REST APIs, by type. */
const RESOURCES: Resources = {
  aws_api_gateway_rest_api: {
    name: "pets",
    binary_media_types: ["image/png"],
    endpoint_configuration: { types: ["REGIONAL"] },
  },
  aws_api_gateway_resource: {
    ...API,
    parent_id: "${aws_api_gateway_rest_api.api.root_resource_id}",
    path_part: "pets",
  },
  aws_api_gateway_method: {
    ...API,
    resource_id: "${aws_api_gateway_resource.pets.id}",
    http_method: "GET",
    authorization: "CUSTOM",
    authorizer_id: "${aws_api_gateway_authorizer.tokens.id}",
    api_key_required: true,
    request_models: { "application/json": "${aws_api_gateway_model.pet.name}" },
    request_parameters: { "method.request.querystring.limit": true },
    request_validator_id: "${aws_api_gateway_request_validator.all.id}",
  },
  aws_api_gateway_method_response: {
    ...METHOD,
    status_code: "200",
    response_models: { "application/json": "Empty" },
    response_parameters: { "method.response.header.X-A": false },
  },
  aws_api_gateway_integration: {
    ...METHOD,
    type: "HTTP",
    integration_http_method: "GET",
    uri: "https://pets.example.com/pets",
    request_templates: { "application/json": "{}" },
    connection_type: "VPC_LINK",
    connection_id: "${aws_api_gateway_vpc_link.private.id}",
  },
  aws_api_gateway_integration_response: {
    ...METHOD,
    status_code: "${aws_api_gateway_method_response.ok.status_code}",
    response_parameters: { "method.response.header.X-A": "'a'" },
    depends_on: ["aws_api_gateway_integration.get"],
  },
  aws_api_gateway_model: {
    ...API,
    name: "Pet",
    content_type: "application/json",
    schema: '{"type":"object"}',
  },
  aws_api_gateway_request_validator: { ...API, name: "all", validate_request_body: true },
  aws_api_gateway_gateway_response: {
    ...API,
    response_type: "DEFAULT_4XX",
    response_parameters: { "gatewayresponse.header.Access-Control-Allow-Origin": "'*'" },
  },
  aws_api_gateway_authorizer: {
    ...API,
    name: "tokens",
    authorizer_uri:
      "arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-central-1:123456789012:function:tokens/invocations",
  },
  aws_api_gateway_rest_api_policy: { ...API, policy: '{"Version":"2012-10-17","Statement":[]}' },
  aws_api_gateway_documentation_part: {
    ...API,
    location: { type: "METHOD", method: "GET", path: "/pets" },
    properties: '{"description":"Lists pets"}',
  },
  aws_api_gateway_documentation_version: {
    ...API,
    version: "1",
    depends_on: ["aws_api_gateway_documentation_part.list"],
  },
  aws_api_gateway_deployment: {
    ...API,
    triggers: { redeployment: "1" },
    lifecycle: { create_before_destroy: true },
    depends_on: ["aws_api_gateway_integration.get", "aws_api_gateway_rest_api_policy.policy"],
  },
  aws_api_gateway_stage: {
    ...API,
    stage_name: "live",
    deployment_id: "${aws_api_gateway_deployment.current.id}",
    client_certificate_id: "${aws_api_gateway_client_certificate.backend.id}",
    access_log_settings: {
      destination_arn: "arn:aws:logs:eu-central-1:123456789012:log-group:pets",
      format: "$context.requestId",
    },
  },
  aws_api_gateway_method_settings: {
    ...STAGE,
    method_path: "pets/GET",
    settings: { metrics_enabled: true, throttling_rate_limit: 10, throttling_burst_limit: 20 },
  },
  aws_api_gateway_account: { cloudwatch_role_arn: "arn:aws:iam::123456789012:role/logs" },
  aws_api_gateway_client_certificate: { description: "backend" },
  aws_api_gateway_api_key: { name: "acme" },
  aws_api_gateway_usage_plan: {
    name: "gold",
    api_stages: { api_id: "${aws_api_gateway_rest_api.api.id}", stage: STAGE.stage_name },
    quota_settings: { limit: 1000, period: "DAY" },
    throttle_settings: { rate_limit: 10, burst_limit: 20 },
  },
  aws_api_gateway_usage_plan_key: {
    key_id: "${aws_api_gateway_api_key.acme.id}",
    key_type: "API_KEY",
    usage_plan_id: "${aws_api_gateway_usage_plan.gold.id}",
  },
  aws_api_gateway_domain_name: {
    domain_name: "pets.example.com",
    regional_certificate_arn: "arn:aws:acm:eu-central-1:123456789012:certificate/a",
    endpoint_configuration: { types: ["REGIONAL"] },
  },
  aws_api_gateway_base_path_mapping: {
    api_id: "${aws_api_gateway_rest_api.api.id}",
    domain_name: "${aws_api_gateway_domain_name.public.domain_name}",
    stage_name: STAGE.stage_name,
  },
  aws_api_gateway_domain_name_access_association: {
    access_association_source: "vpce-1",
    access_association_source_type: "VPCE",
    domain_name_arn: "${aws_api_gateway_domain_name.public.arn}",
  },
  aws_api_gateway_vpc_link: {
    name: "private",
    target_arns: ["arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/net/pets/1"],
  },
};

/** Names of the resources in their addresses, by type. The name of any other resource is `one`. */
const NAMES: Readonly<Record<string, string>> = {
  aws_api_gateway_rest_api: "api",
  aws_api_gateway_resource: "pets",
  aws_api_gateway_method: "get",
  aws_api_gateway_method_response: "ok",
  aws_api_gateway_integration: "get",
  aws_api_gateway_model: "pet",
  aws_api_gateway_request_validator: "all",
  aws_api_gateway_authorizer: "tokens",
  aws_api_gateway_rest_api_policy: "policy",
  aws_api_gateway_documentation_part: "list",
  aws_api_gateway_deployment: "current",
  aws_api_gateway_stage: "live",
  aws_api_gateway_client_certificate: "backend",
  aws_api_gateway_api_key: "acme",
  aws_api_gateway_usage_plan: "gold",
  aws_api_gateway_domain_name: "public",
  aws_api_gateway_vpc_link: "private",
};

/** Resource types in the stack of {@link restApiStack}. */
export const REST_API_TYPES = Object.keys(RESOURCES);

/**
 * Writes a stack with a REST API and one resource of each type, and returns its folder.
 *
 * @param changes changed arguments, by resource type
 */
export function restApiStack(changes: Resources = {}): string {
  const resources = Object.entries(RESOURCES).map(([type, body]) => [
    type,
    { [NAMES[type] ?? "one"]: { ...body, ...changes[type] } },
  ]);
  const folder = temporaryFolder();
  const provider = { aws: [{ region: "eu-central-1" }] };
  writeFileSync(
    path.join(folder, "cdk.tf.json"),
    JSON.stringify({ provider, resource: Object.fromEntries(resources) }),
  );
  return folder;
}
