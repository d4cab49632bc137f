import { METHODS, type Segment } from "#aws";
import type { RouteModel } from "../../model/model";
import { listParameters, type PathParameter, readParameters } from "../core/path-parameters";

/** Method that matches a request, with the values of its path parameters. */
export interface RestMatch {
  readonly route: RouteModel;
  readonly pathParameters: Readonly<Record<string, string>>;
}

/** Method, with the data that is needed to match requests with it. */
interface Pattern {
  readonly route: RouteModel;
  readonly segments: readonly Segment[];
  /** True if the last segment matches the rest of the path. */
  readonly isGreedy: boolean;
  readonly parameters: readonly PathParameter[];
  /** Sort key, compared as a string. The pattern with the highest priority comes first. */
  readonly rank: string;
}

/**
 * Selects the method of a request. From left to right, a literal segment has priority over a parameter, and a parameter
 * over a greedy parameter. A specific HTTP method has priority over `ANY`.
 *
 * A resource that has neither the HTTP method nor `ANY` is passed over, and the request reaches the next resource that
 * has it. This was measured on AWS (https://github.com/floci-io/floci/pull/3399). It is unverified whether this also
 * applies to a parameter above the literal segment, as in `/a/b` and `/{x}/b`. The local gateway assumes it, because an
 * open greedy route then shows up locally.
 */
export class RestRouter {
  /** Patterns in order of priority. */
  readonly #patterns: readonly Pattern[];

  constructor(routes: readonly RouteModel[]) {
    this.#patterns = routes.map(toPattern).sort((a, b) => (a.rank < b.rank ? -1 : 1));
  }

  /**
   * Finds the method of a request.
   *
   * @param path path without the stage, as the client sent it: it is not decoded, and `/` at its end is ignored
   * @returns `undefined` if no method matches
   */
  match(method: string, path: string): RestMatch | undefined {
    const segments = splitPath(path);
    const pattern = this.#patterns.find((candidate) => matches(candidate, method, segments));
    return pattern && { route: pattern.route, pathParameters: readParameters(pattern.parameters, segments) };
  }
}

function splitPath(path: string): readonly string[] {
  const trimmed = path.slice(1, path.endsWith("/") ? -1 : undefined);
  return trimmed === "" ? [] : trimmed.split("/");
}

const KIND_RANK = { literal: "1", parameter: "2", greedy: "3" } as const;

function toPattern(route: RouteModel): Pattern {
  const { segments, method } = route.key;
  const kinds = segments.map(({ kind }) => KIND_RANK[kind]).join("");
  return {
    route,
    segments,
    isGreedy: segments.at(-1)?.kind === "greedy",
    parameters: listParameters(segments),
    rank: `${kinds} ${method === "ANY" ? "2" : "1"}`,
  };
}

function matches({ route, segments, isGreedy }: Pattern, method: string, path: readonly string[]): boolean {
  const { key } = route;
  if (key.method !== method && !(key.method === "ANY" && COVERED_BY_ANY.has(method))) return false;
  if (isGreedy ? path.length < segments.length : path.length !== segments.length) return false;
  return segments.every((segment, index) => matchesSegment(segment, path[index] ?? ""));
}

/** HTTP methods that `ANY` covers. */
const COVERED_BY_ANY: ReadonlySet<string> = new Set(METHODS);

function matchesSegment(segment: Segment, text: string): boolean {
  return segment.kind === "literal" ? segment.text === text : text !== "";
}
