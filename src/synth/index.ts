export { folderOf, type StackOrFolder, type SynthesizableStack } from "./stack-dir";
export { outputFolder, synthesize, synthesizedBefore } from "./synthesize";
export { Temporary } from "./temporary-dir";
