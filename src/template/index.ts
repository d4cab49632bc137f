export type { RequestOverride, ResponseOverride } from "./context-variable";
export type { RequestParameters } from "./input-variable";
export { compileJavaPattern } from "./java-regex";
export {
  findTemplateErrors,
  parseTemplate,
  type RenderedTemplate,
  type Template,
  type TemplateVariables,
} from "./template";
export { TemplateError } from "./template-error";
