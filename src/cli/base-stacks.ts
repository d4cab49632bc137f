import { existsSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import {
  manifestPath,
  readStacks,
  readSynthesizedStack,
  StackError,
  type SynthesizedStack,
} from "#terraform";
import { type SynthesizedCommit, synthesizeCommit } from "./synthesize-commit";

/** Stacks of the command line that are compared with a base. */
export interface ComparedStacks {
  readonly stacks: readonly SynthesizedStack[];
  /** Name of the only stack that is planned. Default: every stack is planned. */
  readonly name?: string;
}

/**
 * Returns the stacks to compare with. A folder takes precedence over a commit with the same name.
 *
 * @param base value of `--against`: a commit, the output folder of an app, or the folder of one stack, which may have
 * another name than the stack that it is compared with
 * @param project absolute path of the project
 * @throws StackError if the base cannot be read or synthesized, or if the base is one stack, and it is not clear which
 * stack is compared with it
 */
export async function readBase(
  base: string,
  project: string,
  { stacks, name }: ComparedStacks,
): Promise<SynthesizedCommit> {
  const folder = path.resolve(base);
  if (existsSync(manifestPath(folder))) return fromFolder(readStacks(folder));
  if (!hasTerraform(folder)) return synthesizeCommit(base, project);
  const stack = readSynthesizedStack(folder);
  // The caller reports the unknown name.
  if (name !== undefined && !stacks.some((current) => current.name === name)) return fromFolder([]);
  const names = name === undefined ? stacks.map((current) => current.name) : [name];
  const match = names.length === 1 ? names[0] : names.find((current) => current === stack.name);
  if (match !== undefined) return fromFolder([{ ...stack, name: match }]);
  throw new StackError(
    `--against ${base} is the folder of one stack, but the app has ${names.join(", ")}. Add the name of the stack to plan.`,
  );
}

function fromFolder(stacks: readonly SynthesizedStack[]): SynthesizedCommit {
  return { stacks, hasOtherPackages: false, remove: () => {} };
}

function hasTerraform(folder: string): boolean {
  const isFolder = statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
  return isFolder && readdirSync(folder).some((name) => /\.tf(\.json)?$/.test(name));
}
