import { existsSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { writeBundle } from "#bundle";
import { addCustomSynthesis, type Construct, TerraformStack } from "../cdktf";
import { stackOutputDir } from "../stack-output-dir";
import type { FunctionCode } from "./code-registry";

/** Folder of the function zips inside a stack's folder. */
export const ASSETS = "assets";

const writtenNames = new WeakMap<TerraformStack, Set<string>>();

/**
 * Registers a function's code. The synth writes it next to the stack's Terraform, named after the function's resource.
 * @param name called at synth, when the name is final
 */
export function writeAssets(scope: Construct, name: () => string, code: FunctionCode): void {
  addCustomSynthesis(scope, {
    onSynthesize({ outdir, manifest }) {
      const stack = TerraformStack.of(scope);
      const { workingDirectory } = manifest.forStack(stack);
      writeBundle(code.bundle(), path.join(outdir, workingDirectory, ASSETS), name());
      writtenNames.set(stack, (writtenNames.get(stack) ?? new Set()).add(name()));
    },
  });
}

/**
 * Deletes the code of functions that a stack no longer has. Call it after a synth, so that a failed one deletes
 * nothing.
 */
export function removeStaleAssets(stack: TerraformStack): void {
  const folder = path.join(stackOutputDir(stack), ASSETS);
  if (!existsSync(folder)) return;
  const current = [...(writtenNames.get(stack) ?? [])].flatMap((name) => [
    `${name}.zip`,
    `${name}.js.map`,
    `${name}.json`,
  ]);
  for (const file of readdirSync(folder)) {
    if (!current.includes(file)) rmSync(path.join(folder, file), { recursive: true });
  }
}
