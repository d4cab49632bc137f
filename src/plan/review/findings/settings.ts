import type { PlainValues } from "../attribute-values";
import { formatShort } from "../format-value";
import type { Changed, FindingRule } from "./finding-rule";
import { changeLines } from "./finding-rule";

export const CORS_CHANGES: FindingRule = {
  title: "CORS",
  covers: /^cors_configuration/,
  find: (change) => (change.type === "aws_apigatewayv2_api" ? changeLines(change, "cors_configuration") : []),
};

export const THROTTLE_CHANGES: FindingRule = {
  title: "Throttles",
  covers: /throttling_/,
  find: (change) =>
    change.type === "aws_apigatewayv2_stage"
      ? changeLines(change, "default_route_settings", "route_settings").filter((line) =>
          /throttling_/.test(line),
        )
      : [],
};

export const SHORTER_RETENTION: FindingRule = {
  title: "Logs that are kept for a shorter time",
  covers: /^retention_in_days$/,
  find: ({ type, action, before, after }: Changed) => {
    if (type !== "aws_cloudwatch_log_group" || action !== "update") return [];
    const [old, now] = [days(before), days(after)];
    return now < old ? [`~ ${inDays(old)} → ${inDays(now)}`] : [];
  },
};

/** No retention is for ever. */
function days({ retention_in_days: kept }: PlainValues): number {
  return typeof kept === "number" && kept > 0 ? kept : Number.POSITIVE_INFINITY;
}

function inDays(number: number): string {
  return number === Number.POSITIVE_INFINITY ? "for ever" : `${formatShort(number)} days`;
}
