import type { StageModel } from "../../model/model";

/** The stage that a request comes to, and its path there. */
export interface StageMatch {
  readonly stage: StageModel;
  /** Without the name of a named stage, still encoded: `/products`. */
  readonly path: string;
}

/**
 * A path whose first part is a stage's name is that stage's, and any other `$default`'s.
 *
 * @returns `undefined` where there is no such stage
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-stages.html
 */
export function matchStage(stages: readonly StageModel[], encodedPath: string): StageMatch | undefined {
  const [, first = ""] = encodedPath.split("/", 2);
  const named = stages.find(({ name }) => name === first);
  if (named) return { stage: named, path: encodedPath.slice(first.length + 1) || "/" };
  const fallback = stages.find(({ name }) => name === "$default");
  return fallback && { stage: fallback, path: encodedPath };
}
