export type { SynthesizableStack } from "#synth";
export { DevServer, type DevServerOptions } from "./dev";
export { InvalidTokenRequest, issueToken, readOrCreateKey, type TokenOptions, tokenKeyFile } from "./issuer";
export { disableLoopUnrolling } from "./lambda";
export type { LogEntry } from "./log-history";
export { LocalError } from "./model";
export { type LocalServer, requireFreePort, type StartLocalOptions, startLocal } from "./start";
