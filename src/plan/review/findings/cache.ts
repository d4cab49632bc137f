import type { Change } from "../../plan-types";
import { resourceDifferences } from "../differences";
import { formatChange, formatFull } from "../format-value";
import { listOf, type PlainValues } from "../plain-values";
import { formatMethodPath, isPartOfStage } from "./api-and-log-settings";
import { changeLines, type FindingRule, pathPattern, type ResourceChange } from "./finding-rule";

/**
 * Finds changes after which a caller of a REST API can get or replace the cached response of another caller: a cache key
 * without the caller, an invalidation by any caller, and a cache without encryption.
 */
export const CACHE_ACCESS: FindingRule = {
  title: "Access to cached responses",
  covers: /^settings\b.*(?:require_authorization_for_cache_control|cache_data_encrypted)$/,
  find: (change, resources) => {
    if (change.action !== "update") return [];
    if (change.type === "aws_api_gateway_integration") return sharedResponseLines(change, resources);
    return change.type === "aws_api_gateway_method_settings" ? weakerSettingLines(change) : [];
  },
};

/** Describes the parameters that identify the caller, and that a cache key no longer contains. */
function sharedResponseLines(change: ResourceChange, resources: readonly Change[]): string[] {
  return listRemoved(change)
    .filter(createCallerTest(resources))
    .map((name) => `- ${name} in the cache key: a caller can get the response of another caller`);
}

/** Describes the other parameters that are added to a cache key or removed from it. */
function keyLines(change: ResourceChange, resources: readonly Change[]): string[] {
  const { before, after } = change;
  const added = listRemoved({ before: after, after: before });
  const identifiesCaller = createCallerTest(resources);
  const removed = listRemoved(change).filter((name) => !identifiesCaller(name));
  return [
    ...added.map((name) => `+ ${name} in the cache key`),
    ...removed.map((name) => `- ${name} in the cache key`),
  ];
}

function listRemoved({ before, after }: Pick<ResourceChange, "before" | "after">): string[] {
  const [from, to] = [before, after].map((values) => listOf(values.cache_key_parameters).map(formatFull));
  return (from ?? []).filter((name) => !to?.includes(name));
}

/** Returns a function that returns true for a parameter that identifies the caller. */
function createCallerTest(resources: readonly Change[]): (name: string) => boolean {
  const parameters = new Set([...CALLER_PARAMETERS, ...resources.flatMap(listIdentitySources)]);
  return (name) => parameters.has(name.toLowerCase());
}

/** Parameters that identify the caller of every API, in lower case. */
const CALLER_PARAMETERS = ["method.request.header.authorization", "method.request.header.x-api-key"];

/** Returns the identity sources of an authorizer, before and after the change. Another resource has none. */
function listIdentitySources({ type, before, after }: Change): string[] {
  if (type !== "aws_api_gateway_authorizer") return [];
  const sources = [before, after].map((values) => formatFull(values?.identity_source ?? ""));
  return sources.flatMap((text) => text.toLowerCase().split(/\s*,\s*/));
}

function weakerSettingLines({ before, after }: ResourceChange): string[] {
  const [from, to] = [before, after].map(readSettings);
  const route = formatMethodPath(after.method_path);
  if (to?.caching_enabled !== true) return [];
  const turnedOff = (name: string) => from?.[name] === true && to[name] === false;
  return [
    ...(turnedOff("require_authorization_for_cache_control")
      ? [`+ ${route}: any caller can replace cached responses (Cache-Control: max-age=0)`]
      : []),
    ...(turnedOff("cache_data_encrypted") ? [`- ${route}: encryption of cached responses`] : []),
  ];
}

function readSettings({ settings }: PlainValues): PlainValues | undefined {
  const [values] = [settings].flat();
  return values as PlainValues | undefined;
}

/** Finds changes of the cache of a stage, of the methods that it caches, and of the cache keys. */
export const CACHE_CHANGES: FindingRule = {
  title: "Cache changes",
  covers: pathPattern(
    "cache_cluster_enabled",
    "cache_cluster_size",
    "settings.*\\.(?:caching_enabled|cache_ttl_in_seconds|unauthorized_cache_control_header_strategy)",
    "cache_key_parameters.*",
    "cache_namespace",
  ),
  find: (change, resources) => {
    if (change.type === "aws_api_gateway_stage") return clusterLines(change);
    // The namespace of a replaced integration is not known, because its default is the ID of a resource.
    if (change.type === "aws_api_gateway_integration" && change.action === "update")
      return [...keyLines(change, resources), ...changeLines(change, "cache_namespace")];
    return change.type === "aws_api_gateway_method_settings" ? settingLines(change, resources) : [];
  },
};

/**
 * Describes the change of a cache. API Gateway creates a new one, which takes minutes.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-caching.html
 */
function clusterLines(change: ResourceChange): string[] {
  const { before, after } = change;
  if (before.cache_cluster_enabled !== true && after.cache_cluster_enabled !== true) return [];
  const note =
    after.cache_cluster_enabled === true
      ? "the change takes about 4 minutes, and the cache is empty after it"
      : "all requests reach the integrations";
  return changeLines(change, "cache_cluster_enabled", "cache_cluster_size").map(
    (line) => `${line} (${note})`,
  );
}

const SETTINGS = /\.(?:caching_enabled|cache_ttl_in_seconds|unauthorized_cache_control_header_strategy)$/;

function settingLines(change: ResourceChange, resources: readonly Change[]): string[] {
  const { before, after } = change;
  const isCached = [before, after].some((values) => readSettings(values)?.caching_enabled === true);
  if (!isCached || isPartOfStage(change, resources)) return [];
  const route = formatMethodPath(after.method_path ?? before.method_path);
  return resourceDifferences(change)
    .filter(({ path }) => SETTINGS.test(path))
    .map(({ label, ...values }) => {
      const setting = label.replace(/^settings\b/, `settings["${route}"]`);
      return `~ ${setting}: ${formatChange(values.before, values.after)}`;
    });
}
