export type { SynthesizableStack } from "#synth";
export { DevServer, type DevServerOptions } from "./dev";
export { findFunction, type NamedFunction, type SampleEventKind, unknownFunction } from "./invoke";
export { InvalidTokenRequest, issueToken, readOrCreateKey, type TokenOptions, tokenKeyFile } from "./issuer";
export { disableLoopUnrolling } from "./lambda";
export type { LogEntry } from "./log-history";
export { type Failed, type FunctionResult, LocalError } from "./model";
export { type LocalServer, requireFreePort, type StartLocalOptions, startLocal } from "./start";
