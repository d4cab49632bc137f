import { statSync } from "node:fs";
import path from "node:path";
import {
  type Change,
  formatMarkdown,
  formatText,
  type PlanReview,
  plan,
  planFromJson,
  type ReviewContext,
  reviewPlan,
} from "#plan";
import type { SynthesizedStack } from "#terraform";
import type { SynthesizedCommit } from "./synthesize-commit";

/** How a plan is told. */
export interface ReviewFlags {
  /** The commit that it is planned against. */
  readonly against?: string;
  readonly markdown: boolean;
}

/** A real plan, as `terraform show -json` has it. @throws PlanError for what is none */
export function reviewFile(name: string, json: string, { markdown }: ReviewFlags): string {
  return renderReview(reviewPlan(planFromJson(json, name)), { stack: name, isOffline: false }, markdown);
}

/** A stack that the commit has and the working tree has not. */
export function reviewRemovedStack({ name }: SynthesizedStack, { against, markdown }: ReviewFlags): string {
  const lines = ["- its resources stay, and no Terraform knows of them any more: destroy it before it goes"];
  const findings = [{ title: "Stacks that go", findings: [{ subject: name, lines }] }];
  const frame = { stack: name, against, isOffline: false };
  return `${renderReview({ summary: "the stack is gone", findings, constructs: [] }, frame, markdown)}\n`;
}

/** A stack, from nothing or against a commit. @throws PlanError where it cannot be planned */
export async function reviewStack(
  now: SynthesizedStack,
  base: SynthesizedCommit | undefined,
  { against, markdown }: ReviewFlags,
): Promise<string> {
  const before = base?.stacks.find(({ name }) => name === now.name);
  const whole = reviewPlan(await plan(now.dir, { against: before?.dir }), {
    configurations: { before: before?.stack, after: now.stack },
    zipSizes: (change) => ({ before: before && zipSize(before, change), after: zipSize(now, change) }),
  });
  const frame = {
    stack: now.name,
    against,
    isOffline: true,
    notes: base?.hasOtherPackages ? [PACKAGES] : [],
  };
  return `${renderReview(whole, frame, markdown)}\n`;
}

const PACKAGES =
  "package-lock.json is another: both sides were built with the packages that are installed here, so what a package changes in a function is not seen.";

function renderReview(whole: PlanReview, frame: ReviewContext, isMarkdown: boolean): string {
  return isMarkdown ? formatMarkdown(whole, frame) : formatText(whole, frame);
}

/** Bytes of a function's zip. */
function zipSize({ stack, dir }: SynthesizedStack, { address }: Change): number | undefined {
  const file = stack.find(address)?.values.filename;
  if (typeof file !== "string") return undefined;
  return statSync(path.resolve(dir, file), { throwIfNoEntry: false })?.size;
}
