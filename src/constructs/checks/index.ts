export { nameCheck } from "./check";
export { CHECKS, type WaivableCheck } from "./registry";
export { AppChecks, type CheckResult } from "./run-checks";
export { isResource, StackResource } from "./stack-resources";
