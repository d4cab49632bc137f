import type { ApiKeyModel, RestApiModel } from "../../model/model";
import { createRoutedStep } from "../core/common-steps";
import type { GatewayStep } from "../core/pipeline";
import type { RoutedRecord } from "../core/request-record";
import { gatewayError } from "./gateway-error";
import type { KeyUsage } from "./key-usage";

/** API whose methods can require an API key. */
type KeyedApi = Pick<RestApiModel, "apiKeys" | "apiKeySource">;

/**
 * Creates the step that rejects a request without a valid API key, if the method requires one. The key must be enabled,
 * and belong to a usage plan with the stage. The step adds the key to the record.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html
 */
export function createApiKeyStep(api: KeyedApi): GatewayStep {
  let byValue: ReadonlyMap<string, ApiKeyModel> | undefined;
  return createRoutedStep("API key", (record) => {
    if (!record.route.apiKeyRequired) return undefined;
    const value = readKeyValue(api, record);
    byValue ??= new Map(api.apiKeys.map((each) => [each.value, each]));
    const key = value === undefined ? undefined : byValue.get(value);
    if (key?.isEnabled && key.plans.has(record.stage.name)) {
      record.apiKey = key;
      return undefined;
    }
    return gatewayError("INVALID_API_KEY", "Forbidden", describeInvalidKey(api, record, { value, key }));
  });
}

/**
 * Returns the API key of a request. An API uses either the header or the result of the Lambda authorizer. Of several headers,
 * the last one is used, as for the other single values of a REST API.
 */
function readKeyValue({ apiKeySource }: KeyedApi, { request, caller }: RoutedRecord): string | undefined {
  if (apiKeySource === "AUTHORIZER") return caller?.usageIdentifierKey;
  return request.headers.findLast(([name]) => name === "x-api-key")?.[1];
}

/** Returns the reason for the terminal. It never contains the value of a key. */
function describeInvalidKey(
  { apiKeySource }: KeyedApi,
  { stage }: RoutedRecord,
  { value, key }: { readonly value: string | undefined; readonly key: ApiKeyModel | undefined },
): string {
  const source = apiKeySource === "HEADER" ? "x-api-key" : "usageIdentifierKey of the authorizer";
  if (value === undefined) return `${source} is missing`;
  if (!key) return `${source} is not the value of an API key`;
  if (!key.isEnabled) return `API key ${key.name} is disabled`;
  return `no usage plan with API key ${key.name} contains the stage ${stage.name}`;
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
