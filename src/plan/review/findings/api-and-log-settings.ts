import { ownValue } from "#own-value";
import { formatFull, formatShort } from "../format-value";
import type { PlainValues } from "../plain-values";
import { changeLines, type FindingRule, type ResourceChange } from "./finding-rule";

/** Finds changes of the CORS settings of an API. */
export const CORS_CHANGES: FindingRule = {
  title: "CORS changes",
  covers: /^cors_configuration/,
  find: (change) => (change.type === "aws_apigatewayv2_api" ? changeLines(change, "cors_configuration") : []),
};

/** Finds changes of the throttles of a stage and of its routes, and of the throttles and quotas of a usage plan. */
export const THROTTLE_CHANGES: FindingRule = {
  title: "Throttle changes",
  covers: /throttling_|^(throttle|quota)_settings/,
  find: (change) => ownValue(THROTTLES, change.type)?.(change) ?? [],
};

const THROTTLES: Readonly<Record<string, (change: ResourceChange) => string[]>> = {
  aws_apigatewayv2_stage: (change) => throttlingLines(change, "default_route_settings", "route_settings"),
  aws_api_gateway_method_settings: (change) =>
    throttlingLines(change, "settings").map((line) =>
      line.replace("~ settings", `~ settings["${formatFull(change.after.method_path)}"]`),
    ),
  aws_api_gateway_usage_plan: (change) => changeLines(change, "throttle_settings", "quota_settings"),
};

function throttlingLines(change: ResourceChange, ...names: readonly string[]): string[] {
  return changeLines(change, ...names).filter((line) => /throttling_/.test(line));
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
