export { type Body, blocks, type Configuration } from "./configuration";
export { EvaluationError, Evaluator } from "./evaluate";
export { type Resource, Stack, StackError } from "./parsed-stack";
export { type Reference, references, withoutIndex } from "./reference";
export { describeAccess, PUBLIC, type RouteAccess } from "./route-access-label";
export { listRoutes, type RouteSummary } from "./routes";
export {
  manifestPath,
  readJsonFile,
  readStacks,
  readSynthesizedStack,
  type SynthesizedStack,
} from "./synthesized-stack";
export { type TemplatePart, templateParts } from "./template";
