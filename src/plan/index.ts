export type { StackOrFolder, SynthesizableStack } from "#synth";
export { type PlanOptions, plan, planFromJson } from "./plan";
export { PlanError } from "./plan-error";
export type { Action, Change, Deferred, Importing, Incomplete, OutputChange, Plan } from "./plan-types";
export type { ChangeGroup } from "./review/changes-by-construct";
export type { Declared } from "./review/display-values";
export type { Concern, ConcernGroup } from "./review/findings";
export { asMarkdown, asText, type Frame } from "./review/render";
export {
  type Telling,
  type TellingOptions,
  telling,
  type ZipSizes,
} from "./review/review-plan";
export { type Terraform, type TerraformOptions, withTerraform } from "./terraform/terraform";
