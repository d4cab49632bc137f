import type { StageModel } from "../../model/model";

/** Stage of a request, and the path within that stage. */
export interface StageMatch {
  readonly stage: StageModel;
  /** Encoded path without the name of a named stage, such as `/products`. */
  readonly path: string;
}

/**
 * Finds the stage of a path. A first segment that is the name of a stage selects it; `$default` gets any other path.
 *
 * @returns `undefined` if the API has no such stage
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-stages.html
 */
export function matchStage(stages: readonly StageModel[], encodedPath: string): StageMatch | undefined {
  const [, first = ""] = encodedPath.split("/", 2);
  const named = stages.find(({ name }) => name === first);
  if (named) return { stage: named, path: encodedPath.slice(first.length + 1) || "/" };
  const fallback = stages.find(({ name }) => name === "$default");
  return fallback && { stage: fallback, path: encodedPath };
}
