import { METHODS, type RouteKey, type Segment } from "#contract";
import type { ApiRoute } from "./validate-route";

/** Returns true for a public route whose path ends with a greedy parameter, and for a public route `$default`. */
export function isOpenGreedyRoute({ key, authorizer }: ApiRoute): boolean {
  return authorizer === undefined && isGreedy(key);
}

/**
 * Returns a message if a public greedy route receives requests to the paths of routes with an authorizer. API Gateway
 * passes over a path that does not have the method of the request. With `POST /admin` and `ANY /{proxy+}`, a request
 * `GET /admin` therefore reaches the greedy route. OPTIONS is left out, because preflight requests carry no token.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-settings-method-request.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 */
export function describeOpenRoute(open: ApiRoute, routes: readonly ApiRoute[]): string[] {
  const [first, ...others] = routes.filter((route) => route.authorizer && isReachable(open, route, routes));
  if (!first) return [];
  const more = others.length > 0 ? ` and ${others.length} more` : "";
  return [
    `the route "${open.key.text}" is public, and receives requests with other methods to the path of "${first.key.text}"${more}. Add a route "ANY ${first.key.path}" with an authorizer, or set an authorizer for "${open.key.text}".`,
  ];
}

/** Returns true if the greedy route receives requests to the path of another route. */
function isReachable({ key: open }: ApiRoute, { key }: ApiRoute, routes: readonly ApiRoute[]): boolean {
  if (key.isDefault || !covers(open, key) || isSamePath(open, key)) return false;
  const preferred = routes.map((route) => route.key).filter((other) => isPreferred(other, open));
  const methods = preferred.filter((other) => covers(other, key)).map(({ method }) => method);
  const received = METHODS.filter((method) => method !== "ANY" && method !== "OPTIONS").filter(
    (method) => open.method === "ANY" || open.method === method,
  );
  return !methods.includes("ANY") && received.some((method) => !methods.includes(method));
}

/** Returns true if API Gateway prefers a route to a greedy route: it has no greedy parameter, or a longer path before it. */
function isPreferred(other: RouteKey, greedy: RouteKey): boolean {
  if (other.isDefault) return false;
  return !isGreedy(other) || greedy.isDefault || other.segments.length > greedy.segments.length;
}

function isGreedy({ isDefault, segments }: RouteKey): boolean {
  return isDefault || segments.at(-1)?.kind === "greedy";
}

/** Returns true if every request to the path of a route has a path that another route matches. */
function covers(other: RouteKey, { segments }: RouteKey): boolean {
  if (other.isDefault) return true;
  const isLongEnough = isGreedy(other)
    ? segments.length >= other.segments.length
    : segments.length === other.segments.length;
  return isLongEnough && other.segments.every((segment, index) => includes(segment, segments[index]));
}

/** Returns true if a segment matches all texts that another segment matches. */
function includes(segment: Segment, other: Segment | undefined): boolean {
  if (segment.kind === "greedy") return true;
  if (segment.kind === "parameter") return other?.kind !== "greedy";
  return other?.kind === "literal" && segment.text === other.text;
}

function isSamePath(one: RouteKey, other: RouteKey): boolean {
  return one.isDefault === other.isDefault && covers(one, other) && covers(other, one);
}
