import path from "node:path";
import { StackError } from "#terraform";

/** A stack that can be synthesized, such as a `TerraformStack` of an `App`. */
export interface SynthesizableStack {
  readonly node: { readonly id: string; readonly root: unknown };
}

/** A stack, or the folder of a synthesized stack: `cdktf.out/stacks/products-dev`. */
export type StackOrDir = SynthesizableStack | string;

interface SynthesizableApp {
  readonly outdir: string;
  synth(): void;
}

/**
 * Returns the absolute path of the folder with a stack's Terraform JSON. For a stack object, the app is
 * synthesized first.
 * @throws StackError if the stack is not in an app
 */
export function stackDir(stack: StackOrDir): string {
  if (typeof stack === "string") return path.resolve(stack);
  const { id, root } = stack.node;
  const { outdir, synth } = root as Partial<SynthesizableApp>;
  if (outdir === undefined || typeof synth !== "function") {
    throw new StackError(`${id}: the stack is not in an App. Create the stack inside an App.`);
  }
  (root as SynthesizableApp).synth();
  return path.resolve(outdir, "stacks", id);
}
