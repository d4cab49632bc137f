import { type RenderedTemplate, TemplateError, type TemplateVariables } from "#template";
import type { MappingTemplate } from "../../model/non-proxy-integration";
import { MappingError } from "./mapping-error";
import type { Payload } from "./payload";

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
      `${name}: a template cannot read a binary body; convert the body with "CONVERT_TO_TEXT"`,
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
