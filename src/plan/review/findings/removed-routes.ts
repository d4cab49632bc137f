import type { Change } from "../../plan-types";
import { areSame, type PlainValues } from "../attribute-values";
import { formatChange, formatFull } from "../format-value";
import type { Changed, FindingRule } from "./finding-rule";

export const REMOVED_ROUTES: FindingRule = {
  title: "What callers would miss",
  covers: /^route_key$/,
  coversDeletion: true,
  find: (change, all) => FINDERS[change.type]?.(change, all) ?? [],
};

const FINDERS: Readonly<Record<string, (change: Changed, all: readonly Change[]) => readonly string[]>> = {
  aws_apigatewayv2_route: routeLines,
  aws_apigatewayv2_api: ({ action, before }) => {
    if (action === "delete") return [`- ${formatFull(before.name)} is deleted, and its address with it`];
    return action === "replace"
      ? [`- ${formatFull(before.name)} is replaced by one with another address`]
      : [];
  },
  aws_apigatewayv2_stage: ({ action, before, after }) => {
    if (action === "delete") return [`- the stage ${formatFull(before.name)} is deleted`];
    const isOther = action !== "create" && !areSame(before.name, after.name);
    return isOther ? [`~ the stage ${formatChange(before.name, after.name)}`] : [];
  },
};

function routeLines({ action, before, after }: Changed, all: readonly Change[]): string[] {
  const key = before.route_key;
  if (action === "delete") return sameRoute(before, "create", all) ? [] : [`- ${formatFull(key)} is deleted`];
  const isOther = action !== "create" && shapeOf(key) !== shapeOf(after.route_key);
  return isOther ? [`~ ${formatChange(key, after.route_key)}`] : [];
}

/** The route of the same API with the same key that comes or goes under another address. */
export function sameRoute(
  route: PlainValues,
  comesOrGoes: "create" | "delete",
  all: readonly Change[],
): PlainValues | undefined {
  const found = all
    .filter(({ type, action }) => type === "aws_apigatewayv2_route" && action === comesOrGoes)
    .map(({ before, after }) => after ?? before)
    .find(
      (other) =>
        shapeOf(other?.route_key) === shapeOf(route.route_key) && areSame(other?.api_id, route.api_id),
    );
  return found ?? undefined;
}

/** What its parameters are called makes no difference to callers. */
function shapeOf(key: unknown): string {
  return formatFull(key).replaceAll(/\{[^{}+]*/g, "{");
}
