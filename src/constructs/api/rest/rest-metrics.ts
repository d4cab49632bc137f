import type { ApiGatewayRestApi, ApiGatewayStage } from "../../cdktf";
import type { RequestMetrics } from "../common/monitored-api";

/**
 * Returns the CloudWatch metrics of a stage of a REST API. They are identified by the name of the API, and not by its ID.
 *
 * @param hasRouteMetrics function that returns true if at least one route has its own metrics
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html
 */
export function restMetrics(
  stage: ApiGatewayStage,
  api: ApiGatewayRestApi,
  hasRouteMetrics: () => boolean,
): RequestMetrics {
  return {
    kind: "requests",
    dimensions: { ApiName: api.name, Stage: stage.stageName },
    clientErrors: "4XXError",
    serverErrors: "5XXError",
    routeDimensions: ["ApiName", "Method", "Resource", "Stage"],
    timeoutResponse: "a 502",
    throttleResponse: "a 5xx",
    hasApiKeys: true,
    hasRouteMetrics,
    hasCache: stage.cacheClusterEnabledInput === true,
  };
}
