import { arn, type ComputeContext, type TypeFacts } from "./type-facts";

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/apigatewayv2/api.go */
const api: TypeFacts = {
  forceNew: ["credentials_arn", "protocol_type", "route_key", "target"],
  computed: {
    id: ({ token }) => token(10),
    arn: ({ region, text }) => `arn:aws:apigateway:${region}::/apis/${text("id")}`,
    api_endpoint: (context) => endpoint(context, context.text("id")),
    execution_arn: (context) => arn(context, "execute-api", context.text("id")),
    ip_address_type: () => "ipv4",
  },
};

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/apigatewayv2/authorizer.go */
const authorizer: TypeFacts = {
  forceNew: ["api_id"],
  computed: { id: ({ token }) => token(6) },
};

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/apigatewayv2/integration.go */
const integration: TypeFacts = {
  forceNew: ["api_id", "integration_subtype", "integration_type"],
  computed: { id: ({ token }) => token(7), timeout_milliseconds: () => 30_000 },
};

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/apigatewayv2/route.go */
const route: TypeFacts = {
  forceNew: ["api_id"],
  computed: { id: ({ token }) => token(7) },
};

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/apigatewayv2/stage.go */
const stage: TypeFacts = {
  forceNew: ["api_id", "name"],
  computed: {
    id: ({ text }) => text("name"),
    arn: ({ region, text }) => `arn:aws:apigateway:${region}::/apis/${text("api_id")}/stages/${text("name")}`,
    deployment_id: ({ token }) => token(6),
    execution_arn: (context) =>
      arn(context, "execute-api", `${context.text("api_id")}/${context.text("name")}`),
    invoke_url: (context) =>
      `${endpoint(context, context.text("api_id"))}/${context.text("name").replace("$default", "")}`,
  },
};

function endpoint({ region }: ComputeContext, id: string): string {
  return `https://${id}.execute-api.${region}.amazonaws.com`;
}

export const APIGATEWAYV2: Readonly<Record<string, TypeFacts>> = {
  aws_apigatewayv2_api: api,
  aws_apigatewayv2_authorizer: authorizer,
  aws_apigatewayv2_integration: integration,
  aws_apigatewayv2_route: route,
  aws_apigatewayv2_stage: stage,
};
