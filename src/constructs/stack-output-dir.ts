import path from "node:path";
import { CdktfApp, Manifest, type TerraformStack } from "./cdktf";
import { ProjectContext } from "./project-context";
import { requireConstruct } from "./synth-error";

/**
 * Returns the absolute path of the folder of a stack. Synthesis writes the Terraform JSON into this folder,
 * and Terraform runs in it.
 */
export function stackOutputDir(stack: TerraformStack): string {
  // The manifest of CDKTF also contains this path. The manifest is not read here, because CDKTF would then
  // determine the dependencies of the stack before it has resolved references to other stacks.
  return path.resolve(CdktfApp.of(stack).outdir, Manifest.stacksFolder, stack.node.id);
}

/**
 * Returns the path of a project file relative to a stack's folder, where Terraform runs. The path is the same
 * on every computer, and it stays correct if the output folder is moved.
 *
 * @param file path of the file, relative to the project: `terraform.products-dev.tfstate`
 * @returns the relative path: `../../../terraform.products-dev.tfstate`
 * @throws SynthError if `stack` is no construct
 * @example
 * new LocalBackend(this, { path: pathFromStack(this, "terraform.products-dev.tfstate") });
 */
export function pathFromStack(stack: TerraformStack, file: string): string {
  requireConstruct("pathFromStack()", stack);
  return path
    .relative(stackOutputDir(stack), path.resolve(ProjectContext.of(stack).root, file))
    .replaceAll(path.sep, "/");
}
