import { readFileSync } from "node:fs";
import path from "node:path";
import { GatewrightError } from "#error";
import { bundleCacheDir } from "#project-root";
import { DevOutput, outputDir } from "#synth";
import { readStacks, readSynthesizedStack, StackError, type SynthesizedStack } from "#terraform";
import { readBase } from "./base-stacks";
import { stackAndDir, unknownStack } from "./choose-stack";
import { type Command, type CommandArguments, defineCommand, print, printError, UsageError } from "./command";
import type { Help } from "./help";
import type { ReviewFlags } from "./review-plan";
import type { SynthesizedCommit } from "./synthesize-commit";
import { formatWarnings } from "./warnings";

const HELP: Help = {
  usage: [
    "[stack] [--against BASE] [--markdown]",
    "--dir PATH [--against BASE] [--markdown]",
    "--plan FILE [--markdown]",
  ],
  summary: "Synthesizes the project and reviews what Terraform would change, without an AWS account.",
  options: [
    ["stack", "Name of the stack. Default: every stack."],
    [
      "--against BASE",
      "Branch, tag, commit or folder of Terraform JSON to compare with. Default: none; everything is created.",
    ],
    ["--dir PATH", "Plan an existing folder of Terraform JSON. Default: the project is synthesized."],
    ["--plan FILE", "Review an existing plan instead: a file with the output of `terraform show -json`."],
    ["--markdown", "Print Markdown, for a comment on a pull request. Default: plain text."],
  ],
};

const OPTIONS = {
  against: { type: "string" },
  dir: { type: "string" },
  plan: { type: "string" },
  markdown: { type: "boolean", default: false },
} as const;

/**
 * Command `gatewright plan`: plans each stack, as a new deployment or compared with a commit or a folder, and prints a
 * review of each plan.
 */
export const planCommand: Command = defineCommand({
  help: HELP,
  options: OPTIONS,
  maxPositionals: 1,
  async run({ values, positionals, ...context }) {
    const [name] = positionals;
    const { dir, against, plan: file } = values;
    if (file === undefined) {
      return dir === undefined
        ? planStacks(name, values, context.project)
        : planDir(dir, name, values, context);
    }
    if (name !== undefined || dir !== undefined || against !== undefined) {
      const error = "--plan reviews an existing plan. Remove the stack, --dir and --against.";
      throw new UsageError(error, context.commandLine);
    }
    const json = readPlanFile(file, context.commandLine);
    print(loadReviewModule().reviewFile(path.basename(file), json, values));
    return true;
  },
});

/**
 * Synthesizes the project, and prints a review of each selected stack. Returns false if the app failed, or if a stack
 * could not be planned.
 */
async function planStacks(name: string | undefined, flags: ReviewFlags, project: string): Promise<boolean> {
  const output = new DevOutput(project, { bundleCacheDir: bundleCacheDir(project) });
  try {
    const synthesizing = output.synthesize();
    loadReviewModule();
    if (!(await synthesizing)) return false;
    return await reviewStacks(readStacks(output.path, outputDir(project)), name, flags, project);
  } finally {
    output.remove();
  }
}

/** Prints a review of the stack in a folder of Terraform JSON. Returns false if the stack could not be planned. */
async function planDir(
  dir: string,
  name: string | undefined,
  flags: ReviewFlags,
  { project, commandLine }: Pick<CommandArguments, "project" | "commandLine">,
): Promise<boolean> {
  if (name !== undefined) throw stackAndDir(name, commandLine);
  const stack = readSynthesizedStack(path.resolve(dir));
  return reviewStacks([stack], stack.name, flags, project);
}

/** Prints a review of each selected stack. Returns false if a stack could not be planned. */
async function reviewStacks(
  stacks: readonly SynthesizedStack[],
  name: string | undefined,
  flags: ReviewFlags,
  project: string,
): Promise<boolean> {
  const { reviewRemovedStack, reviewStack } = loadReviewModule();
  const { against } = flags;
  const before =
    against === undefined
      ? undefined
      : await readBase(against, project, { stacks, name }).catch((error) => {
          throw addUnknownStack(error, name, stacks);
        });
  const errors = new Set<string>();
  try {
    const available = { current: stacks, removed: listRemovedStacks(before, stacks) };
    const selection = selectStacks(name, available);
    for (const warning of selection.current.flatMap(formatWarnings)) printError(warning);
    for (const stack of selection.removed) print(reviewRemovedStack(stack, flags));
    for (const stack of selection.current) {
      await reviewStack(stack, before, flags).then(print, (error) => errors.add(planErrorMessage(error)));
    }
  } finally {
    before?.remove();
  }
  for (const error of errors) printError(error);
  return errors.size === 0;
}

/**
 * Returns the message of a `PlanError`. Such an error concerns only one stack, so the command continues with
 * the other stacks.
 * @throws any other error
 */
function planErrorMessage(error: unknown): string {
  // The class `PlanError` is not imported, because the import would load the planning code at startup.
  if (error instanceof GatewrightError && error.code === "GW_PLAN") return error.message;
  throw error;
}

/** Loads the code that plans and reviews. Loading is slow, so it happens while the app is synthesized. */
function loadReviewModule(): typeof import("./review-plan") {
  return require("./review-plan");
}

/** Reads the file of `--plan`. @throws UsageError for a file that cannot be read */
function readPlanFile(file: string, commandLine: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new UsageError(`cannot read ${file} (${(error as Error).message})`, commandLine);
  }
}

/** Lists the stacks that exist in the base, but not in the working tree. */
function listRemovedStacks(
  before: SynthesizedCommit | undefined,
  current: readonly SynthesizedStack[],
): readonly SynthesizedStack[] {
  return before?.stacks.filter(({ name }) => !current.some((stack) => stack.name === name)) ?? [];
}

/**
 * Returns the error of a base that cannot be read. If the working tree has no stack with the given name, the error starts
 * with the message about the name.
 */
function addUnknownStack(
  error: unknown,
  name: string | undefined,
  stacks: readonly SynthesizedStack[],
): unknown {
  const names = stacks.map((stack) => stack.name);
  if (!(error instanceof StackError) || name === undefined || names.includes(name)) return error;
  return new StackError(unknownStack(name, names).message, error.message);
}

interface StackSelection {
  /** Stacks of the working tree. */
  readonly current: readonly SynthesizedStack[];
  /** Stacks that exist only in the base. */
  readonly removed: readonly SynthesizedStack[];
}

/**
 * Returns the stack with the given name, or all stacks if no name is given.
 * @throws StackError if the name is unknown or the app has no stacks
 */
function selectStacks(name: string | undefined, { current, removed }: StackSelection): StackSelection {
  const isSelected = (stack: SynthesizedStack) => name === undefined || stack.name === name;
  const selection = { current: current.filter(isSelected), removed: removed.filter(isSelected) };
  if (selection.current.length + selection.removed.length > 0) return selection;
  if (name === undefined) throw new StackError("the app has no stacks. Add a TerraformStack to it.");
  const names = [...current, ...removed].map((stack) => stack.name);
  throw unknownStack(name, names);
}
