import { readFileSync } from "node:fs";
import path from "node:path";
import { GatewrightError } from "#error";
import { synthesize } from "#synth";
import { readStacks, StackError, type SynthesizedStack } from "#terraform";
import { unknownStack } from "./choose-stack";
import type { Help } from "./help";
import { parseArguments, runCommand, UsageError } from "./run-command";
import { type SynthesizedCommit, synthesizeCommit } from "./synthesize-commit";

const COMMAND = "npm run plan --";

const HELP: Help = {
  usage: [`${COMMAND} [stack] [--against REF] [--markdown]`, `${COMMAND} --plan FILE [--markdown]`],
  summary: "Synthesizes the project and reviews what Terraform would change, without an AWS account.",
  options: [
    ["stack", "Name of the stack. Default: every stack."],
    [
      "--against REF",
      "Branch, tag or commit to compare with. Default: none; the plan creates every resource.",
    ],
    ["--plan FILE", "Review an existing plan instead: a file with the output of `terraform show -json`."],
    ["--markdown", "Print Markdown, for a comment on a pull request. Default: plain text."],
  ],
};

const OPTIONS = {
  against: { type: "string" },
  plan: { type: "string" },
  markdown: { type: "boolean", default: false },
} as const;

/**
 * Runs `npm run plan`: plans each stack, as a new deployment or compared with a commit, and prints a review
 * of each plan.
 */
runCommand(HELP, async () => {
  const { values, positionals } = parseArguments(OPTIONS, COMMAND, { maxPositionals: 1 });
  if (values.plan !== undefined) {
    if (positionals.length > 0 || values.against !== undefined) {
      throw new UsageError("--plan reviews an existing plan. Remove the stack and --against.", COMMAND);
    }
    const json = readPlanFile(values.plan);
    console.log(loadReviewModule().reviewFile(path.basename(values.plan), json, values));
    return true;
  }
  const [name] = positionals;
  const synthesizing = synthesizeStacks();
  const { reviewRemovedStack, reviewStack } = loadReviewModule();
  const stacks = await synthesizing;
  if (!stacks) return false;
  const before = values.against === undefined ? undefined : await synthesizeCommit(values.against);
  const errors = new Set<string>();
  try {
    const selection = selectStacks(name, { current: stacks, removed: listRemovedStacks(before, stacks) });
    for (const stack of selection.removed) console.log(reviewRemovedStack(stack, values));
    for (const stack of selection.current) {
      await reviewStack(stack, before, values).then(console.log, (error) =>
        errors.add(planErrorMessage(error)),
      );
    }
  } finally {
    before?.remove();
  }
  for (const error of errors) console.error(error);
  return errors.size === 0;
});

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
function readPlanFile(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new UsageError(`cannot read ${file} (${(error as Error).message})`, COMMAND);
  }
}

/** Synthesizes the project. Returns `undefined` if the app failed and printed its errors. */
async function synthesizeStacks(): Promise<readonly SynthesizedStack[] | undefined> {
  const project = process.cwd();
  const bundleCacheDir = path.join(project, "node_modules", ".cache", "gatewright");
  const folder = await synthesize(project, { bundleCacheDir });
  return folder === undefined ? undefined : readStacks(folder);
}

/** Lists the stacks that exist in the commit, but not in the working tree. */
function listRemovedStacks(
  before: SynthesizedCommit | undefined,
  current: readonly SynthesizedStack[],
): readonly SynthesizedStack[] {
  return before?.stacks.filter(({ name }) => !current.some((stack) => stack.name === name)) ?? [];
}

interface StackSelection {
  /** Stacks of the working tree. */
  readonly current: readonly SynthesizedStack[];
  /** Stacks that exist only in the commit. */
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
  throw unknownStack(
    name,
    [...current, ...removed].map((stack) => stack.name),
  );
}
