export type { StackOrFolder, SynthesizableStack } from "./folder-of";
export { type PlanOptions, plan, planFromJson } from "./plan";
export { PlanError } from "./plan-error";
export type { Action, Change, Deferred, Importing, Incomplete, OutputChange, Plan } from "./planned";
export type { Concern, ConcernGroup } from "./telling/concerns";
export { asMarkdown, asText, type Frame } from "./telling/render";
export type { ChangeGroup } from "./telling/rest";
export {
  type Telling,
  type TellingOptions,
  telling,
  type ZipSizes,
} from "./telling/telling";
export type { Declared } from "./telling/told-values";
export { type Terraform, type TerraformOptions, withTerraform } from "./terraform";
