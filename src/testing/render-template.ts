import {
  parseTemplate,
  type RenderedTemplate,
  type RequestParameters,
  type TemplateVariables,
} from "#template";

/** Request or response that a mapping template reads. Each part is optional. */
export interface TemplateRequest extends Omit<TemplateVariables, "body"> {
  /** Body, which the template reads as JSON. A string is used unchanged. Default: an empty body. */
  readonly body?: unknown;
}

/**
 * Renders a mapping template of a REST API, as API Gateway does for a request or for the response of a backend. No
 * gateway is involved, so a unit test of a template needs less than a millisecond.
 *
 * @param template text of the template in VTL, the Velocity Template Language
 * @returns the text of the result, and the overrides that the template sets
 * @throws Error if `params` has an unknown kind of parameters, which no template could read
 * @throws TemplateError listing the line and the column of each mistake: invalid syntax, an unknown directive or method, an
 *   index that does not exist, a body that is not JSON, an override that is set twice, or a limit of API Gateway
 * @example
 * const template = `{ "id": "$input.params('id')", "name": $input.json('$.name') }`;
 * const { output } = renderTemplate(template, { params: { path: { id: "p-1" } }, body: { name: "Desk lamp" } });
 * JSON.parse(output); // { id: "p-1", name: "Desk lamp" }
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings.html
 */
export function renderTemplate(template: string, request: TemplateRequest = {}): RenderedTemplate {
  if (typeof template !== "string")
    throw new Error(
      `renderTemplate: the template is ${template}; expected a text. Check that a file exports it.`,
    );
  validateKinds(request.params);
  const { body, ...variables } = request;
  const text = typeof body === "string" ? body : (JSON.stringify(body) ?? "");
  return parseTemplate(template).render({ ...variables, body: text });
}

const PARAMETER_KINDS: readonly string[] = [
  "path",
  "querystring",
  "header",
] satisfies (keyof RequestParameters)[];

/** @throws Error if a kind is unknown. Many test runners do not check types, and a template would read nothing. */
function validateKinds(params: RequestParameters = {}): void {
  const unknown = Object.keys(params).find((kind) => !PARAMETER_KINDS.includes(kind));
  if (unknown === undefined) return;
  throw new Error(
    `renderTemplate: params has the unknown kind "${unknown}"; expected ${PARAMETER_KINDS.join(", ")}. Correct the name.`,
  );
}
