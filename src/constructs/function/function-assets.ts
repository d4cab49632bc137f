import { existsSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { writeBundle } from "#bundle";
import { addCustomSynthesis, type Construct, TerraformStack } from "../cdktf";
import { stackDir } from "../stack-path";
import type { FunctionCode } from "./function-code";

/** Where a stack's code lies, in its own folder. */
export const ASSETS = "assets";

const written = new WeakMap<TerraformStack, Set<string>>();

/** Has a function's code written at synth, beside its stack's Terraform, by the name that this knows the function by. */
export function writeAssets(scope: Construct, name: () => string, code: FunctionCode): void {
  addCustomSynthesis(scope, {
    onSynthesize({ outdir, manifest }) {
      const stack = TerraformStack.of(scope);
      const { workingDirectory } = manifest.forStack(stack);
      writeBundle(code.bundle(), path.join(outdir, workingDirectory, ASSETS), name());
      written.set(stack, (written.get(stack) ?? new Set()).add(name()));
    },
  });
}

/** Removes the code of functions that a stack no longer has; after a synth, so that a failed one loses nothing. */
export function removeStaleAssets(stack: TerraformStack): void {
  const folder = path.join(stackDir(stack), ASSETS);
  if (!existsSync(folder)) return;
  const kept = [...(written.get(stack) ?? [])].flatMap((name) => [
    `${name}.zip`,
    `${name}.js.map`,
    `${name}.json`,
  ]);
  for (const file of readdirSync(folder)) {
    if (!kept.includes(file)) rmSync(path.join(folder, file), { recursive: true });
  }
}
