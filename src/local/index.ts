export type { SynthesizableStack } from "#synth";
export { DevServer, type DevServerOptions } from "./dev";
export type { RequestTrace } from "./gateway";
export { findFunction, type NamedFunction, type SampleEventKind, unknownFunction } from "./invoke";
export { InvalidTokenRequest, issueToken, readOrCreateKey, type TokenOptions, tokenKeyFile } from "./issuer";
export { disableLoopUnrolling } from "./lambda";
export type { LogEntry } from "./log-history";
export {
  describeApiKey,
  type Failed,
  type FunctionResult,
  findApiKeys,
  type LocalApiKey,
  LocalError,
  readLocalApiKeys,
  selectApiKey,
  unknownApiKey,
} from "./model";
export { type LocalServer, requireFreePort, type StartLocalOptions, startLocal } from "./start";
export type { TraceSpan } from "./trace";
