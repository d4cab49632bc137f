export type { ConstructChanges } from "./changes-by-construct";
export type { ZipSizes } from "./code-changes";
export type { Configurations } from "./display-values";
export type { Finding, FindingGroup } from "./findings";
export { formatMarkdown, formatText, type ReviewContext } from "./render";
export { type PlanReview, type ReviewOptions, reviewPlan } from "./review-plan";
export type { ContractChange, StackContracts } from "./stack-contracts";
