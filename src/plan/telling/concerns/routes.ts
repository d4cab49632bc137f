import type { Change } from "../../plan";
import { arrow, shown } from "../shown";
import type { Changed, Kind } from "./kind";

export const LOST_ROUTES: Kind = {
  title: "What callers would miss",
  tells: /^route_key$/,
  tellsDeletions: true,
  find: (change, all) => FINDERS[change.type]?.(change, all) ?? [],
};

const FINDERS: Readonly<Record<string, (change: Changed, all: readonly Change[]) => readonly string[]>> = {
  aws_apigatewayv2_route: routeLines,
  aws_apigatewayv2_api: ({ action, before }) => {
    if (action === "delete") return [`- ${shown(before.name)} is deleted, and its address with it`];
    return action === "replace" ? [`- ${shown(before.name)} is replaced by one with another address`] : [];
  },
  aws_apigatewayv2_stage: ({ action, before }) =>
    action === "delete" ? [`- the stage ${shown(before.name)} is deleted`] : [],
};

function routeLines({ action, before, after }: Changed, all: readonly Change[]): string[] {
  const key = before.route_key;
  if (action === "delete") return isMadeElsewhere(key, all) ? [] : [`- ${shown(key)} is deleted`];
  const isOther = action !== "create" && shapeOf(key) !== shapeOf(after.route_key);
  return isOther ? [`~ ${arrow(key, after.route_key)}`] : [];
}

/** Under another address, a route with its key takes its place. */
function isMadeElsewhere(key: unknown, all: readonly Change[]): boolean {
  return all.some(
    ({ type, action, after }) =>
      type === "aws_apigatewayv2_route" && action === "create" && shapeOf(after?.route_key) === shapeOf(key),
  );
}

/** What its parameters are called makes no difference to callers. */
function shapeOf(key: unknown): string {
  return shown(key).replaceAll(/\{[^{}+]*/g, "{");
}
