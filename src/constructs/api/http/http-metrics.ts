import type { Apigatewayv2Api, Apigatewayv2Stage } from "../../cdktf";
import { isUnresolved } from "../../tokens";
import type { ApiMetrics } from "../common/monitored-api";

/** Returns the CloudWatch metrics of an HTTP API. */
export function httpMetrics({ id }: Apigatewayv2Api, stage: Apigatewayv2Stage): ApiMetrics {
  return {
    dimensions: { ApiId: id },
    clientErrors: "4xx",
    serverErrors: "5xx",
    routeDimensions: ["ApiId", "Method", "Resource", "Stage"],
    timeoutStatus: 503,
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
