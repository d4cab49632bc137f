import type { TypeFacts } from "./type-facts";

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/apigatewayv2/api.go */
const api: TypeFacts = {
  forceNew: ["credentials_arn", "protocol_type", "route_key", "target"],
};

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/apigatewayv2/authorizer.go */
const authorizer: TypeFacts = {
  forceNew: ["api_id"],
};

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/apigatewayv2/integration.go */
const integration: TypeFacts = {
  forceNew: ["api_id", "integration_subtype", "integration_type"],
};

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/apigatewayv2/model.go */
const model: TypeFacts = {
  forceNew: ["api_id"],
};

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/apigatewayv2/route.go */
const route: TypeFacts = {
  forceNew: ["api_id"],
};

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/apigatewayv2/route_response.go */
const routeResponse: TypeFacts = {
  forceNew: ["api_id", "route_id"],
};

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/apigatewayv2/stage.go */
const stage: TypeFacts = {
  forceNew: ["api_id", "name"],
};

export const APIGATEWAYV2: Readonly<Record<string, TypeFacts>> = {
  aws_apigatewayv2_api: api,
  aws_apigatewayv2_authorizer: authorizer,
  aws_apigatewayv2_integration: integration,
  aws_apigatewayv2_model: model,
  aws_apigatewayv2_route: route,
  aws_apigatewayv2_route_response: routeResponse,
  aws_apigatewayv2_stage: stage,
};
