export { nameCheck } from "./check";
export { addStageWithoutAccount } from "./log-role";
export { addOpenGreedyRoute } from "./open-greedy-routes";
export { CHECKS, type WaivableCheck } from "./registry";
export { addUncheckedInput } from "./request-validation";
export { AppChecks, type CheckResult } from "./run-checks";
export { listResources, type StackResource } from "./stack-resources";
export { addQuotaAlarm } from "./unused-plans";
export { addWebAclCapacity } from "./web-acl-capacity";
