import { statSync } from "node:fs";
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
import type { StackFolder } from "#terraform";
import type { SynthesizedCommit } from "./synthesize-commit";

/** How a plan is told. */
export interface Wishes {
  /** The commit that it is planned against. */
  readonly against?: string;
  readonly markdown: boolean;
}

/** A real plan, as `terraform show -json` has it. @throws PlanError for what is none */
export function toldFile(name: string, json: string, { markdown }: Wishes): string {
  return rendered(telling(planFromJson(json, name)), { stack: name, isOffline: false }, markdown);
}

/** A stack that the commit has and the working tree has not. */
export function toldGone({ name }: StackFolder, { against, markdown }: Wishes): string {
  const lines = ["- its resources stay, and no Terraform knows of them any more: destroy it before it goes"];
  const concerns = [{ title: "Stacks that go", concerns: [{ who: name, lines }] }];
  const frame = { stack: name, against, isOffline: false };
  return `${rendered({ counts: "the stack is gone", concerns, groups: [] }, frame, markdown)}\n`;
}

/** A stack, from nothing or against a commit. @throws PlanError where it cannot be planned */
export async function toldStack(
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

function rendered(whole: Telling, frame: Frame, isMarkdown: boolean): string {
  return isMarkdown ? asMarkdown(whole, frame) : asText(whole, frame);
}

/** Bytes of a function's zip. */
function zipSize({ stack, folder }: StackFolder, { address }: Change): number | undefined {
  const file = stack.find(address)?.values.filename;
  if (typeof file !== "string") return undefined;
  return statSync(path.resolve(folder, file), { throwIfNoEntry: false })?.size;
}
