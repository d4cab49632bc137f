export { type DeployedRoute, deployedRoutes } from "./api";
export { readStacks, type StackFolder, synthesize } from "./application";
export { type Reference, references } from "./reference";
export { type Resource, Stack, StackError } from "./stack";
