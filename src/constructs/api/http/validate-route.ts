import { HTTP_API_QUOTAS } from "#aws";
import {
  type Access,
  type Route,
  type RouteKey,
  validateExamples,
  validateNames,
  validateProblems,
} from "#contract";
import { nameCheck } from "../../checks";
import { isUnresolved } from "../../tokens";
import { validateGroup } from "../../validation";
import type { Authorizer } from "../common/authorizer";
import type { Integration, RouteTarget } from "../common/integration";
import { type Throttle, validateThrottle } from "../common/throttle";

/** Settings of a single route. They replace the settings of the API for this route. */
export interface RouteSettings {
  /** Authorizer of this route. Default: the authorizer of the API. */
  readonly authorizer?: Authorizer;
  /** Request limit of this route. Default: the limit of the API. */
  readonly throttle?: Throttle;
  /** Enables CloudWatch metrics for this route, which AWS charges for. Default: the setting of the API. */
  readonly detailedMetrics?: boolean;
}

/** Route of an API with its contract, target and settings. */
export interface HttpRoute {
  readonly key: RouteKey;
  /** First version of the route, which defines the access. */
  readonly route: Route;
  /** All versions of the route, starting with the first. */
  readonly versions: Route[];
  /** Function or integration that the user passed to `route()`. */
  readonly target: RouteTarget;
  readonly integration: Integration;
  readonly settings: RouteSettings;
  /**
   * Authorizer of the route. Undefined if the route is public, or if neither the route nor the API sets one.
   */
  readonly authorizer?: Authorizer;
}

/**
 * Returns the error of a route key that is malformed, or that differs from an existing key only in parameter
 * names.
 */
export function validateRouteKey(key: RouteKey, byShape: ReadonlyMap<string, HttpRoute>): string[] {
  if (key.error !== undefined) return [key.error];
  const other = byShape.get(key.shape)?.key;
  if (!other || other.text === key.text) return [];
  return [`route "${key.text}" duplicates "${other.text}" (parameter names do not count). Remove one.`];
}

/** Returns the errors of a route whose key is valid. */
export function validateRoute({
  key,
  route,
  versions,
  integration,
  settings,
  authorizer,
}: HttpRoute): string[] {
  const errors = [
    ...validateAccess(route, settings, authorizer),
    ...(authorizer?.validateRoute(route) ?? []),
    ...(settings.throttle ? validateThrottle(settings.throttle) : []),
    ...new Set(versions.flatMap((version) => integration.validateRoute(key, version))),
    ...new Set(versions.flatMap((version) => (version.groups ?? []).flatMap(validateGroup))),
    ...versions.flatMap(validateDeprecation),
    ...new Set(versions.flatMap(validateNames)),
    ...new Set(versions.flatMap(({ replies }) => validateProblems(replies))),
    ...versions.flatMap(validateExamples),
  ];
  return errors.map((error) => `route "${key.text}": ${error}`);
}

function validateAccess(
  { access, scopes, groups }: Access,
  settings: RouteSettings,
  authorizer?: Authorizer,
): string[] {
  if (access === "public") {
    const conflicts = [
      ...(scopes ? [["scopes", "scopes"]] : []),
      ...(groups ? [["groups", "groups"]] : []),
      ...(settings.authorizer ? [["an authorizer", "authorizer"]] : []),
    ];
    return conflicts.map(
      ([conflict, option]) => `is public and has ${conflict}. Remove \`access: "public"\` or \`${option}\`.`,
    );
  }
  if (!authorizer) {
    return [
      'has no authorizer, so it would be public. Set `authorizer` on the route or the API, or set `access: "public"`.',
    ];
  }
  if (scopes?.length === 0)
    return ["`scopes` is empty, so any valid token is accepted. Add a scope or remove `scopes`."];
  if (groups?.length === 0)
    return ["`groups` is empty, so the route is unreachable. Add a group or remove `groups`."];
  const longScope = scopes?.find(
    (scope) => !isUnresolved(scope) && scope.length > HTTP_API_QUOTAS.scopeLength,
  );
  if (longScope)
    return [
      `scope "${longScope}" has ${longScope.length} characters; the maximum is ${HTTP_API_QUOTAS.scopeLength}. Shorten it.`,
    ];
  return [];
}

function validateDeprecation({ deprecated }: Route): string[] {
  const { since, sunset } = deprecated ?? {};
  const invalid = Object.entries({ since, sunset }).filter(([, date]) => date !== undefined && !isDate(date));
  if (invalid.length > 0) {
    return invalid.map(
      ([name, date]) => `deprecated.${name} is "${date}"; expected a date like "2026-01-31"`,
    );
  }
  if (since === undefined || sunset === undefined || since < sunset) return [];
  return [`deprecated.sunset is "${sunset}"; expected a date after deprecated.since, which is "${since}"`];
}

function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(new Date(text).getTime());
}

/**
 * Returns an error for each route that would reject the preflight requests of browsers with 401. A preflight
 * request has the method OPTIONS and carries no token. It matches a route with the method OPTIONS or `ANY`,
 * and the route `$default`. If such a route has an authorizer, the API also needs a public OPTIONS route with
 * the same path. API Gateway then prefers the public route for preflight requests.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
 */
export function validatePreflight(routes: readonly HttpRoute[]): string[] {
  const publicOptions = routes.filter(
    ({ key, route }) => key.method === "OPTIONS" && route.access === "public",
  );
  const shapes = new Set(publicOptions.map(({ key }) => pathShape(key)));
  return routes
    .filter(({ key, authorizer }) => authorizer && ["ANY", "OPTIONS"].includes(key.method))
    .filter(({ key }) => !shapes.has(pathShape(key)))
    .map(({ key }) => {
      const path = key.isDefault ? "/{proxy+}" : key.path;
      const message = `route "${key.text}" has an authorizer and matches preflight requests, which carry no token. Add a public route "OPTIONS ${path}".`;
      return nameCheck(message, "preflight-authorizer");
    });
}

/** Returns the path of a key without its parameter names: `/products/{}`, or `/{+}` for `$default`. */
function pathShape({ isDefault, shape, method }: RouteKey): string {
  return isDefault ? "/{+}" : shape.slice(method.length + 1);
}
