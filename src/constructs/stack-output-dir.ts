import path from "node:path";
import { CdktfApp, Manifest, type TerraformStack } from "./cdktf";

/** Returns the folder of a stack, where its Terraform is written and run. */
export function stackOutputDir(stack: TerraformStack): string {
  // Reading the manifest would freeze the stack's dependencies too early, before references to other stacks are resolved.
  return path.resolve(CdktfApp.of(stack).outdir, Manifest.stacksFolder, stack.node.id);
}

/**
 * Returns the path of a project file relative to a stack's folder, where Terraform runs. The path is the same on every
 * computer, and it stays correct when the output folder is elsewhere.
 *
 * @param file relative to the project: `terraform.products-dev.tfstate`
 * @returns `../../../terraform.products-dev.tfstate`
 * @example
 * new LocalBackend(this, { path: pathFromStack(this, "terraform.products-dev.tfstate") });
 */
export function pathFromStack(stack: TerraformStack, file: string): string {
  return path.relative(stackOutputDir(stack), path.resolve(file)).replaceAll(path.sep, "/");
}
