import { readFileSync } from "node:fs";
import path from "node:path";
import { synthesize } from "#synth";
import { readStacks, StackError, type StackFolder } from "#terraform";
import { argumentsOf, command, UsageError } from "./command";
import { type SynthesizedCommit, synthesizedAt } from "./synthesize-commit";

const USAGE = `npm run plan -- [stack] [--against main] [--markdown]
npm run plan -- --plan FILE [--markdown]     FILE is what terraform show -json says of a plan`;

const OPTIONS = {
  against: { type: "string" },
  plan: { type: "string" },
  markdown: { type: "boolean", default: false },
} as const;

/** `npm run plan`: plans what is synthesized, from nothing or against another commit, and tells it for a reviewer. */
command(USAGE, async () => {
  const { values, positionals } = argumentsOf({ options: OPTIONS }, USAGE);
  if (values.plan !== undefined) {
    if (positionals.length > 0 || values.against !== undefined) {
      throw new UsageError(`--plan FILE is told as it is; leave out the stack and --against\n${USAGE}`);
    }
    const json = read(values.plan);
    console.log(loaded().toldFile(path.basename(values.plan), json, values));
    return true;
  }
  const [name, ...more] = positionals;
  if (more.length > 0)
    throw new UsageError(`one stack can be named, found ${positionals.join(", ")}\n${USAGE}`);
  const synthesizing = synthesizedStacks();
  const { toldGone, toldStack } = loaded();
  const all = await synthesizing;
  if (!all) return false;
  const before = values.against === undefined ? undefined : await synthesizedAt(values.against);
  const faults = new Set<string>();
  try {
    const { now, gone } = chosen(name, { now: all, gone: goneStacks(before, all) });
    for (const one of gone) console.log(toldGone(one, values));
    for (const one of now) {
      await toldStack(one, before, values).then(console.log, (error) => faults.add(messageOf(error)));
    }
  } finally {
    before?.remove();
  }
  for (const fault of faults) console.error(fault);
  return faults.size === 0;
});

/** What keeps one stack from being planned, and no other: those are told all the same. @throws any other error */
function messageOf(error: unknown): string {
  if (error instanceof Error && error.name === "PlanError") return error.message;
  throw error;
}

/** What plans and tells. It takes its time to load, in which the application can be synthesized. */
function loaded(): typeof import("./review-plan") {
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
async function synthesizedStacks(): Promise<readonly StackFolder[] | undefined> {
  const project = process.cwd();
  const keptBundles = path.join(project, "node_modules", ".cache", "gatewright");
  const folder = await synthesize(project, { keptBundles });
  return folder === undefined ? undefined : readStacks(folder);
}

/** Stacks that the commit has and the working tree has not. */
function goneStacks(
  before: SynthesizedCommit | undefined,
  now: readonly StackFolder[],
): readonly StackFolder[] {
  return before?.stacks.filter(({ name }) => !now.some((one) => one.name === name)) ?? [];
}

interface Stacks {
  readonly now: readonly StackFolder[];
  readonly gone: readonly StackFolder[];
}

/** The stack that is asked for, or all. @throws StackError where there is none */
function chosen(asked: string | undefined, { now, gone }: Stacks): Stacks {
  const isAsked = ({ name }: StackFolder) => asked === undefined || name === asked;
  const found = { now: now.filter(isAsked), gone: gone.filter(isAsked) };
  if (found.now.length + found.gone.length > 0) return found;
  const names = [...now, ...gone].map(({ name }) => name);
  throw new StackError(
    asked === undefined
      ? "the application has no stack"
      : `there is no stack "${asked}"; there is ${names.join(", ")}`,
  );
}
