import { type Access, type Route, type RouteKey, validateExamples } from "#contract";
import { Token } from "../../cdktf";
import type { FunctionTarget } from "../../function/function-target";
import type { Authorizer } from "../common/authorizer";
import { type Throttle, validateThrottle } from "../common/throttle";

/** What a route has of its own, instead of its API's. */
export interface RouteSettings {
  /** Default: the API's. */
  readonly authorizer?: Authorizer;
  /** Default: the API's. */
  readonly throttle?: Throttle;
  /** Whether CloudWatch has this route's own metrics. Default: the API's. */
  readonly detailedMetrics?: boolean;
}

/** A route of an API, with everything that was said of it. */
export interface HttpRoute {
  readonly key: RouteKey;
  /** What says who may call: the first version. */
  readonly route: Route;
  /** All versions of the route, the first among them. */
  readonly versions: Route[];
  readonly target: FunctionTarget;
  readonly settings: RouteSettings;
  /** Who guards it; none where it is public, or by omission. */
  readonly authorizer?: Authorizer;
}

/** Why API Gateway would refuse a key, by itself or beside those there are. */
export function validateRouteKey(key: RouteKey, byShape: ReadonlyMap<string, HttpRoute>): string[] {
  if (key.error !== undefined) return [key.error];
  const other = byShape.get(key.shape)?.key;
  if (!other || other.text === key.text) return [];
  return [
    `route "${key.text}" differs from "${other.text}" only in a parameter's name, so both answer the same requests; drop one of the two`,
  ];
}

/** What is wrong with a route whose key is good. */
export function validateRoute({ key, route, versions, target, settings, authorizer }: HttpRoute): string[] {
  const faults = [
    ...validateAccess(route, settings, authorizer),
    ...(authorizer?.validateRoute(route) ?? []),
    ...(settings.throttle ? validateThrottle(settings.throttle) : []),
    ...validateTimeout(target),
    ...versions.flatMap(validateDeprecation),
    ...versions.flatMap(validateExamples),
  ];
  return faults.map((fault) => `route "${key.text}" ${fault}`);
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
const MAX_SCOPES = 10;
const MAX_TIMEOUT_SECONDS = 30;
/** https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-routes.html */
const MAX_SCOPE_LENGTH = 64;

function validateAccess(
  { access, scopes, groups }: Access,
  settings: RouteSettings,
  authorizer?: Authorizer,
): string[] {
  if (access === "public") {
    const barred = [
      ...(scopes ? ["scopes"] : []),
      ...(groups ? ["groups"] : []),
      ...(settings.authorizer ? ["an authorizer"] : []),
    ];
    return barred.map((what) => `is public and has ${what}; drop one of the two`);
  }
  if (!authorizer) {
    return ['has no authorizer, so everybody may call it; give it or its API one, or say access: "public"'];
  }
  if (scopes?.length === 0)
    return ["has an empty list of scopes, which any valid token passes; name one, or drop scopes"];
  if (groups?.length === 0)
    return ["has an empty list of groups, which nobody is in; name one, or drop groups"];
  const long = scopes?.find((scope) => !Token.isUnresolved(scope) && scope.length > MAX_SCOPE_LENGTH);
  if (long)
    return [
      `has the scope "${long}" of ${long.length} characters, ${MAX_SCOPE_LENGTH} are allowed; shorten it`,
    ];
  if (scopes && scopes.length > MAX_SCOPES) {
    return [
      `has ${scopes.length} scopes, ${MAX_SCOPES} are allowed; give its callers one scope of their own`,
    ];
  }
  return [];
}

function validateDeprecation({ deprecated }: Route): string[] {
  const { since, sunset } = deprecated ?? {};
  const odd = Object.entries({ since, sunset }).filter(([, day]) => day !== undefined && !isDate(day));
  if (odd.length > 0) {
    return odd.map(([name, day]) => `has deprecated.${name} "${day}"; write a day like "2026-01-31"`);
  }
  if (since === undefined || sunset === undefined || since < sunset) return [];
  return [
    `has a sunset, ${sunset}, that is not after ${since}, from when it is deprecated; correct one of the two`,
  ];
}

function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(new Date(text).getTime());
}

function validateTimeout({ timeoutSeconds, node }: FunctionTarget): string[] {
  if (timeoutSeconds <= MAX_TIMEOUT_SECONDS) return [];
  return [
    `leads to ${node.path}, whose timeout of ${timeoutSeconds} s is above the API's ${MAX_TIMEOUT_SECONDS} s: its caller would get 503 while it runs on; set timeoutSeconds to ${MAX_TIMEOUT_SECONDS} or less`,
  ];
}

/**
 * Guarded routes that would answer a browser's preflight with 401: those that take OPTIONS, as `ANY` and `$default` do
 * too. Only an open OPTIONS route of the same path comes before them.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
 */
export function validatePreflight(routes: readonly HttpRoute[]): string[] {
  const open = routes.filter(({ key, route }) => key.method === "OPTIONS" && route.access === "public");
  const shapes = new Set(open.map(({ key }) => key.shape));
  return routes
    .filter(({ key, authorizer }) => authorizer && ["ANY", "OPTIONS"].includes(key.method))
    .filter(({ key }) => !shapes.has(`OPTIONS ${pathOf(key.isDefault ? "ANY /{+}" : key.shape)}`))
    .map(({ key }) => {
      const path = pathOf(key.isDefault ? "ANY /{proxy+}" : key.text);
      return `route "${key.text}" has an authorizer and takes a browser's preflight too, which carries no token; add a public route "OPTIONS ${path}"`;
    });
}

function pathOf(key: string): string {
  return key.slice(key.indexOf(" ") + 1);
}
