import type { Change } from "../../plan-types";
import { areSame, type Values } from "../attribute-values";
import { arrow, full } from "../format-value";
import type { Changed, Kind } from "./finding-rule";

export const LOST_ROUTES: Kind = {
  title: "What callers would miss",
  tells: /^route_key$/,
  tellsDeletions: true,
  find: (change, all) => FINDERS[change.type]?.(change, all) ?? [],
};

const FINDERS: Readonly<Record<string, (change: Changed, all: readonly Change[]) => readonly string[]>> = {
  aws_apigatewayv2_route: routeLines,
  aws_apigatewayv2_api: ({ action, before }) => {
    if (action === "delete") return [`- ${full(before.name)} is deleted, and its address with it`];
    return action === "replace" ? [`- ${full(before.name)} is replaced by one with another address`] : [];
  },
  aws_apigatewayv2_stage: ({ action, before, after }) => {
    if (action === "delete") return [`- the stage ${full(before.name)} is deleted`];
    const isOther = action !== "create" && !areSame(before.name, after.name);
    return isOther ? [`~ the stage ${arrow(before.name, after.name)}`] : [];
  },
};

function routeLines({ action, before, after }: Changed, all: readonly Change[]): string[] {
  const key = before.route_key;
  if (action === "delete") return sameRoute(before, "create", all) ? [] : [`- ${full(key)} is deleted`];
  const isOther = action !== "create" && shapeOf(key) !== shapeOf(after.route_key);
  return isOther ? [`~ ${arrow(key, after.route_key)}`] : [];
}

/** The route of the same API with the same key that comes or goes under another address. */
export function sameRoute(
  route: Values,
  comesOrGoes: "create" | "delete",
  all: readonly Change[],
): Values | undefined {
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
  return full(key).replaceAll(/\{[^{}+]*/g, "{");
}
