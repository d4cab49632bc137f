import type { Segment } from "#aws";

/** Path parameter of a route, and the segment of the request path that contains its value. */
export interface PathParameter {
  readonly name: string;
  readonly index: number;
  /** True if the value is the rest of the path, from the segment to the end. */
  readonly isGreedy: boolean;
}

/** Lists the parameters of a route. A router calls this function once, because every request needs the list. */
export function listParameters(segments: readonly Segment[]): readonly PathParameter[] {
  return segments.flatMap((segment, index) =>
    segment.kind === "literal" ? [] : [{ name: segment.name, index, isGreedy: segment.kind === "greedy" }],
  );
}

/**
 * Returns the values of path parameters by their names.
 * @param path segments of the path of a request to the route
 */
export function readParameters(
  parameters: readonly PathParameter[],
  path: readonly string[],
): Record<string, string> {
  return Object.fromEntries(
    parameters.map(({ name, index, isGreedy }) => [
      name,
      isGreedy ? path.slice(index).join("/") : (path[index] ?? ""),
    ]),
  );
}
