import path from "node:path";
import { CdktfApp, Manifest, type TerraformStack } from "./cdktf";

/** The folder of a stack, where its Terraform is written and run. */
export function stackDir(stack: TerraformStack): string {
  // Asking the manifest would fix the stack's dependencies as they are now, before references to others are found.
  return path.resolve(CdktfApp.of(stack).outdir, Manifest.stacksFolder, stack.node.id);
}

/**
 * The path of a file of the project as Terraform has to write it: relative to the stack's own folder, where Terraform
 * runs. It is the same on every machine, and stays the file's where the output is written elsewhere.
 *
 * @param file relative to the project: `terraform.products-dev.tfstate`
 * @returns `../../../terraform.products-dev.tfstate`
 */
export function pathFromStack(stack: TerraformStack, file: string): string {
  return path.relative(stackDir(stack), path.resolve(file)).replaceAll(path.sep, "/");
}
