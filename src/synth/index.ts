export { findOutput, outputDir, synthesize } from "./synthesize";
export { type StackOrDir, type SynthesizableStack, stackDir } from "./synthesize-stack";
export { TemporaryDir } from "./temporary-dir";
