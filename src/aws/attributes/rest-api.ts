import {
  apiGatewayArn,
  arn,
  type ComputedType,
  type ComputedTypes,
  type ResourceContext,
} from "./resource-context";

/**
 * Returns the attributes of a type whose ID contains the values of its arguments, such as `agm-<api>-<resource>-GET` of a
 * method.
 */
function joined(prefix: string, ...names: readonly string[]): ComputedType {
  const id = ({ text }: ResourceContext) => [prefix, ...names.map(text)].filter(Boolean).join("-");
  return { identifiedBy: names, attributes: { id } };
}

/** Returns the attributes of a type whose ID has six characters. */
function withToken(...identifiedBy: readonly string[]): ComputedType {
  return { identifiedBy, attributes: { id: ({ token }) => token(6) } };
}

const METHOD = ["rest_api_id", "resource_id", "http_method"] as const;
const RESPONSE = [...METHOD, "status_code"] as const;

/**
 * REST APIs. The formats of the IDs are in the files of the AWS provider.
 *
 * @see https://github.com/hashicorp/terraform-provider-aws/tree/v6.25.0/internal/service/apigateway
 */
export const REST_API_ATTRIBUTES: ComputedTypes = {
  aws_api_gateway_rest_api: {
    identifiedBy: ["name"],
    attributes: {
      id: ({ token }) => token(10),
      arn: (api) => apiGatewayArn(api, `/restapis/${api.text("id")}`),
      execution_arn: (api) => arn(api, "execute-api", api.text("id")),
      // A token starts with the characters of every shorter token, so the first ones are those of the API.
      root_resource_id: ({ token }) => token(20).slice(10),
      api_key_source: () => "HEADER",
    },
  },
  aws_api_gateway_resource: {
    identifiedBy: ["rest_api_id", "parent_id", "path_part"],
    attributes: {
      id: ({ token }) => token(6),
      // Only the ID of the parent is known. The path is therefore the one of a resource below the root.
      path: ({ text }) => `/${text("path_part")}`,
    },
  },
  aws_api_gateway_method: joined("agm", ...METHOD),
  aws_api_gateway_method_response: joined("agmr", ...RESPONSE),
  aws_api_gateway_integration: {
    identifiedBy: METHOD,
    attributes: {
      ...joined("agi", ...METHOD).attributes,
      cache_namespace: ({ text }) => text("resource_id"),
      passthrough_behavior: () => "WHEN_NO_MATCH",
      response_transfer_mode: () => "BUFFERED",
    },
  },
  aws_api_gateway_integration_response: joined("agir", ...RESPONSE),
  aws_api_gateway_model: withToken("rest_api_id", "name"),
  aws_api_gateway_request_validator: withToken("rest_api_id", "name"),
  aws_api_gateway_gateway_response: joined("aggr", "rest_api_id", "response_type"),
  aws_api_gateway_authorizer: {
    identifiedBy: ["rest_api_id", "name"],
    attributes: {
      id: ({ token }) => token(6),
      arn: (authorizer) =>
        apiGatewayArn(
          authorizer,
          `/restapis/${authorizer.text("rest_api_id")}/authorizers/${authorizer.text("id")}`,
        ),
    },
  },
  // A deployment has no name. Each of its arguments that is listed here replaces it.
  aws_api_gateway_deployment: withToken("rest_api_id", "triggers", "variables"),
  aws_api_gateway_stage: {
    identifiedBy: ["rest_api_id", "stage_name"],
    attributes: {
      ...joined("ags", "rest_api_id", "stage_name").attributes,
      arn: (stage) =>
        apiGatewayArn(stage, `/restapis/${stage.text("rest_api_id")}/stages/${stage.text("stage_name")}`),
      execution_arn: (stage) =>
        arn(stage, "execute-api", `${stage.text("rest_api_id")}/${stage.text("stage_name")}`),
      invoke_url: ({ endpointOf, text }) => `${endpointOf(text("rest_api_id"))}/${text("stage_name")}`,
      web_acl_arn: () => "",
    },
  },
  aws_api_gateway_method_settings: joined("", "rest_api_id", "stage_name", "method_path"),
  aws_api_gateway_rest_api_policy: joined("", "rest_api_id"),
  aws_api_gateway_documentation_part: {
    identifiedBy: ["rest_api_id", "location"],
    attributes: {
      id: ({ text }) => `${text("rest_api_id")}/${text("documentation_part_id")}`,
      documentation_part_id: ({ token }) => token(6),
    },
  },
  aws_api_gateway_documentation_version: {
    identifiedBy: ["rest_api_id", "version"],
    attributes: { id: ({ text }) => `${text("rest_api_id")}/${text("version")}` },
  },
};
