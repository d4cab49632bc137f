export { type StackOrDir, type SynthesizableStack, stackDir } from "./stack-dir";
export { findOutput, outputDir, synthesize } from "./synthesize";
export { TemporaryDir } from "./temporary-dir";
