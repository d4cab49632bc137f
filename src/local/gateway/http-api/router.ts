import { decodeSegments } from "../../http/path";
import type { RouteModel } from "../../model/model";

/** A route that a request came to, and what its path's parameters are. */
export interface RouteMatch {
  readonly route: RouteModel;
  readonly pathParameters: Readonly<Record<string, string>>;
}

/** A route's key, in parts. */
interface RoutePattern {
  readonly route: RouteModel;
  readonly method: string;
  readonly segments: readonly string[];
  /** Whether its last segment takes all that is left. */
  readonly isGreedy: boolean;
  /** The more of it is literal, and the earlier, the sooner it is taken. */
  readonly rank: string;
}

/**
 * The routes of an API, and which of them a request comes to: a full match first, then the greedy one with the longest
 * prefix, then `$default`; among them an exact method before `ANY`.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 */
export class Router {
  readonly #patterns: readonly RoutePattern[];
  readonly #literal = new Map<string, RoutePattern>();
  readonly #fallback?: RouteModel;

  constructor(routes: readonly RouteModel[]) {
    this.#fallback = routes.find(({ key }) => key === "$default");
    const patterns = routes.filter(({ key }) => key !== "$default").map(pattern);
    this.#patterns = patterns.filter(isOpen).sort(byRank);
    for (const one of patterns) if (!isOpen(one)) this.#literal.set(one.route.key, one);
  }

  /**
   * @param encodedPath without the stage
   * @returns `undefined` where no route answers it
   */
  match(method: string, encodedPath: string): RouteMatch | undefined {
    const segments = decodeSegments(encodedPath);
    const exact = this.#exact(method, segments);
    if (exact) return { route: exact.route, pathParameters: {} };
    const found = this.#patterns.find((one) => matches(one, method, segments));
    if (found) return { route: found.route, pathParameters: parameters(found, segments) };
    return this.#fallback && { route: this.#fallback, pathParameters: {} };
  }

  /** No literal has a part with a slash in it. */
  #exact(method: string, segments: readonly string[]): RoutePattern | undefined {
    if (segments.some((part) => part.includes("/"))) return undefined;
    const path = `/${segments.join("/")}`;
    return this.#literal.get(`${method} ${path}`) ?? this.#literal.get(`ANY ${path}`);
  }
}

function pattern(route: RouteModel): RoutePattern {
  const [method = "", path = ""] = route.key.split(" ");
  const segments = path.slice(1).split("/");
  const isGreedy = segments.at(-1)?.endsWith("+}") ?? false;
  return { route, method, segments, isGreedy, rank: rankOf(method, segments) };
}

/** Compared as text: a literal before a parameter before a greedy one, part by part, then a method before `ANY`. */
function rankOf(method: string, segments: readonly string[]): string {
  const kinds = segments.map((part) => (part.endsWith("+}") ? "3" : part.startsWith("{") ? "2" : "1"));
  const isGreedy = kinds.at(-1) === "3" ? "2" : "1";
  return [isGreedy, kinds.join(""), method === "ANY" ? "2" : "1"].join(" ");
}

function byRank(a: RoutePattern, b: RoutePattern): number {
  return a.rank < b.rank ? -1 : 1;
}

function isOpen({ segments }: RoutePattern): boolean {
  return segments.some((part) => part.startsWith("{"));
}

function matches(
  { method, segments, isGreedy }: RoutePattern,
  asked: string,
  path: readonly string[],
): boolean {
  if (method !== "ANY" && method !== asked) return false;
  if (isGreedy ? path.length < segments.length : path.length !== segments.length) return false;
  return segments.every((part, index) => matchesSegment(part, path[index] ?? ""));
}

/**
 * A parameter takes a part that is not empty. A greedy one takes an empty remainder after a slash, as captures of
 * `GET /` on `ANY /{proxy+}` show; without the slash there is nothing to take.
 */
function matchesSegment(part: string, text: string): boolean {
  if (part.endsWith("+}")) return true;
  return part.startsWith("{") ? text !== "" : part === text;
}

function parameters({ segments }: RoutePattern, path: readonly string[]): Record<string, string> {
  const entries = segments.flatMap((part, index) => {
    if (!part.startsWith("{")) return [];
    const isGreedy = part.endsWith("+}");
    const name = part.slice(1, isGreedy ? -2 : -1);
    return [[name, isGreedy ? path.slice(index).join("/") : (path[index] ?? "")]];
  });
  return Object.fromEntries(entries);
}
