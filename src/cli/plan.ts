import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import {
  asMarkdown,
  asText,
  type Change,
  type Frame,
  plan,
  planFromJson,
  type Telling,
  telling,
} from "#plan";
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
    console.log(toldFile(values.plan, values.markdown));
    return true;
  }
  const [name, ...more] = positionals;
  if (more.length > 0)
    throw new UsageError(`one stack can be named, found ${positionals.join(", ")}\n${USAGE}`);
  const stacks = await chosenStacks(name);
  if (!stacks) return false;
  const before = values.against === undefined ? undefined : await synthesizedAt(values.against);
  try {
    for (const gone of goneStacks(before, stacks, name)) console.log(toldGone(gone, values));
    for (const one of stacks) console.log(await told(one, before, values));
  } finally {
    before?.remove();
  }
  return true;
});

/** @throws UsageError for a file that cannot be read. @throws PlanError for what is no plan */
function toldFile(file: string, isMarkdown: boolean): string {
  const name = path.basename(file);
  return rendered(telling(planFromJson(read(file), name)), { stack: name, isOffline: false }, isMarkdown);
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new UsageError(`${file} cannot be read (${(error as Error).message})\n${USAGE}`);
  }
}

function rendered(whole: Telling, frame: Frame, isMarkdown: boolean): string {
  return isMarkdown ? asMarkdown(whole, frame) : asText(whole, frame);
}

/** @returns `undefined` where the project cannot be synthesized, and has said why */
async function chosenStacks(name: string | undefined): Promise<readonly StackFolder[] | undefined> {
  const folder = await synthesize(process.cwd());
  if (folder === undefined) return undefined;
  const stacks = readStacks(folder);
  const chosen = stacks.filter((one) => name === undefined || one.name === name);
  if (chosen.length > 0) return chosen;
  throw new StackError(`there is no stack "${name}"; there is ${stacks.map((one) => one.name).join(", ")}`);
}

interface Wishes {
  readonly against?: string;
  readonly markdown: boolean;
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

function toldGone({ name }: StackFolder, { against, markdown }: Wishes): string {
  const lines = ["- its resources stay, and no Terraform knows of them any more: destroy it before it goes"];
  const concerns = [{ title: "Stacks that go", concerns: [{ who: name, lines }] }];
  const frame = { stack: name, against, isOffline: false };
  return `${rendered({ counts: "the stack is gone", concerns, groups: [] }, frame, markdown)}\n`;
}

async function told(
  now: StackFolder,
  base: SynthesizedCommit | undefined,
  { against, markdown }: Wishes,
): Promise<string> {
  const before = base?.stacks.find(({ name }) => name === now.name);
  const whole = telling(await plan(now.folder, { against: before?.folder }), {
    declared: { before: before?.stack, after: now.stack },
    zipSizes: (change) => ({ before: before && zipSize(before, change), after: zipSize(now, change) }),
  });
  const frame = {
    stack: now.name,
    against,
    isOffline: true,
    notes: base?.hasOtherPackages ? [PACKAGES] : [],
  };
  return `${rendered(whole, frame, markdown)}\n`;
}

const PACKAGES =
  "package-lock.json is another: both sides were built with the packages that are installed here, so what a package changes in a function is not seen.";

/** Bytes of a function's zip. */
function zipSize({ stack, folder }: StackFolder, { address }: Change): number | undefined {
  const file = stack.find(address)?.values.filename;
  if (typeof file !== "string") return undefined;
  return statSync(path.resolve(folder, file), { throwIfNoEntry: false })?.size;
}
