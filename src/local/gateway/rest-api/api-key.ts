import { type GatewayRequest, headerOf } from "../../http/request";
import type { ApiKeyModel } from "../../model/model";
import { createRoutedStep } from "../core/common-steps";
import type { GatewayStep } from "../core/pipeline";
import { gatewayError } from "./gateway-error";

/**
 * Creates the step that rejects a request without a valid API key, if the method requires one.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html
 */
export function createApiKeyStep(apiKeys: readonly ApiKeyModel[]): GatewayStep {
  return createRoutedStep("API key", ({ route, request, stage }) => {
    if (!route.needsApiKey || findApiKey(apiKeys, request)?.stages.includes(stage.name)) return undefined;
    const reason = `x-api-key is no API key of a usage plan with the stage ${stage.name}`;
    return gatewayError("INVALID_API_KEY", "Forbidden", reason);
  });
}

/** Returns the API key of a request, or `undefined`. */
export function findApiKey(
  apiKeys: readonly ApiKeyModel[],
  request: GatewayRequest,
): ApiKeyModel | undefined {
  const value = headerOf(request, "x-api-key");
  return apiKeys.find((key) => key.value === value);
}
