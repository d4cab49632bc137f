export { keyInFile } from "./callers/key-file";
export type { LocalLine } from "./lines";
export { LocalError } from "./model/faults";
export { type Local, type LocalOptions, type SynthesizableStack, startLocal } from "./start";
export { makeToken, type TokenOptions } from "./tokens";
export { Workshop, type WorkshopOptions } from "./workshop";
