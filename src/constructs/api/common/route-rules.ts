import type { Access, Deprecation, Route } from "#contract";
import { BOOLEAN, LIST, objectRule, oneOf, TEXT } from "../../prop-rules";
import { checkProps, isRecord, type PropRule, type PropRules, required } from "../../props";
import { describeWrongValue } from "../../validation";
import { describeContractsFix, findContractKind, validateContractKind } from "./contract-kind";
import { THROTTLE } from "./throttle";
import type { SharedRouteSettings } from "./validate-route";

const ACCESS: PropRules<Access> = { access: oneOf(["public"]), scopes: LIST, groups: LIST };

/** Rules for the settings that the routes of all kinds of API have. */
export const SHARED_SETTINGS: PropRules<SharedRouteSettings> = {
  throttle: THROTTLE,
  detailedMetrics: BOOLEAN,
};

const DEPRECATION: PropRules<Deprecation> = { since: required(TEXT), sunset: TEXT, link: TEXT };

/** Rule of a prop that is an object with any properties. */
export const OBJECT: PropRule = {
  expected: "an object",
  validate: (value, path) => (isRecord(value) ? [] : [describeWrongValue(path, value, "an object")]),
};

/** Rule of a schema, which is an object or, with some libraries, a function. */
const SCHEMA: PropRule = {
  expected: "a schema",
  validate: (value, path) =>
    isRecord(value) || typeof value === "function" ? [] : [describeWrongValue(path, value, "a schema")],
};

const CONTRACT: PropRules<Route> = {
  ...ACCESS,
  key: required(TEXT),
  summary: TEXT,
  tags: LIST,
  deprecated: objectRule(DEPRECATION, '{ since: "2026-01-31" }'),
  examples: OBJECT,
  version: OBJECT,
  params: SCHEMA,
  query: SCHEMA,
  headers: SCHEMA,
  body: SCHEMA,
  replies: OBJECT,
};

/** Returns the errors of the settings of a route key. Only the handler of a contract checks groups. */
function validateKeySettings(key: string, settings: object, rules: PropRules<object>): readonly string[] {
  const { errors } = checkProps(settings, { ...rules, ...ACCESS });
  if (errors.length > 0 || !("groups" in settings) || settings.groups === undefined) return errors;
  return [
    `groups is set next to a route key, but only the handler of a contract checks groups. Write \`route("${key}", { groups })\` instead of the key, and implement it with \`handle()\`; or remove \`groups\`.`,
  ];
}

/**
 * Returns the errors of the contract or the route key, and of the settings, that the user passed to `route()`.
 *
 * @param rules rules for the settings of a route of this kind of API
 */
export function validateArguments(
  routeOrKey: Route | string,
  settings: object = {},
  rules: PropRules<object>,
): readonly string[] {
  if (typeof routeOrKey === "string") return validateKeySettings(routeOrKey, settings, rules);
  const contractsFix = findContractKind(routeOrKey) ? undefined : describeContractsFix(routeOrKey);
  if (!isRecord(routeOrKey) || contractsFix !== undefined)
    return [describeWrongValue("the route", routeOrKey, "a contract or a route key", contractsFix)];
  const wrongKind = validateContractKind("the contract", routeOrKey, "route");
  if (wrongKind.length > 0) return wrongKind;
  const names = Object.keys(ACCESS).filter((name) => isRecord(settings) && Object.hasOwn(settings, name));
  if (names.length > 0) {
    return names.map(
      (name) => `${name} is set next to a contract, which defines the access. Set it in the contract.`,
    );
  }
  return [...checkProps(routeOrKey, CONTRACT).errors, ...checkProps(settings, rules).errors];
}
