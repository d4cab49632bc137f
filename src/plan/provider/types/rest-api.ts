import type { TypeFacts } from "./type-facts";

/** Arguments that identify a method. A change of one of them replaces the method and its parts. */
const METHOD = ["http_method", "resource_id", "rest_api_id"];

/** Type of an authorizer that the provider can change to another type only by a replacement. */
const COGNITO = "COGNITO_USER_POOLS";

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/apigateway/rest_api.go */
const restApi: TypeFacts = {
  forceNew: [],
  defaults: { put_rest_api_mode: "overwrite" },
};

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/apigateway/resource.go */
const resource: TypeFacts = {
  // The provider updates `parent_id` and `path_part` in place.
  forceNew: ["rest_api_id"],
};

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/apigateway/method.go */
const method: TypeFacts = {
  forceNew: METHOD,
  defaults: { api_key_required: false },
};

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/apigateway/method_response.go */
const methodResponse: TypeFacts = {
  forceNew: METHOD,
};

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/apigateway/integration.go */
const integration: TypeFacts = {
  forceNew: [...METHOD, "credentials", "integration_http_method", "passthrough_behavior", "type"],
  defaults: { connection_type: "INTERNET", timeout_milliseconds: 29_000 },
};

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/apigateway/integration_response.go */
const integrationResponse: TypeFacts = {
  forceNew: METHOD,
};

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/apigateway/model.go */
const model: TypeFacts = {
  forceNew: ["content_type", "name", "rest_api_id"],
};

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/apigateway/request_validator.go */
const requestValidator: TypeFacts = {
  forceNew: ["rest_api_id"],
  defaults: { validate_request_body: false, validate_request_parameters: false },
};

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/apigateway/gateway_response.go */
const gatewayResponse: TypeFacts = {
  forceNew: ["response_type", "rest_api_id"],
};

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/apigateway/authorizer.go */
const authorizer: TypeFacts = {
  forceNew: ["rest_api_id"],
  forceNewIf: { type: (before, after) => before === COGNITO || after === COGNITO },
  defaults: {
    authorizer_result_ttl_in_seconds: 300,
    identity_source: "method.request.header.Authorization",
    type: "TOKEN",
  },
};

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/apigateway/deployment.go */
const deployment: TypeFacts = {
  forceNew: ["rest_api_id", "triggers", "variables"],
};

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/apigateway/stage.go */
const stage: TypeFacts = {
  forceNew: ["rest_api_id", "stage_name"],
};

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/apigateway/method_settings.go */
const methodSettings: TypeFacts = {
  forceNew: ["method_path", "rest_api_id", "stage_name"],
};

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/apigateway/rest_api_policy.go */
const restApiPolicy: TypeFacts = {
  forceNew: ["rest_api_id"],
};

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/apigateway/documentation_part.go */
const documentationPart: TypeFacts = {
  forceNew: ["location", "rest_api_id"],
};

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/apigateway/documentation_version.go */
const documentationVersion: TypeFacts = {
  forceNew: ["rest_api_id", "version"],
};

/** REST APIs and their parts. */
export const REST_API: Readonly<Record<string, TypeFacts>> = {
  aws_api_gateway_rest_api: restApi,
  aws_api_gateway_resource: resource,
  aws_api_gateway_method: method,
  aws_api_gateway_method_response: methodResponse,
  aws_api_gateway_integration: integration,
  aws_api_gateway_integration_response: integrationResponse,
  aws_api_gateway_model: model,
  aws_api_gateway_request_validator: requestValidator,
  aws_api_gateway_gateway_response: gatewayResponse,
  aws_api_gateway_authorizer: authorizer,
  aws_api_gateway_deployment: deployment,
  aws_api_gateway_stage: stage,
  aws_api_gateway_method_settings: methodSettings,
  aws_api_gateway_rest_api_policy: restApiPolicy,
  aws_api_gateway_documentation_part: documentationPart,
  aws_api_gateway_documentation_version: documentationVersion,
};
