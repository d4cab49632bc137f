import { REST_API_QUOTAS } from "#aws";
import { isToken, isUnresolved } from "../../tokens";
import { CHANGE_ID_FIX, unknownAtSynth, validateRange, WRITE_MEMBERS_FIX } from "../../validation";
import { type Throttle, validateThrottle } from "../common/throttle";
import type { RestApi } from "../rest/rest-api";
import { CALENDAR_PERIODS, type Quota } from "./usage-plan-props";

/** Request limit of each key for a single route. */
export interface RouteThrottle {
  /** Route key: `GET /products`. */
  readonly key: string;
  readonly throttle: Throttle;
}

/** Settings of a plan that are checked when the app is synthesized, after all routes are declared. */
export interface PlanSettings {
  readonly name: string;
  readonly apis: readonly RestApi[];
  readonly throttle?: Throttle;
  readonly quota?: Quota;
  readonly routeThrottles: readonly RouteThrottle[];
}

/** Returns the errors of a usage plan. */
export function validateUsagePlan(settings: PlanSettings): string[] {
  const { name, apis, throttle, quota, routeThrottles } = settings;
  const { methodThrottles: max } = REST_API_QUOTAS;
  return [
    ...(!isUnresolved(name) && name.trim() === ""
      ? [`name is ${JSON.stringify(name)}; expected a text that is not blank. ${CHANGE_ID_FIX}`]
      : []),
    ...(throttle ? validateThrottle(throttle) : []),
    ...(quota ? validateQuota(quota) : []),
    ...routeThrottles.flatMap((route) => validateRouteThrottle(route, apis)),
    ...(routeThrottles.length > max
      ? [
          `throttleRoute() is called for ${routeThrottles.length} routes; the maximum is ${max}. Remove throttles, or throttle the routes in the API.`,
        ]
      : []),
  ];
}

function validateQuota(quota: Quota): string[] {
  if (isToken(quota)) return [unknownAtSynth("quota", WRITE_MEMBERS_FIX)];
  const { requests } = quota;
  const max = REST_API_QUOTAS.quotaRequests;
  const isValid = isUnresolved(requests) || (Number.isInteger(requests) && requests > 0 && requests <= max);
  if (isValid) return validateOffset(quota);
  return [
    requests > max
      ? `quota.requests is ${requests}; the maximum is ${max}. Write a smaller number.`
      : `quota.requests is ${requests}; expected a whole number greater than 0 (with 0, every request gets 429)`,
    ...validateOffset({ ...quota, requests: max }),
  ];
}

function validateOffset({ requests, period, offset = 0 }: Quota): string[] {
  if (!CALENDAR_PERIODS.includes(period) || isUnresolved(offset)) return [];
  const max = REST_API_QUOTAS.quotaOffset[period];
  if (max === 0)
    return offset === 0
      ? []
      : [`quota.offset is ${offset}, but the period ${period} has no offset. Remove it.`];
  const errors = validateRange("quota.offset", offset, { min: 0, max });
  if (errors.length > 0) return errors.map((error) => `${error} with the period ${period}`);
  if (isUnresolved(requests) || offset < requests) return [];
  return [
    `quota.offset is ${offset}, and quota.requests is ${requests}, so that the first period allows no request; expected an offset below quota.requests. Write a smaller offset.`,
  ];
}

/** A throttle of a route that requires no key has no effect, because API Gateway does not know the key then. */
function validateRouteThrottle({ key, throttle }: RouteThrottle, apis: readonly RestApi[]): string[] {
  const methods = apis.flatMap((api) => api.methods.get(key) ?? []);
  const errors = validateThrottle(throttle).map((error) => `route "${key}": ${error}`);
  if (methods.length === 0 && apis.length > 0) {
    return [
      ...errors,
      `route "${key}" has a throttle, but no API of the plan has the route. Correct the key, or remove it.`,
    ];
  }
  const unkeyed = apis.filter((api) => {
    const method = api.methods.get(key);
    return method && (method.apiKeyRequiredInput === undefined || method.apiKeyRequiredInput === false);
  });
  const isPartial = unkeyed.length < methods.length;
  const places = isPartial ? ` in ${unkeyed.map(({ node }) => node.path).join(", ")}` : "";
  if (unkeyed.length === 0) return errors;
  return [
    ...errors,
    `route "${key}" has a throttle, but requires no API key${places}, so the throttle has no effect${isPartial ? " there" : ""}. Set \`apiKeyRequired: true\` on the route, or remove the throttle.`,
  ];
}
