import { readFileSync } from "node:fs";
import path from "node:path";
import { synthesize } from "#synth";
import { readStacks, StackError, type SynthesizedStack } from "#terraform";
import { parseArguments, runCommand, UsageError } from "./command";
import { type SynthesizedCommit, synthesizeCommit } from "./synthesize-commit";

const USAGE = `npm run plan -- [stack] [--against main] [--markdown]
npm run plan -- --plan FILE [--markdown]     FILE is what terraform show -json says of a plan`;

const OPTIONS = {
  against: { type: "string" },
  plan: { type: "string" },
  markdown: { type: "boolean", default: false },
} as const;

/** `npm run plan`: plans what is synthesized, from nothing or against another commit, and tells it for a reviewer. */
runCommand(USAGE, async () => {
  const { values, positionals } = parseArguments({ options: OPTIONS }, USAGE);
  if (values.plan !== undefined) {
    if (positionals.length > 0 || values.against !== undefined) {
      throw new UsageError(`--plan FILE is told as it is; leave out the stack and --against\n${USAGE}`);
    }
    const json = read(values.plan);
    console.log(loadPlanModule().reviewFile(path.basename(values.plan), json, values));
    return true;
  }
  const [name, ...more] = positionals;
  if (more.length > 0)
    throw new UsageError(`one stack can be named, found ${positionals.join(", ")}\n${USAGE}`);
  const synthesizing = synthesizeStacks();
  const { reviewRemovedStack, reviewStack } = loadPlanModule();
  const all = await synthesizing;
  if (!all) return false;
  const before = values.against === undefined ? undefined : await synthesizeCommit(values.against);
  const faults = new Set<string>();
  try {
    const { now, removed } = selectStacks(name, { now: all, removed: listRemovedStacks(before, all) });
    for (const one of removed) console.log(reviewRemovedStack(one, values));
    for (const one of now) {
      await reviewStack(one, before, values).then(console.log, (error) => faults.add(readMessage(error)));
    }
  } finally {
    before?.remove();
  }
  for (const fault of faults) console.error(fault);
  return faults.size === 0;
});

/** What keeps one stack from being planned, and no other: those are told all the same. @throws any other error */
function readMessage(error: unknown): string {
  if (error instanceof Error && error.name === "PlanError") return error.message;
  throw error;
}

/** What plans and tells. It takes its time to load, in which the application can be synthesized. */
function loadPlanModule(): typeof import("./review-plan") {
  return require("./review-plan");
}

/** @throws UsageError for a file that cannot be read */
function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new UsageError(`${file} cannot be read (${(error as Error).message})\n${USAGE}`);
  }
}

/** @returns `undefined` where the project cannot be synthesized, and has said why */
async function synthesizeStacks(): Promise<readonly SynthesizedStack[] | undefined> {
  const project = process.cwd();
  const keptBundles = path.join(project, "node_modules", ".cache", "gatewright");
  const folder = await synthesize(project, { bundleCacheDir: keptBundles });
  return folder === undefined ? undefined : readStacks(folder);
}

/** Stacks that the commit has and the working tree has not. */
function listRemovedStacks(
  before: SynthesizedCommit | undefined,
  now: readonly SynthesizedStack[],
): readonly SynthesizedStack[] {
  return before?.stacks.filter(({ name }) => !now.some((one) => one.name === name)) ?? [];
}

interface Stacks {
  readonly now: readonly SynthesizedStack[];
  readonly removed: readonly SynthesizedStack[];
}

/** The stack that is asked for, or all. @throws StackError where there is none */
function selectStacks(asked: string | undefined, { now, removed }: Stacks): Stacks {
  const isAsked = ({ name }: SynthesizedStack) => asked === undefined || name === asked;
  const found = { now: now.filter(isAsked), removed: removed.filter(isAsked) };
  if (found.now.length + found.removed.length > 0) return found;
  const names = [...now, ...removed].map(({ name }) => name);
  throw new StackError(
    asked === undefined
      ? "the application has no stack"
      : `there is no stack "${asked}"; there is ${names.join(", ")}`,
  );
}
