import path from "node:path";
import { readStacks, readSynthesizedStack, StackError, type SynthesizedStack } from "#terraform";
import { type CommandArguments, UsageError } from "./command";

/** Selection of the stack that a command works on. */
export interface StackChoice {
  /** Name of the stack: `products-dev`. Default: the first stack that has an API. */
  readonly name?: string;
  /**
   * Folder of Terraform JSON, which can also be the output of another tool. If set, the project is not
   * synthesized.
   */
  readonly dir?: string;
}

/**
 * Returns the stack in `dir`, or else a stack of the project.
 *
 * @param synthesizeProject returns the output folder of the project, or `undefined` if the app failed
 * @returns `undefined` if the project cannot be synthesized; the app has then printed its errors
 * @throws StackError if the stack does not exist, or if no name is given and no stack has an API
 * @throws UsageError if both a stack and a folder are given
 */
export async function chooseStack(
  { name, dir }: StackChoice,
  { commandLine }: Pick<CommandArguments, "commandLine">,
  synthesizeProject: () => Promise<string | undefined>,
): Promise<SynthesizedStack | undefined> {
  if (dir !== undefined && name !== undefined) {
    throw new UsageError(`--dir selects the stack. Remove "${name}", or remove --dir.`, commandLine);
  }
  if (dir !== undefined) return readSynthesizedStack(path.resolve(dir));
  const folder = await synthesizeProject();
  if (folder === undefined) return undefined;
  const stacks = readStacks(folder);
  const match = stacks.find((stack) => (name === undefined ? hasApi(stack) : stack.name === name));
  if (match) return match;
  const names = stacks.map((stack) => stack.name);
  if (name !== undefined) throw unknownStack(name, names, commandLine);
  const available = names.length > 0 ? `stacks without one: ${names.join(", ")}` : "no stacks";
  throw new StackError(`no stack has an API; the app has ${available}. Add an HttpApi to a stack.`);
}

function hasApi({ stack }: SynthesizedStack): boolean {
  return stack.ofType("aws_apigatewayv2_api").length > 0;
}

/**
 * Returns the error for an unknown stack. In an npm script, a name that is a number gets a hint, because npm consumes
 * options that are written before `--`: from `npm start --port 4000`, the command receives only the argument `4000`.
 */
export function unknownStack(name: string, available: readonly string[], commandLine: string): StackError {
  const isConsumed = /^\d+$/.test(name) && commandLine.endsWith(" --");
  const hint = isConsumed ? ` Write options after \`--\`: \`${commandLine} --port ${name}\`.` : "";
  return new StackError(`no stack "${name}"; available: ${available.join(", ")}.${hint}`);
}
