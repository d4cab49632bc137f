import { METHODS, type Segment } from "#contract";
import { pathShape } from "./resource-tree";
import type { RestRoute } from "./rest-route";

/** Returns true for a public route whose path ends with a greedy parameter. */
export function isOpenGreedyRoute({ key, authorizer }: RestRoute): boolean {
  return authorizer === undefined && key.segments.at(-1)?.kind === "greedy";
}

/**
 * Returns a message if a public greedy route receives requests to the paths of routes with an authorizer. A REST API
 * passes over a path that does not have the method of the request. With `POST /admin` and `ANY /{proxy+}`, a request
 * `GET /admin` therefore reaches the greedy route. OPTIONS is left out, because preflight requests carry no token.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-settings-method-request.html
 */
export function describeOpenRoute(open: RestRoute, routes: readonly RestRoute[]): string[] {
  const [first, ...others] = routes.filter((route) => route.authorizer && isReachable(open, route, routes));
  if (!first) return [];
  const more = others.length > 0 ? ` and ${others.length} more` : "";
  return [
    `the route "${open.key.text}" is public, and receives requests with other methods to the path of "${first.key.text}"${more}. Add a route "ANY ${first.key.path}" with an authorizer, or set an authorizer for the greedy route.`,
  ];
}

function isReachable(open: RestRoute, { key }: RestRoute, routes: readonly RestRoute[]): boolean {
  const prefix = open.key.segments.slice(0, -1);
  const isBelow =
    key.segments.length > prefix.length && prefix.every((part, index) => isSame(part, key.segments[index]));
  if (!isBelow || pathShape(key) === pathShape(open.key)) return false;
  const methods = listMethods(routes, pathShape(key));
  const received = METHODS.filter((method) => method !== "ANY" && method !== "OPTIONS").filter(
    (method) => open.key.method === "ANY" || open.key.method === method,
  );
  return !methods.includes("ANY") && received.some((method) => !methods.includes(method));
}

function listMethods(routes: readonly RestRoute[], shape: string) {
  return routes.filter(({ key }) => pathShape(key) === shape).map(({ key }) => key.method);
}

/** Returns true if two segments at the same place are equal. A path has only one parameter at a place. */
function isSame(part: Segment, other: Segment | undefined): boolean {
  if (part.kind !== "literal") return other?.kind !== "literal";
  return other?.kind === "literal" && part.text === other.text;
}
