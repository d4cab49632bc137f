import { type GatewayRequest, headerOf } from "../../http/request";
import type { StageModel } from "../../model/model";

/** Stage of a request, and the request path without the stage name. */
export interface StageMatch {
  readonly stage: StageModel;
  /** Percent-encoded path without the stage name, such as `/products`. */
  readonly path: string;
}

/**
 * Finds the stage that a request path belongs to. If the first segment of the path is the name of a stage,
 * that stage is selected. Otherwise, the stage `$default` is selected.
 *
 * @returns `undefined` if the first segment is not the name of a stage and the API has no `$default` stage
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-stages.html
 */
export function matchStage(stages: readonly StageModel[], encodedPath: string): StageMatch | undefined {
  const [, first = ""] = encodedPath.split("/", 2);
  const named = stages.find(({ name }) => name === first);
  if (named) return { stage: named, path: encodedPath.slice(first.length + 1) || "/" };
  const fallback = stages.find(({ name }) => name === "$default");
  return fallback && { stage: fallback, path: encodedPath };
}

/**
 * Returns the stages of an API for the reason of a request without a stage, with the URL of the same path in the first one:
 * `. The stage is "live": http://127.0.0.1:3000/live/pets`. Returns an empty text for an API without stages.
 */
export function describeStages(stages: readonly StageModel[], request: GatewayRequest): string {
  const [first] = stages;
  if (!first) return "";
  const names = stages.map(({ name }) => `"${name}"`).join(", ");
  const path = request.encodedPath.replace(/^\/*/, "/");
  const url = `http://${headerOf(request, "host") ?? "localhost"}/${first.name}${path}`;
  return `. ${stages.length === 1 ? "The stage is" : "The stages are"} ${names}: ${url}`;
}
