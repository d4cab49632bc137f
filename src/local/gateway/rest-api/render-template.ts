import type { TemplateVariables } from "#template";
import { groupValues } from "../core/multi-values";
import type { RouteContext } from "../core/route-context";
import { createRestContext, eventHeaders, restQuery } from "./event";

/** Values of a request that both its request template and its response template can read. */
export type RequestVariables = Pick<TemplateVariables, "params" | "context" | "stageVariables">;

/** Returns the values of a request for templates. Of several values of a parameter, templates read the last one. */
export function createVariables(context: RouteContext): RequestVariables {
  const { isCanaryRequest, ...values } = createRestContext(context);
  return {
    params: {
      path: context.pathParameters,
      querystring: groupValues(restQuery(context.request.rawQuery)).last,
      header: groupValues(eventHeaders(context)).last,
    },
    context: isCanaryRequest === undefined ? values : { ...values, isCanaryRequest: String(isCanaryRequest) },
    stageVariables: context.stage.variables,
  };
}
