export { nameCheck } from "./check";
export { addStageWithoutAccount } from "./log-role";
export { CHECKS, type WaivableCheck } from "./registry";
export { AppChecks, type CheckResult } from "./run-checks";
export { listResources, type StackResource } from "./stack-resources";
