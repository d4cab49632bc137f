import path from "node:path";
import { findOutput, synthesize } from "#synth";
import { readStacks, readSynthesizedStack, StackError, type SynthesizedStack } from "#terraform";

/** Which stack a command is about. */
export interface StackChoice {
  /** Its name: `products-dev`. Default: the first that has an HTTP API. */
  readonly name?: string;
  /** Its folder, whoever wrote it; then nothing is synthesized. */
  readonly dir?: string;
  /** Whether what was synthesized before will do. Default: false, it is synthesized anew. */
  readonly allowExisting?: boolean;
}

/**
 * The stack that a command is about, out of the project that it is run in.
 *
 * @returns `undefined` where the project cannot be synthesized, and has said why
 * @throws StackError where there is no such stack
 */
export async function chooseStack({
  name,
  dir,
  allowExisting,
}: StackChoice): Promise<SynthesizedStack | undefined> {
  if (dir !== undefined) return readSynthesizedStack(path.resolve(dir));
  const folder = (allowExisting && findOutput(process.cwd())) || (await synthesize(process.cwd()));
  if (folder === undefined) return undefined;
  const stacks = readStacks(folder);
  const found = stacks.find((one) => (name === undefined ? hasApi(one) : one.name === name));
  if (found) return found;
  const names = stacks.map((one) => one.name).join(", ");
  throw new StackError(
    name === undefined
      ? `none of the stacks ${names} has an HTTP API`
      : `there is no stack "${name}"; there is ${names}`,
  );
}

function hasApi({ stack }: SynthesizedStack): boolean {
  return stack.ofType("aws_apigatewayv2_api").length > 0;
}
