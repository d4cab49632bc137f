import path from "node:path";
import {
  readStacks,
  readSynthesizedStack,
  resolveStack,
  StackError,
  type SynthesizedStack,
} from "#terraform";
import { type CommandArguments, UsageError } from "./command";

/** Selection of the stack that a command works on. */
export interface StackChoice {
  /** Name of the stack: `products-dev`. Default: the stack that the {@link StackDefault} selects. */
  readonly name?: string;
  /**
   * Folder of Terraform JSON, which can also be the output of another tool. If set, the project is not
   * synthesized.
   */
  readonly dir?: string;
}

/**
 * Returns the stack to use if neither a name nor a folder is given.
 * @throws GatewrightError if no stack is suitable
 */
export type StackDefault = (stacks: readonly SynthesizedStack[]) => SynthesizedStack;

/** Default of commands that serve a stack: the first stack with an API. */
export const firstApi: StackDefault = (stacks) => {
  const match = stacks.find(hasApi);
  if (match) return match;
  throw unsuitableStacks(stacks, "an API", "Add an HttpApi to a stack.");
};

/** Default of commands that need a user pool: the first stack with a user pool, preferably next to an API. */
export const firstUserPool: StackDefault = (stacks) => {
  const suitable = stacks.filter(({ stack }) => stack.ofType("aws_cognito_user_pool").length > 0);
  const match = suitable.find(hasApi) ?? suitable[0];
  if (match) return match;
  const fix = "Add a UserPool to a stack, or use the tokens of an external issuer.";
  throw unsuitableStacks(stacks, "a user pool", fix);
};

/** Default of the command that draws dashboards: the first stack with a dashboard. */
export const firstDashboard: StackDefault = (stacks) => {
  const match = stacks.find(({ stack }) => stack.ofType("aws_cloudwatch_dashboard").length > 0);
  if (match) return match;
  throw unsuitableStacks(stacks, "a dashboard", "Add an ApiDashboard to a stack.");
};

function unsuitableStacks(stacks: readonly SynthesizedStack[], part: string, fix: string): StackError {
  const names = stacks.map(({ name }) => name);
  const available = names.length > 0 ? `stacks without one: ${names.join(", ")}` : "no stacks";
  return new StackError(`no stack has ${part}; the app has ${available}. ${fix}`);
}

/**
 * Returns the stack in `dir`, or else a stack of the project.
 *
 * @param fallback selects a stack if neither a name nor a folder is given
 * @param synthesizeProject returns the output folder of the project, or `undefined` if the app failed
 * @returns `undefined` if the project cannot be synthesized; the app has then printed its errors
 * @throws StackError if the stack does not exist
 * @throws GatewrightError if no name is given and no stack is suitable
 * @throws UsageError if both a stack and a folder are given
 */
export async function chooseStack(
  { name, dir }: StackChoice,
  fallback: StackDefault,
  { commandLine }: Pick<CommandArguments, "commandLine">,
  synthesizeProject: () => Promise<string | undefined>,
): Promise<SynthesizedStack | undefined> {
  if (dir !== undefined && name !== undefined) {
    throw stackAndDir(name, commandLine);
  }
  if (dir !== undefined) return readSynthesizedStack(path.resolve(dir));
  const folder = await synthesizeProject();
  if (folder === undefined) return undefined;
  const stacks = readStacks(folder);
  if (name === undefined) return fallback(stacks);
  const match = stacks.find((stack) => stack.name === name);
  if (match) return match;
  const names = stacks.map((stack) => stack.name);
  throw unknownStack(name, names);
}

/** Returns the error for a command line with both a stack and `--dir`. */
export function stackAndDir(name: string, commandLine: string): UsageError {
  return new UsageError(`--dir selects the stack. Remove "${name}", or remove --dir.`, commandLine);
}

function hasApi(synthesized: SynthesizedStack): boolean {
  const stack = resolveStack(synthesized);
  return ["aws_apigatewayv2_api", "aws_api_gateway_rest_api"].some((type) => stack.ofType(type).length > 0);
}

export function unknownStack(name: string, available: readonly string[]): StackError {
  return new StackError(`no stack "${name}"; available: ${available.join(", ")}.`);
}
