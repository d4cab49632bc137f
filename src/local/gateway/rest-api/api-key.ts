import type { RestApiModel } from "../../model/model";
import { ApiKeys } from "../core/api-keys";
import { createRoutedStep } from "../core/common-steps";
import type { KeyUsage } from "../core/key-usage";
import type { GatewayStep } from "../core/pipeline";
import type { RoutedRecord } from "../core/request-record";
import { gatewayError } from "./gateway-error";

/** API whose methods can require an API key. */
type KeyedApi = Pick<RestApiModel, "apiKeys" | "apiKeySource">;

/**
 * Creates the step that rejects a request without a valid API key, if the method requires one. The key must be enabled,
 * and belong to a usage plan with the stage. The step adds the key to the record.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html
 */
export function createApiKeyStep(api: KeyedApi): GatewayStep {
  const keys = new ApiKeys(api.apiKeys);
  return createRoutedStep("API key", (record) => {
    if (!record.route.apiKeyRequired) return undefined;
    const result = keys.find(readKeyValue(api, record), record.stage.name, SOURCES[api.apiKeySource]);
    if ("reason" in result) return gatewayError("INVALID_API_KEY", "Forbidden", result.reason);
    record.apiKey = result.key;
    return undefined;
  });
}

/** Places of the API key, for the terminal. */
const SOURCES = { HEADER: "x-api-key", AUTHORIZER: "usageIdentifierKey of the authorizer" } as const;

/**
 * Returns the API key of a request. An API uses either the header or the result of the Lambda authorizer. Of several headers,
 * the last one is used, as for the other single values of a REST API.
 */
function readKeyValue({ apiKeySource }: KeyedApi, { request, caller }: RoutedRecord): string | undefined {
  if (apiKeySource === "AUTHORIZER") return caller?.usageIdentifierKey;
  return request.headers.findLast(([name]) => name === "x-api-key")?.[1];
}

/** Creates the step that applies the limits of the usage plan of the API key. It has no effect without a required key. */
export function createUsagePlanStep(usage: KeyUsage): GatewayStep {
  return createRoutedStep("usage plan", (record) => {
    const { apiKey, api, stage, route } = record;
    const plan = apiKey?.plans.get(stage.name);
    if (!apiKey || !plan) return undefined;
    const method = { apiId: api.id, stage: stage.name, routeKey: route.key.text };
    const exceeded = usage.count(plan, apiKey, method);
    if (exceeded === "THROTTLE")
      return gatewayError("THROTTLED", "Too Many Requests", `throttle of usage plan ${plan.name} exceeded`);
    if (exceeded === "QUOTA")
      return gatewayError("QUOTA_EXCEEDED", "Limit Exceeded", `quota of usage plan ${plan.name} exceeded`);
    return undefined;
  });
}
