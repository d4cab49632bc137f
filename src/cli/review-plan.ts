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
  type StackContracts,
} from "#plan";
import {
  readAsyncApiDocuments,
  readOpenApiDocuments,
  readRouteGroups,
  resolveStack,
  type SynthesizedStack,
  withoutIndex,
  zipSizeOf,
} from "#terraform";
import type { SynthesizedCommit } from "./synthesize-commit";

/** Flags of `npx gatewright plan` that the text of a review depends on. */
export interface ReviewFlags {
  /** Commit or folder to compare with, as the user wrote it on the command line, for example `main`. */
  readonly against?: string;
  readonly markdown: boolean;
}

/**
 * Reviews an existing plan in the format of `terraform show -json`.
 * @throws PlanError if the JSON is not a plan
 */
export function reviewFile(name: string, json: string, { markdown }: ReviewFlags): string {
  return renderReview(reviewPlan(planFromJson(json, name)), { stack: name, isOffline: false }, markdown);
}

/** Reviews a stack that exists in the commit, but not in the working tree. */
export function reviewRemovedStack({ name }: SynthesizedStack, { against, markdown }: ReviewFlags): string {
  const lines = [
    "- its resources stay on AWS; to delete them, run cdktf destroy before you remove the stack",
  ];
  const findings = [{ title: "Removed stacks", findings: [{ subject: name, lines }] }];
  const context = { stack: name, against, isOffline: false };
  return `${renderReview({ summary: "stack removed", findings, constructs: [] }, context, markdown)}\n`;
}

/**
 * Plans and reviews a stack, as a new deployment or compared with a commit.
 * @throws PlanError if Terraform cannot plan the stack
 */
export async function reviewStack(
  current: SynthesizedStack,
  base: SynthesizedCommit | undefined,
  { against, markdown }: ReviewFlags,
): Promise<string> {
  const before = base?.stacks.find(({ name }) => name === current.name);
  const planned = await plan(current, { against: before });
  const review = reviewPlan(planned, {
    configurations: {
      before: before?.stack,
      after: current.stack,
      toDeployPath: (relativePath) => toDeployPath(current, relativePath),
    },
    contracts: { before: before && readContracts(before), after: readContracts(current) },
    zipSizes: (change) => ({ before: before && zipSize(before, change), after: zipSize(current, change) }),
  });
  const context = {
    stack: current.name,
    against,
    isOffline: true,
    notes: [...(base?.hasOtherPackages ? [OTHER_PACKAGES] : []), ...planned.notes],
  };
  return `${renderReview(review, context, markdown)}\n`;
}

function toDeployPath({ dir, deployDir = dir }: SynthesizedStack, relativePath: string): string {
  return path.relative(deployDir, path.resolve(dir, relativePath)).replaceAll(path.sep, "/");
}

/** Reads the contracts of the routes of a stack. A stack without documents has no contracts. */
function readContracts(synthesized: SynthesizedStack): StackContracts {
  const documents = readOpenApiDocuments(synthesized.dir);
  const asyncApiDocuments = readAsyncApiDocuments(synthesized.dir);
  const groups = documents.size > 0 ? readRouteGroups(resolveStack(synthesized)) : new Map();
  return { documents, asyncApiDocuments, groups };
}

const OTHER_PACKAGES =
  "The lock files of the packages differ, but the commit and the working tree are built with the same installed packages. Changes inside packages are not shown.";

function renderReview(review: PlanReview, context: ReviewContext, isMarkdown: boolean): string {
  return isMarkdown ? formatMarkdown(review, context) : formatText(review, context);
}

/** Returns the size of a function's zip in bytes; `undefined` if the stack has no such file. */
function zipSize(synthesized: SynthesizedStack, { address }: Change): number | undefined {
  const stack = resolveStack(synthesized);
  const fn = stack.find(withoutIndex(address));
  return fn && zipSizeOf(stack, fn);
}
