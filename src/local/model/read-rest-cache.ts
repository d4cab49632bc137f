import { REST_API_QUOTAS } from "#aws";
import type { ResolvedResource } from "#terraform";
import { formatFound, LocalError } from "./local-error";
import { readBoolean, readList, readText, readTextMap } from "./read-value";
import { type ReaderContext, readOptional } from "./reader-context";
import { readBlock } from "./resolved-block";
import { CACHE_CONTROL_STRATEGIES, type CacheKeyModel, type MethodCacheModel } from "./rest-cache-model";

/** An `aws_api_gateway_method_settings`, with the route key of its path. */
export interface MethodSettingsResource {
  readonly key: string;
  readonly resource: ResolvedResource;
}

/**
 * Reads the cache settings of the methods of a stage.
 *
 * @returns `undefined` if the stage has no cache, so that the settings of its methods have no effect
 * @see https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs/resources/api_gateway_method_settings
 */
export function readMethodCaches(
  context: ReaderContext,
  stage: ResolvedResource,
  settings: readonly MethodSettingsResource[],
): ReadonlyMap<string, MethodCacheModel | undefined> | undefined {
  if (!readOptional(context, () => readBoolean(stage, "cache_cluster_enabled"))) return undefined;
  return new Map(settings.map(({ key, resource }) => [key, readMethodCache(context, resource)]));
}

/** Reads the cache settings of a method. API Gateway sets the defaults, which LocalStack's tests recorded on AWS. */
function readMethodCache(context: ReaderContext, resource: ResolvedResource): MethodCacheModel | undefined {
  const optional = <Value>(read: () => Value) => readOptional(context, read);
  const settings = optional(() => readBlock(resource, "settings"));
  if (!settings || !optional(() => settings.boolean("caching_enabled"))) return undefined;
  const ttlSeconds = optional(() => settings.number("cache_ttl_in_seconds")) ?? 300;
  const { min, max } = REST_API_QUOTAS.cacheTtlSeconds;
  if (!Number.isInteger(ttlSeconds) || ttlSeconds < min || ttlSeconds > max)
    throw invalid(resource, "cache_ttl_in_seconds", ttlSeconds, `a whole number from ${min} to ${max}`);
  const needsAuthorization = optional(() => settings.boolean("require_authorization_for_cache_control"));
  const strategy = readStrategy(
    resource,
    optional(() => settings.text("unauthorized_cache_control_header_strategy")),
  );
  return { ttlSeconds, needsAuthorization: needsAuthorization ?? true, strategy };
}

function readStrategy(
  resource: ResolvedResource,
  text = "SUCCEED_WITH_RESPONSE_HEADER",
): MethodCacheModel["strategy"] {
  const strategy = CACHE_CONTROL_STRATEGIES.find((name) => name === text);
  if (strategy) return strategy;
  const argument = "unauthorized_cache_control_header_strategy";
  throw invalid(resource, argument, text, CACHE_CONTROL_STRATEGIES.join(", "));
}

function invalid({ address }: ResolvedResource, name: string, value: unknown, rule: string): LocalError {
  return new LocalError([`${address}: settings.${name} is ${formatFound(value)}; expected ${rule}.`]);
}

/** Parameters that the local gateway can read from a request. */
const READABLE = /^method\.request\.(?:header|path|querystring)\../;

/**
 * Reads the cache key of a method. A parameter of the integration is replaced by the parameter of the method that is mapped
 * to it.
 *
 * @returns `undefined` if a parameter is not emulated, so that the responses are not cached
 * @throws LocalError if the method does not declare a parameter, because API Gateway rejects the integration
 */
export function readCacheKey(
  context: ReaderContext,
  integration: ResolvedResource,
  method: { readonly resource: ResolvedResource; readonly resourceId: string },
): CacheKeyModel | undefined {
  const { address } = integration;
  const names = readOptional(context, () => readList(integration, "cache_key_parameters")) ?? [];
  const mappings = readTextMap(integration, "request_parameters");
  const parameters = names.map((name) => mappings[name] ?? name);
  const declared = Object.keys(readTextMap(method.resource, "request_parameters"));
  const undeclared = parameters.find((name) => READABLE.test(name) && !declared.includes(name));
  if (undeclared !== undefined) {
    throw new LocalError([
      `${address}: cache_key_parameters has "${undeclared}", which request_parameters of ${method.resource.address} does not declare. Declare it with the value false.`,
    ]);
  }
  const other = parameters.find((name) => !READABLE.test(name));
  if (other !== undefined) {
    context.notEmulated.add(
      `${address}: cache_key_parameters has "${other}", which is not emulated. The responses are not cached locally.`,
    );
    return undefined;
  }
  return { namespace: readText(integration, "cache_namespace") ?? method.resourceId, parameters };
}
