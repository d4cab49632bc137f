import { findEncodedSegment, type Segment } from "#aws";
import { decodeSegments } from "../../http/path";
import type { RouteModel } from "../../model/model";
import { listParameters, type PathParameter, readParameters } from "../core/path-parameters";

/** Route that matches a request, with the values of its path parameters. */
export interface RouteMatch {
  readonly route: RouteModel;
  readonly pathParameters: Readonly<Record<string, string>>;
}

/** Route, with the data that is needed to match requests with it. */
interface RoutePattern {
  readonly route: RouteModel;
  readonly segments: readonly Segment[];
  /** True if the last segment matches the rest of the path. */
  readonly isGreedy: boolean;
  readonly parameters: readonly PathParameter[];
  /** Sort key, compared as a string. The pattern with the highest priority comes first. */
  readonly rank: string;
}

/**
 * Selects the route of a request. Routes without a greedy parameter have the highest priority. Routes with a
 * greedy parameter, such as `{proxy+}`, come next, and the longest prefix has priority. `$default` is last.
 * If two routes have the same path, the route with a specific method has priority over `ANY`. A route with a percent-encoded
 * literal matches no request, because it is unmeasured which requests API Gateway matches with it.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 */
export class Router {
  /** Patterns with parameters, in order of priority. */
  readonly #patterns: readonly RoutePattern[];
  /** Patterns without parameters, by route key. */
  readonly #literals = new Map<string, RoutePattern>();
  readonly #fallback?: RouteModel;

  constructor(routes: readonly RouteModel[]) {
    this.#fallback = routes.find(({ key }) => key.isDefault);
    const isMatched = ({ key }: RouteModel) => !key.isDefault && findEncodedSegment(key) === undefined;
    const patterns = routes.filter(isMatched).map(toPattern);
    this.#patterns = patterns.filter(hasParameters).sort(byRank);
    for (const pattern of patterns) {
      if (!hasParameters(pattern)) this.#literals.set(pattern.route.key.text, pattern);
    }
  }

  /**
   * Finds the route of a request.
   *
   * @param encodedPath percent-encoded path without the stage name
   * @returns `undefined` if no route matches
   */
  match(method: string, encodedPath: string): RouteMatch | undefined {
    const segments = decodeSegments(encodedPath);
    const literal = this.#findLiteral(method, segments);
    if (literal) return { route: literal.route, pathParameters: {} };
    const pattern = this.#patterns.find((candidate) => matches(candidate, method, segments));
    if (pattern)
      return { route: pattern.route, pathParameters: readParameters(pattern.parameters, segments) };
    return this.#fallback && { route: this.#fallback, pathParameters: {} };
  }

  /**
   * Finds a route without parameters. If a decoded segment contains a slash, no such route matches. Without
   * this check, the joined path would seem to have one more segment.
   */
  #findLiteral(method: string, segments: readonly string[]): RoutePattern | undefined {
    if (segments.some((segment) => segment.includes("/"))) return undefined;
    const path = `/${segments.join("/")}`;
    return this.#literals.get(`${method} ${path}`) ?? this.#literals.get(`ANY ${path}`);
  }
}

function toPattern(route: RouteModel): RoutePattern {
  // The path `/` of a request has one empty segment.
  const segments: readonly Segment[] =
    route.key.segments.length > 0 ? route.key.segments : [{ kind: "literal", text: "" }];
  const isGreedy = segments.at(-1)?.kind === "greedy";
  const rank = rankOf(route.key.method, segments);
  return { route, segments, isGreedy, parameters: listParameters(segments), rank };
}

/** Sort order of the kinds of segments. */
const KIND_RANK = { literal: "1", parameter: "2", greedy: "3" } as const;

/**
 * Returns a sort key, which is compared as a string. Patterns without a greedy parameter come first. Then the
 * segments are compared from left to right: a literal comes before a parameter, and a parameter before a
 * greedy parameter. If two patterns have the same kinds of segments, the pattern with a specific method comes
 * before `ANY`.
 */
function rankOf(method: string, segments: readonly Segment[]): string {
  const kinds = segments.map(({ kind }) => KIND_RANK[kind]).join("");
  const isGreedy = segments.at(-1)?.kind === "greedy" ? "2" : "1";
  return [isGreedy, kinds, method === "ANY" ? "2" : "1"].join(" ");
}

function byRank(a: RoutePattern, b: RoutePattern): number {
  return a.rank < b.rank ? -1 : 1;
}

function hasParameters({ parameters }: RoutePattern): boolean {
  return parameters.length > 0;
}

function matches(
  { route, segments, isGreedy }: RoutePattern,
  requestMethod: string,
  path: readonly string[],
): boolean {
  const { method } = route.key;
  if (method !== "ANY" && method !== requestMethod) return false;
  if (isGreedy ? path.length < segments.length : path.length !== segments.length) return false;
  return segments.every((segment, index) => matchesSegment(segment, path[index] ?? ""));
}

/**
 * Compares a segment of a route with a segment of a path.
 *
 * A parameter matches any non-empty segment. A greedy parameter also matches an empty segment after a slash:
 * requests captured from API Gateway show that `GET /` matches `ANY /{proxy+}`. However, `GET /users` does
 * not match `ANY /users/{proxy+}`, because its path has no second segment.
 */
function matchesSegment(segment: Segment, text: string): boolean {
  if (segment.kind === "literal") return segment.text === text;
  return segment.kind === "greedy" || text !== "";
}
