export { type DeployedRoute, deployedRoutes } from "./api";
export {
  outputFolder,
  readStackFolder,
  readStacks,
  type StackFolder,
  synthesize,
  synthesizedBefore,
} from "./application";
export { callersOf, EVERYBODY, type RouteAccess } from "./callers";
export { type Body, blocks, type Configuration } from "./configuration";
export { type Reference, references, withoutIndex } from "./reference";
export { type Resource, Stack, StackError } from "./stack";
export { type TemplatePart, templateParts } from "./template";
export { Temporary } from "./temporary";
