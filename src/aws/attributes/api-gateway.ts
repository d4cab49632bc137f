import { arn, type ComputedTypes, type ResourceContext } from "./resource-context";

/**
 * HTTP and WebSocket APIs.
 *
 * @see https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs/resources/apigatewayv2_api
 */
export const API_GATEWAY_ATTRIBUTES: ComputedTypes = {
  aws_apigatewayv2_api: {
    identifiedBy: ["name"],
    attributes: {
      id: ({ token }) => token(10),
      arn: ({ region, text }) => `arn:aws:apigateway:${region}::/apis/${text("id")}`,
      api_endpoint: apiEndpoint,
      execution_arn: (api) => arn(api, "execute-api", api.text("id")),
      ip_address_type: () => "ipv4",
    },
  },
  aws_apigatewayv2_authorizer: {
    identifiedBy: ["api_id", "name"],
    attributes: { id: ({ token }) => token(6) },
  },
  aws_apigatewayv2_integration: {
    // An integration has no name, and several can have the same target. Such integrations have the same fake ID.
    identifiedBy: ["api_id", "integration_type", "integration_subtype", "integration_uri"],
    attributes: { id: ({ token }) => token(7), timeout_milliseconds: () => 30_000 },
  },
  aws_apigatewayv2_route: {
    identifiedBy: ["api_id", "route_key"],
    attributes: { id: ({ token }) => token(7) },
  },
  aws_apigatewayv2_route_response: {
    identifiedBy: ["api_id", "route_id", "route_response_key"],
    attributes: { id: ({ token }) => token(7) },
  },
  aws_apigatewayv2_stage: {
    identifiedBy: ["api_id", "name"],
    attributes: {
      id: ({ text }) => text("name"),
      arn: ({ region, text }) =>
        `arn:aws:apigateway:${region}::/apis/${text("api_id")}/stages/${text("name")}`,
      deployment_id: ({ token }) => token(6),
      execution_arn: (stage) => arn(stage, "execute-api", `${stage.text("api_id")}/${stage.text("name")}`),
      invoke_url: stageUrl,
    },
  },
};

/** Returns the URL of an API. The URL of a WebSocket API has the scheme `wss`, or `ws` locally. */
function apiEndpoint({ endpointOf, text }: ResourceContext): string {
  const url = endpointOf(text("id"));
  return text("protocol_type") === "WEBSOCKET" ? url.replace(/^http/, "ws") : url;
}

/** Returns the URL of a stage. The URL of the stage `$default` has an empty path. */
function stageUrl({ endpointOf, text }: ResourceContext): string {
  return `${endpointOf(text("api_id"))}/${text("name").replace("$default", "")}`;
}
