export type { SynthesizableStack } from "#synth";
export { Workshop, type WorkshopOptions } from "./dev/dev-server";
export { keyInFile, tokenKeyFile } from "./issuer/key-file";
export { makeToken, type TokenOptions } from "./issuer/tokens";
export type { LocalLine } from "./log-buffer";
export { LocalError } from "./model/local-error";
export { type Local, type LocalOptions, startLocal } from "./start";
