export { type Body, blocks, type Configuration } from "./configuration";
export { EvaluationError, Values } from "./evaluate";
export { type Reference, references, withoutIndex } from "./reference";
export { callersOf, EVERYBODY, type RouteAccess } from "./route-access";
export { type DeployedRoute, deployedRoutes } from "./routes";
export { type Resource, Stack, StackError } from "./stack";
export {
  manifestPath,
  readJsonFile,
  readStackFolder,
  readStacks,
  type StackFolder,
} from "./synthesized-stack";
export { type TemplatePart, templateParts } from "./template";
