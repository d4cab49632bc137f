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
    attributes: {
      id: ({ token }) => token(7),
      timeout_milliseconds: ({ isWebSocketApi, text }) => (isWebSocketApi(text("api_id")) ? 29_000 : 30_000),
    },
  },
  aws_apigatewayv2_model: {
    identifiedBy: ["api_id", "name"],
    attributes: { id: ({ token }) => token(6) },
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

/** Returns the URL of an API. */
function apiEndpoint({ endpointOf, text }: ResourceContext): string {
  const url = endpointOf(text("id"));
  return text("protocol_type") === "WEBSOCKET" ? toWebSocketUrl(url) : url;
}

/**
 * Returns the URL of a stage. The URL of the stage `$default` of an HTTP API has an empty path. The path of a WebSocket API
 * is the name of the stage in each case.
 */
function stageUrl({ endpointOf, isWebSocketApi, text }: ResourceContext): string {
  const [apiId, name] = [text("api_id"), text("name")];
  const url = endpointOf(apiId);
  if (isWebSocketApi(apiId)) return `${toWebSocketUrl(url)}/${name}`;
  return `${url}/${name.replace("$default", "")}`;
}

/** Returns the URL of a WebSocket API, which has the scheme `wss`, or `ws` locally. */
function toWebSocketUrl(url: string): string {
  return url.replace(/^http/, "ws");
}
