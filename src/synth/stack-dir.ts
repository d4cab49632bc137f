import path from "node:path";
import { StackError } from "#terraform";

/** A stack that can be synthesized, such as a `TerraformStack` of an `App`. */
export interface SynthesizableStack {
  readonly node: { readonly id: string; readonly root: unknown };
}

/** A stack, or the folder of one that is synthesized: `cdktf.out/stacks/products-dev`. */
export type StackOrDir = SynthesizableStack | string;

interface SynthesizableApp {
  readonly outdir: string;
  synth(): void;
}

/**
 * Where a stack's Terraform is. A stack is synthesized first, with its application.
 * @throws StackError where it has none
 */
export function stackDir(stack: StackOrDir): string {
  if (typeof stack === "string") return path.resolve(stack);
  const { id, root } = stack.node;
  const { outdir, synth } = root as Partial<SynthesizableApp>;
  if (outdir === undefined || typeof synth !== "function") {
    throw new StackError(`${id}: it is in no App, so it cannot be synthesized; make it in one`);
  }
  (root as SynthesizableApp).synth();
  return path.resolve(outdir, "stacks", id);
}
