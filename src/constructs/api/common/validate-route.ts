import {
  type Access,
  type Route,
  type RouteKey,
  validateExamples,
  validateNames,
  validateProblems,
} from "#contract";
import { validateGroup } from "../../validation";
import { type Throttle, validateThrottle } from "./throttle";

/** Settings of a single route that all kinds of API have. They replace the settings of the API for this route. */
export interface SharedRouteSettings {
  /** Request limit of this route. Default: the limit of the API. */
  readonly throttle?: Throttle;
  /** Enables CloudWatch metrics for this route, which AWS charges for. Default: the setting of the API. */
  readonly detailedMetrics?: boolean;
}

/** Route of an API with its contract, target and settings. */
export interface ApiRoute {
  readonly key: RouteKey;
  /** First version of the route, which defines the access. */
  readonly route: Route;
  /** All versions of the route, starting with the first. */
  readonly versions: Route[];
  /** Function or integration that the user passed to `route()`. */
  readonly target: unknown;
  readonly settings: SharedRouteSettings & { readonly authorizer?: object };
  /**
   * Authorizer of the route. Undefined if the route is public, or if neither the route nor the API sets one.
   */
  readonly authorizer?: { readonly id?: string };
  /** Returns the errors of the authorizer for this route. */
  validateAuthorizer(access: Access): readonly string[];
  /** Returns the errors of the integration for this route. */
  validateIntegration(version: Route): readonly string[];
}

/**
 * Returns the error of a route key that is malformed, or that differs from an existing key only in parameter
 * names.
 */
export function validateRouteKey(key: RouteKey, byShape: ReadonlyMap<string, ApiRoute>): string[] {
  if (key.error !== undefined) return [key.error];
  const other = byShape.get(key.shape)?.key;
  if (!other || other.text === key.text) return [];
  return [`route "${key.text}" duplicates "${other.text}" (parameter names do not count). Remove one.`];
}

/** Returns the errors of a route whose key is valid. */
export function validateRoute(declared: ApiRoute): string[] {
  const { key, route, versions, settings, authorizer } = declared;
  const errors = [
    ...validateAccess(route, settings, authorizer),
    ...declared.validateAuthorizer(route),
    ...(settings.throttle ? validateThrottle(settings.throttle) : []),
    ...new Set(versions.flatMap((version) => declared.validateIntegration(version))),
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
  settings: ApiRoute["settings"],
  authorizer: ApiRoute["authorizer"],
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
