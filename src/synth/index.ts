export { DevOutput, devOutputParent } from "./dev-output";
export { findOutput } from "./find-output";
export { type StackOrDir, type SynthesizableStack, stackDir } from "./stack-output-dir";
export { outputDir, synthesize } from "./synthesize";
export { createTemporaryFolder, isAbandoned, TemporaryDir } from "./temporary-dir";
