import type { StageModel } from "../../model/model";

/** Stage of a request, and the path below that stage. */
export interface StageMatch {
  readonly stage: StageModel;
  /** Percent-encoded path without the name of the stage, such as `/products`. */
  readonly path: string;
}

/**
 * Finds the stage of a path. If the first segment is the name of a stage, that stage is selected. Any other
 * path belongs to the stage `$default`.
 *
 * @returns `undefined` if the first segment names no stage and the API has no `$default` stage
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-stages.html
 */
export function matchStage(stages: readonly StageModel[], encodedPath: string): StageMatch | undefined {
  const [, first = ""] = encodedPath.split("/", 2);
  const named = stages.find(({ name }) => name === first);
  if (named) return { stage: named, path: encodedPath.slice(first.length + 1) || "/" };
  const fallback = stages.find(({ name }) => name === "$default");
  return fallback && { stage: fallback, path: encodedPath };
}
