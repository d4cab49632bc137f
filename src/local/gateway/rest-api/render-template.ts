import { type RenderedTemplate, TemplateError, type TemplateVariables } from "#template";
import type { MappingTemplate } from "../../model/non-proxy-integration";
import { groupValues } from "../core/multi-values";
import type { RouteContext } from "../core/route-context";
import { createRestContext, eventHeaders, restQuery } from "./event";
import { MappingError } from "./integration-failure";
import type { Payload } from "./payload";

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

/** Result of a message without a template: the body is not changed. */
export interface RenderedPayload extends Omit<RenderedTemplate, "output"> {
  readonly body: Payload;
}

/**
 * Renders a template. Without a template, the body is not changed.
 *
 * @param onInvalidBody failure if the template reads a body that is not valid JSON
 * @throws MappingError if the template has a mistake, or if the body is binary
 */
export function renderPayload(
  mapping: MappingTemplate | undefined,
  body: Payload,
  variables: TemplateVariables,
  onInvalidBody: "INVALID_PAYLOAD" | "INVALID_SETTINGS",
): RenderedPayload {
  const { requestOverride = { header: {}, path: {}, querystring: {} }, responseOverride = { header: {} } } =
    variables;
  if (!mapping?.template) return { body, requestOverride, responseOverride };
  const { name, template } = mapping;
  if (typeof body !== "string") {
    throw new MappingError(
      "INVALID_SETTINGS",
      `${name}: a template cannot read a binary body; set content_handling to "CONVERT_TO_TEXT"`,
    );
  }
  try {
    if (template instanceof TemplateError) throw template;
    const { output, ...overrides } = template.render({ ...variables, body });
    return { body: output, ...overrides };
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    const failure = error.isInvalidBody ? onInvalidBody : "INVALID_SETTINGS";
    throw new MappingError(failure, `${name}: ${error.errors.join(" ")}`);
  }
}
