import { arn, type ComputedTypes, FIXED_TIME, type ResourceContext } from "./resource-context";

/**
 * REST APIs.
 *
 * @see https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs/resources/api_gateway_rest_api
 */
export const REST_API_ATTRIBUTES: ComputedTypes = {
  aws_api_gateway_rest_api: {
    identifiedBy: ["name"],
    attributes: {
      id: ({ token }) => token(10),
      // The first ten characters are the ID of the API.
      root_resource_id: ({ token }) => token(20).slice(10),
      arn: ({ region, text }) => `arn:aws:apigateway:${region}::/restapis/${text("id")}`,
      execution_arn: (api) => arn(api, "execute-api", api.text("id")),
      created_date: () => FIXED_TIME,
    },
  },
  aws_api_gateway_api_key: {
    identifiedBy: ["name"],
    attributes: { id: ({ token }) => token(10), value: ({ token }) => token(40) },
  },
  aws_api_gateway_authorizer: {
    identifiedBy: ["rest_api_id", "name"],
    attributes: { id: ({ token }) => token(6) },
  },
  aws_api_gateway_deployment: {
    identifiedBy: ["rest_api_id"],
    attributes: {
      id: ({ token }) => token(6),
      created_date: () => FIXED_TIME,
    },
  },
  aws_api_gateway_method: {
    identifiedBy: ["rest_api_id", "resource_id", "http_method"],
    attributes: {
      id: ({ text }) => `agm-${text("rest_api_id")}-${text("resource_id")}-${text("http_method")}`,
    },
  },
  aws_api_gateway_resource: {
    identifiedBy: ["rest_api_id", "parent_id", "path_part"],
    attributes: { id: ({ token }) => token(6) },
  },
  aws_api_gateway_request_validator: {
    identifiedBy: ["rest_api_id", "name"],
    attributes: { id: ({ token }) => token(6) },
  },
  aws_api_gateway_stage: {
    identifiedBy: ["rest_api_id", "stage_name"],
    attributes: {
      id: ({ text }) => `ags-${text("rest_api_id")}-${text("stage_name")}`,
      arn: ({ region, text }) =>
        `arn:aws:apigateway:${region}::/restapis/${text("rest_api_id")}/stages/${text("stage_name")}`,
      execution_arn: (stage) =>
        arn(stage, "execute-api", `${stage.text("rest_api_id")}/${stage.text("stage_name")}`),
      invoke_url: stageUrl,
    },
  },
};

function stageUrl({ endpointOf, text }: ResourceContext): string {
  return `${endpointOf(text("rest_api_id"))}/${text("stage_name")}`;
}
