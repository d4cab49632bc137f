export { readAsyncApiDocuments, readOpenApiDocuments } from "./api-documents";
export { type Body, blocks, type Configuration, isBody } from "./configuration";
export { findRejectedResources } from "./http-api-uses";
export { type Resource, Stack, StackError } from "./parsed-stack";
export { type Reference, references, withoutIndex } from "./reference";
export { isRegularFile, zipSizeOf } from "./regular-file";
export { resolveStack } from "./resolve-stack";
export type { ResolvedResource, ResolvedStack } from "./resolved-stack";
export { expandRestDefinitions } from "./rest-definition";
export { parseDefinition } from "./rest-definition-methods";
export { findRestPath, type RestPath, readTreePath, restPathId } from "./rest-paths";
export { describeAccess, PUBLIC, type RouteAccess, type VersionGroups } from "./route-access-label";
export { listRoutes, type RouteSummary, readRouteGroups } from "./routes";
export { listSocketTokens, type SocketToken } from "./socket-tokens";
export {
  manifestPath,
  readJsonFile,
  readStacks,
  readSynthesizedStack,
  type SynthesizedStack,
} from "./synthesized-stack";
export { type TemplatePart, templateParts } from "./template";
export { EvaluationError, findUnknown, requireKnown, shorten, UnknownValue } from "./unknown-value";
export { readWaivers, type SynthesizedWaiver } from "./waivers";
export { readWarnings, type SynthesizedWarning } from "./warnings";
