import { existsSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { writeBundle } from "#bundle";
import { addCustomSynthesis, type Construct, TerraformStack } from "../cdktf";
import { ProjectContext } from "../project-context";
import { stackOutputDir } from "../stack-output-dir";
import { addValidation, validateFileName } from "../validation";
import type { FunctionCode } from "./code-registry";

/** Name of the folder with the zips of the functions, inside the folder of a stack. */
export const ASSETS = "assets";

/** Names of the functions whose code the current synthesis has written, by stack. */
class WrittenAssets {
  readonly byStack = new Map<TerraformStack, Set<string>>();
}

/**
 * Registers the code of a function. Synthesis writes the code into the folder `assets` of the stack.
 * @param name function that returns the Terraform name of the Lambda function. It is called at synthesis,
 * when the name is final. The written files have the same name
 */
export function writeAssets(scope: Construct, name: () => string, code: FunctionCode): void {
  addValidation(scope, () => validateFileName(name()));
  addCustomSynthesis(scope, {
    onSynthesize({ outdir, manifest }) {
      const stack = TerraformStack.of(scope);
      const { workingDirectory } = manifest.forStack(stack);
      writeBundle(code.bundle(), path.join(outdir, workingDirectory, ASSETS), name());
      const { byStack } = ProjectContext.of(stack).registry(WrittenAssets);
      byStack.set(stack, (byStack.get(stack) ?? new Set()).add(name()));
    },
  });
}

/**
 * Deletes the code of functions that are no longer in a stack. Other files in the folder stay, such as the files of
 * CDKTF's `TerraformAsset`. Call this function only after a successful synthesis, so that a failed synthesis deletes
 * nothing.
 */
export function removeStaleAssets(stack: TerraformStack): void {
  const folder = path.join(stackOutputDir(stack), ASSETS);
  if (!existsSync(folder)) return;
  const { byStack } = ProjectContext.of(stack).registry(WrittenAssets);
  const current = byStack.get(stack);
  const functions = readdirSync(folder)
    .filter((file) => file.endsWith(".js.map"))
    .map((file) => path.basename(file, ".js.map"));
  for (const name of functions.filter((candidate) => !current?.has(candidate))) {
    const files = [".zip", ".js.map", ".json"].map((extension) => path.join(folder, `${name}${extension}`));
    if (files.every(existsSync)) for (const file of files) rmSync(file);
  }
}
