import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { asDeclared, asMarkdown, asText, type Change, plan, planFromJson, telling } from "#plan";
import { readStacks, type Stack, StackError, type StackFolder, synthesize } from "#terraform";
import { argumentsOf, command, UsageError } from "./command";
import { synthesizedAt } from "./synthesized-at";

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
    console.log(toldFile(values.plan, values.markdown));
    return true;
  }
  const stacks = await chosenStacks(positionals[0]);
  if (!stacks) return false;
  const before = values.against === undefined ? undefined : await synthesizedAt(values.against);
  try {
    for (const one of stacks) console.log(await told(one, before?.stacks ?? [], values));
    const gone = before?.stacks.filter(
      ({ name }) => positionals.length === 0 && !stacks.some((one) => one.name === name),
    );
    for (const { name } of gone ?? [])
      console.log(`${name} is in no commit from here on: destroy it before it goes`);
  } finally {
    before?.remove();
  }
  return true;
});

/** @throws UsageError for what is no plan */
function toldFile(file: string, isMarkdown: boolean): string {
  const { changes } = planFromJson(read(file));
  const frame = { stack: path.basename(file), isOffline: false };
  const whole = telling(changes);
  return isMarkdown ? asMarkdown(whole, frame) : asText(whole, frame);
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new UsageError(`${file} cannot be read (${(error as Error).message})\n${USAGE}`);
  }
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

async function told(
  now: StackFolder,
  others: readonly StackFolder[],
  { against, markdown }: Wishes,
): Promise<string> {
  const before = others.find(({ name }) => name === now.name);
  const { changes } = await plan(now.folder, { against: before?.folder });
  const declared = asDeclared(changes, { before: before?.stack, after: now.stack });
  const whole = telling(declared, (change) => ({
    before: before && zipSize(before, change),
    after: zipSize(now, change),
  }));
  const frame = { stack: now.name, against, isOffline: true };
  return markdown ? asMarkdown(whole, frame) : `${asText(whole, frame)}\n`;
}

/** Bytes of a function's zip. */
function zipSize({ stack, folder }: StackFolder, { address }: Change): number | undefined {
  const file = resourceOf(stack, address)?.values.filename;
  if (typeof file !== "string") return undefined;
  return statSync(path.resolve(folder, file), { throwIfNoEntry: false })?.size;
}

function resourceOf(stack: Stack, address: string) {
  return stack.resources.find((one) => one.address === address);
}
