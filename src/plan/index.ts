export type { StackOrFolder, SynthesizableStack } from "./folder-of";
export { type Action, type Change, type Plan, type PlanOptions, plan, planFromJson } from "./plan";
export { PlanError } from "./plan-error";
export type { Concern, ConcernGroup } from "./telling/concern";
export { asDeclared, type Declared } from "./telling/declared";
export { asMarkdown, asText, type Frame } from "./telling/render";
export { type ChangeGroup, type Telling, telling, type ZipSizes } from "./telling/telling";
export { type Terraform, type TerraformOptions, withTerraform } from "./terraform";
