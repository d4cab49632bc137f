import { ownValue } from "#own-value";
import type { Change } from "../../plan-types";
import { resourceDifferences } from "../differences";
import { formatChange, formatFull, formatShort } from "../format-value";
import { areSame, listOf, type PlainValues } from "../plain-values";
import { changeLines, type FindingRule, type ResourceChange } from "./finding-rule";

/** Finds changes of the CORS settings of an API. */
export const CORS_CHANGES: FindingRule = {
  title: "CORS changes",
  covers: /^cors_configuration|^variables\.cors(Origins|ExposeHeaders|Credentials)$/,
  find: (change) => {
    if (change.type === "aws_api_gateway_stage") return corsVariableLines(change);
    return change.type === "aws_apigatewayv2_api" ? changeLines(change, "cors_configuration") : [];
  },
};

/** Arguments of the CORS configuration of an HTTP API, with the stage variables in which a `RestApi` passes them. */
const CORS_VARIABLES = [
  ["allow_origins", "corsOrigins"],
  ["expose_headers", "corsExposeHeaders"],
  ["allow_credentials", "corsCredentials"],
] as const;

/** Describes the CORS settings of a REST API in the words of an HTTP API. */
function corsVariableLines({ action, before, after }: ResourceChange): string[] {
  if (action !== "update" && action !== "replace") return [];
  return CORS_VARIABLES.flatMap(([argument, variable]) => {
    const [from, to] = [before, after].map(({ variables }) => readVariable(ownValue(variables, variable)));
    return areSame(from, to) ? [] : [`~ cors_configuration.${argument}: ${formatChange(from, to)}`];
  });
}

/** Returns the items of a stage variable, in which `~` represents `*`. Other values are returned unchanged. */
function readVariable(value: unknown): unknown {
  if (typeof value !== "string" || value.includes("${")) return value;
  if (value === "true" || value === "false") return value === "true";
  return value === "" ? undefined : value.replaceAll("~", "*").split(",");
}

/** Finds changes of the throttles of a stage and of its routes, and of the throttles and quotas of a usage plan. */
export const THROTTLE_CHANGES: FindingRule = {
  title: "Throttle changes",
  covers: /throttling_|^(throttle|quota)_settings|^api_stages\..*throttle\b/,
  find: (change, resources) => ownValue(THROTTLES, change.type)?.(change, resources) ?? [],
};

const THROTTLES: Readonly<Record<string, FindingRule["find"]>> = {
  aws_apigatewayv2_stage: (change) => throttlingLines(change, "default_route_settings", "route_settings"),
  aws_api_gateway_method_settings: methodThrottleLines,
  aws_api_gateway_usage_plan: (change) => [
    ...changeLines(change, "throttle_settings", "quota_settings"),
    ...routeThrottleLines(change),
  ],
};

/** Arguments of the throttle of a route in a usage plan. */
const THROTTLE_ARGUMENTS = ["burst_limit", "rate_limit"] as const;

/** Describes the throttles of routes in the stages that a usage plan has before and after the change. */
function routeThrottleLines({ action, before, after }: ResourceChange): string[] {
  if (action !== "update" && action !== "replace") return [];
  const stages = listOf(after.api_stages);
  return stages.flatMap((stage) => {
    const old = listOf(before.api_stages).find((other) => stageId(other) === stageId(stage));
    if (old === undefined) return [];
    const [from, to] = [old, stage].map((values) => limitsByRoute(values));
    const routes = [...new Set([...Object.keys(from ?? {}), ...Object.keys(to ?? {})])].sort();
    const owner = stages.length > 1 ? `api_stages["${formatFull(ownValue(stage, "api_id"))}"].` : "";
    return routes.flatMap((route) => {
      const [limitsBefore, limitsAfter] = [from, to].map((limits) => ownValue(limits, route));
      return THROTTLE_ARGUMENTS.map(
        (name) => [name, ownValue(limitsBefore, name), ownValue(limitsAfter, name)] as const,
      )
        .filter(([, ...values]) => !areSame(...values))
        .map(([name, ...values]) => `~ ${owner}throttle["${route}"].${name}: ${formatChange(...values)}`);
    });
  });
}

/** Returns the throttles of a stage in a usage plan by route key. */
function limitsByRoute(stage: unknown): PlainValues {
  const throttles = listOf(ownValue(stage, "throttle"));
  return Object.fromEntries(throttles.map((limits) => [formatMethodPath(ownValue(limits, "path")), limits]));
}

function stageId(block: unknown): string {
  return JSON.stringify([ownValue(block, "api_id"), ownValue(block, "stage")].map(formatFull));
}

function throttlingLines(change: ResourceChange, ...names: readonly string[]): string[] {
  return changeLines(change, ...names).filter((line) => /throttling_/.test(line));
}

/** Describes the throttle of a method. A removed throttle is a change too, because the throttle of the stage then applies. */
function methodThrottleLines(change: ResourceChange, resources: readonly Change[]): string[] {
  if (isPartOfStage(change, resources)) return [];
  const route = formatMethodPath(change.after.method_path ?? change.before.method_path);
  return resourceDifferences(change)
    .filter(({ path }) => /^settings\b.*throttling_/.test(path))
    .map(({ label, ...values }) => {
      const setting = label.replace(/^settings\b/, `settings["${route}"]`);
      return `~ ${setting}: ${formatChange(values.before, values.after)}`;
    });
}

/** Returns true for settings that are created or deleted together with a stage of the same API. */
export function isPartOfStage(
  { action, before, after }: ResourceChange,
  resources: readonly Change[],
): boolean {
  if (action !== "create" && action !== "delete") return false;
  const api = after.rest_api_id ?? before.rest_api_id;
  return resources.some(
    (other) =>
      other.type === "aws_api_gateway_stage" &&
      other.action === action &&
      areSame((other.after ?? other.before)?.rest_api_id, api),
  );
}

/** Returns the route key of a method: `GET /pets` for `pets/GET`, `ANY /` for `~1/ANY`. The pattern of all methods stays. */
export function formatMethodPath(methodPath: unknown): string {
  const [, path, method] = /^(?!\*)(.*)\/([A-Z]+)$/.exec(formatFull(methodPath)) ?? [];
  if (path === undefined) return formatFull(methodPath);
  return `${method} /${path === "~1" ? "" : path.replaceAll("~1", "/").replace(/^\//, "")}`;
}

/** Finds log groups whose events expire earlier than before. */
export const SHORTER_RETENTION: FindingRule = {
  title: "Log retention shortened",
  covers: /^retention_in_days$/,
  find: ({ type, action, before, after }: ResourceChange) => {
    if (type !== "aws_cloudwatch_log_group" || action !== "update") return [];
    const [daysBefore, daysAfter] = [retentionDays(before), retentionDays(after)];
    return daysAfter < daysBefore ? [`~ ${formatDays(daysBefore)} → ${formatDays(daysAfter)}`] : [];
  },
};

/** Returns the retention in days; `Infinity` if it is 0 or not set, because log events then never expire. */
function retentionDays({ retention_in_days: days }: PlainValues): number {
  return typeof days === "number" && days > 0 ? days : Number.POSITIVE_INFINITY;
}

function formatDays(days: number): string {
  return days === Number.POSITIVE_INFINITY ? "never expires" : `${formatShort(days)} days`;
}
