import { readFileSync } from "node:fs";
import path from "node:path";
import { readStacks, StackError, type StackFolder, synthesize } from "#terraform";
import { argumentsOf, command, UsageError } from "./command";
import { type SynthesizedCommit, synthesizedAt } from "./synthesized-at";

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
  const synthesizing = chosenStacks(name);
  const { toldGone, toldStack } = loaded();
  const stacks = await synthesizing;
  if (!stacks) return false;
  const before = values.against === undefined ? undefined : await synthesizedAt(values.against);
  const faults = new Set<string>();
  try {
    for (const gone of goneStacks(before, stacks, name)) console.log(toldGone(gone, values));
    for (const one of stacks) {
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
function loaded(): typeof import("./told-plan") {
  return require("./told-plan");
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
async function chosenStacks(name: string | undefined): Promise<readonly StackFolder[] | undefined> {
  const project = process.cwd();
  const keptBundles = path.join(project, "node_modules", ".cache", "gatewright");
  const folder = await synthesize(project, { keptBundles });
  if (folder === undefined) return undefined;
  const stacks = readStacks(folder);
  const chosen = stacks.filter((one) => name === undefined || one.name === name);
  if (chosen.length > 0) return chosen;
  throw new StackError(`there is no stack "${name}"; there is ${stacks.map((one) => one.name).join(", ")}`);
}

/** Stacks that the commit has and the working tree has not; none where one stack alone is asked for. */
function goneStacks(
  before: SynthesizedCommit | undefined,
  now: readonly StackFolder[],
  asked: string | undefined,
): readonly StackFolder[] {
  if (!before || asked !== undefined) return [];
  return before.stacks.filter(({ name }) => !now.some((one) => one.name === name));
}
