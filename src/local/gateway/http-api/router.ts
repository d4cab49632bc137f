import { decodeSegments } from "../../http/path";
import type { RouteModel } from "../../model/model";

/** Route that matches a request, with the values of its path parameters. */
export interface RouteMatch {
  readonly route: RouteModel;
  readonly pathParameters: Readonly<Record<string, string>>;
}

/** Route key, parsed into method and segments. */
interface RoutePattern {
  readonly route: RouteModel;
  readonly method: string;
  readonly segments: readonly string[];
  /** True if the last segment matches the rest of the path. */
  readonly isGreedy: boolean;
  /** Sort key, compared as text. The pattern with the highest priority comes first. */
  readonly rank: string;
}

/**
 * Selects the route of a request. A route that matches without a greedy parameter has the highest priority.
 * The greedy route with the longest prefix is next, and `$default` is last. If two routes have the same path,
 * the route with a specific method has priority over `ANY`.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 */
export class Router {
  /** Patterns with parameters, in order of priority. */
  readonly #patterns: readonly RoutePattern[];
  /** Patterns without parameters, by route key. */
  readonly #literals = new Map<string, RoutePattern>();
  readonly #fallback?: RouteModel;

  constructor(routes: readonly RouteModel[]) {
    this.#fallback = routes.find(({ key }) => key === "$default");
    const patterns = routes.filter(({ key }) => key !== "$default").map(parsePattern);
    this.#patterns = patterns.filter(hasParameters).sort(byRank);
    for (const pattern of patterns) {
      if (!hasParameters(pattern)) this.#literals.set(pattern.route.key, pattern);
    }
  }

  /**
   * Finds the route of a request.
   *
   * @param encodedPath path without the stage
   * @returns `undefined` if no route matches
   */
  match(method: string, encodedPath: string): RouteMatch | undefined {
    const segments = decodeSegments(encodedPath);
    const literal = this.#findLiteral(method, segments);
    if (literal) return { route: literal.route, pathParameters: {} };
    const pattern = this.#patterns.find((candidate) => matches(candidate, method, segments));
    if (pattern) return { route: pattern.route, pathParameters: readParameters(pattern, segments) };
    return this.#fallback && { route: this.#fallback, pathParameters: {} };
  }

  /**
   * Finds a route without parameters. A segment that contains a decoded slash matches no literal segment.
   * Without this check, the joined path would look as if it had one more segment.
   */
  #findLiteral(method: string, segments: readonly string[]): RoutePattern | undefined {
    if (segments.some((segment) => segment.includes("/"))) return undefined;
    const path = `/${segments.join("/")}`;
    return this.#literals.get(`${method} ${path}`) ?? this.#literals.get(`ANY ${path}`);
  }
}

function parsePattern(route: RouteModel): RoutePattern {
  const [method = "", path = ""] = route.key.split(" ");
  const segments = path.slice(1).split("/");
  const isGreedy = segments.at(-1)?.endsWith("+}") ?? false;
  return { route, method, segments, isGreedy, rank: rankOf(method, segments) };
}

/**
 * Returns a sort key, which is compared as text. Patterns without a greedy parameter come first. Then the
 * segments are compared from left to right: a literal comes before a parameter, and a parameter before a
 * greedy parameter. If the segments are equal in kind, a specific method comes before `ANY`.
 */
function rankOf(method: string, segments: readonly string[]): string {
  const kinds = segments.map((segment) =>
    segment.endsWith("+}") ? "3" : segment.startsWith("{") ? "2" : "1",
  );
  const isGreedy = kinds.at(-1) === "3" ? "2" : "1";
  return [isGreedy, kinds.join(""), method === "ANY" ? "2" : "1"].join(" ");
}

function byRank(a: RoutePattern, b: RoutePattern): number {
  return a.rank < b.rank ? -1 : 1;
}

function hasParameters({ segments }: RoutePattern): boolean {
  return segments.some((segment) => segment.startsWith("{"));
}

function matches(
  { method, segments, isGreedy }: RoutePattern,
  requestMethod: string,
  path: readonly string[],
): boolean {
  if (method !== "ANY" && method !== requestMethod) return false;
  if (isGreedy ? path.length < segments.length : path.length !== segments.length) return false;
  return segments.every((segment, index) => matchesSegment(segment, path[index] ?? ""));
}

/**
 * Compares a segment of a route with a segment of a path.
 *
 * A parameter matches any non-empty text. A greedy parameter also matches an empty segment after a slash:
 * captures of the live service show that `GET /` matches `ANY /{proxy+}`. The path of `GET /users` has no
 * second segment, so it does not match `ANY /users/{proxy+}`.
 */
function matchesSegment(segment: string, text: string): boolean {
  if (segment.endsWith("+}")) return true;
  return segment.startsWith("{") ? text !== "" : segment === text;
}

function readParameters({ segments }: RoutePattern, path: readonly string[]): Record<string, string> {
  const entries = segments.flatMap((segment, index) => {
    if (!segment.startsWith("{")) return [];
    const isGreedy = segment.endsWith("+}");
    const name = segment.slice(1, isGreedy ? -2 : -1);
    return [[name, isGreedy ? path.slice(index).join("/") : (path[index] ?? "")]];
  });
  return Object.fromEntries(entries);
}
