import type { Apigatewayv2Api, Apigatewayv2Stage } from "../../cdktf";
import { isUnresolved } from "../../tokens";
import type { MessageMetrics, RequestMetrics } from "./monitored-api";

/** Returns the CloudWatch metrics of an HTTP API. @param stage stage that enables the metrics of single routes */
export function httpMetrics({ id }: Apigatewayv2Api, stage: Apigatewayv2Stage): RequestMetrics {
  return {
    kind: "requests",
    dimensions: { ApiId: id },
    clientErrors: "4xx",
    serverErrors: "5xx",
    routeDimensions: ["ApiId", "Method", "Resource", "Stage"],
    timeoutResponse: "a 503",
    throttleResponse: "a 5xx",
    hasApiKeys: false,
    hasRouteMetrics: () => hasDetailedMetrics(stage),
    hasCache: false,
  };
}

/** Returns the CloudWatch metrics of a WebSocket API. @param stage stage that enables the metrics of single routes */
export function webSocketMetrics({ id }: Apigatewayv2Api, stage: Apigatewayv2Stage): MessageMetrics {
  return {
    kind: "messages",
    dimensions: { ApiId: id },
    // A client gets a message for a failed message, and a status for a failed handshake.
    timeoutResponse: "an error",
    throttleResponse: "an error",
    hasApiKeys: false,
    hasRouteMetrics: () => hasDetailedMetrics(stage),
    hasCache: false,
  };
}

function hasDetailedMetrics(stage: Apigatewayv2Stage): boolean {
  const { routeSettingsInput: routes, defaultRouteSettingsInput: defaults } = stage;
  const all = [defaults, ...(Array.isArray(routes) ? routes : [])];
  return all.some((settings) => {
    const isEnabled = settings?.detailedMetricsEnabled;
    return isEnabled === true || isUnresolved(isEnabled);
  });
}
