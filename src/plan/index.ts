export type { StackOrDir, SynthesizableStack } from "#synth";
export { type PlanOptions, plan, planFromJson } from "./plan";
export { PlanError } from "./plan-error";
export type { Action, Change, Deferred, Importing, Incomplete, OutputChange, Plan } from "./plan-types";
export type {
  Configurations,
  ConstructChanges,
  ContractChange,
  Finding,
  FindingGroup,
  StackContracts,
} from "./review";
export {
  formatMarkdown,
  formatText,
  type PlanReview,
  type ReviewContext,
  type ReviewOptions,
  reviewPlan,
  type ZipSizes,
} from "./review";
export { type Terraform, type TerraformOptions, withTerraform } from "./terraform";
