import { REST_API_QUOTAS } from "#aws";
import { isToken, isUnresolved } from "../../tokens";
import { unknownAtSynth, validateRange, WRITE_MEMBERS_FIX } from "../../validation";
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
  readonly apis: readonly RestApi[];
  readonly throttle?: Throttle;
  readonly quota?: Quota;
  readonly routeThrottles: readonly RouteThrottle[];
}

/** Returns the errors of a usage plan. */
export function validateUsagePlan({ apis, throttle, quota, routeThrottles }: PlanSettings): string[] {
  const { methodThrottles: max } = REST_API_QUOTAS;
  return [
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
  const { requests, period, offset = 0 } = quota;
  const isValid = isUnresolved(requests) || (Number.isInteger(requests) && requests > 0);
  return [
    ...(isValid
      ? []
      : [
          `quota.requests is ${requests}; expected a whole number greater than 0 (with 0, every request gets 429)`,
        ]),
    ...(CALENDAR_PERIODS.includes(period)
      ? validateRange("quota.offset", offset, { min: 0, max: REST_API_QUOTAS.quotaOffset[period] }).map(
          (error) => `${error} with the period ${period}`,
        )
      : []),
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
  const isKeyed = methods.some(
    ({ apiKeyRequiredInput }) => apiKeyRequiredInput !== undefined && apiKeyRequiredInput !== false,
  );
  if (isKeyed || methods.length === 0) return errors;
  return [
    ...errors,
    `route "${key}" has a throttle, but requires no API key, so the throttle has no effect. Set \`apiKeyRequired: true\` on the route, or remove the throttle.`,
  ];
}
