export { type StackOrDir, type SynthesizableStack, stackDir } from "./stack-output-dir";
export { findOutput, outputDir, synthesize } from "./synthesize";
export { TemporaryDir } from "./temporary-dir";
