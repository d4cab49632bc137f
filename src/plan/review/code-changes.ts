import type { Change } from "../plan-types";
import { resourceDifferences } from "./differences";
import { constructOf, labelOf } from "./resource-label";
import { changesState } from "./state-changes";

/** Returns the sizes of a function's zip before and after a change, in bytes. An unknown size is absent. */
export type ZipSizes = (change: Change) => { readonly before?: number; readonly after?: number };

/** Attributes of a function that change with its code. */
const CODE_ATTRIBUTES = new Set([
  "code_sha256",
  "filename",
  "last_modified",
  "qualified_arn",
  "qualified_invoke_arn",
  "source_code_hash",
  "source_code_size",
  "version",
]);

/** Returns true if a change of an attribute only shows that the code of a function changes, such as a hash. */
export function isCodeAttribute({ type }: Change, path: string): boolean {
  return type === "aws_lambda_function" && CODE_ATTRIBUTES.has(path) && path !== "filename";
}

/**
 * Returns the functions whose only change is their code. A function whose construct has another change, such as a new
 * permission of its role, is not one of them.
 *
 * @param changed all changed resources
 */
export function findCodeOnly<Changed extends Change>(changed: readonly Changed[]): Changed[] {
  const otherConstructs = new Set(changed.filter((change) => !isCodeOnly(change)).map(constructOf));
  return changed.filter((change) => isCodeOnly(change) && !otherConstructs.has(constructOf(change)));
}

function isCodeOnly(change: Change): boolean {
  const { type, action } = change;
  if (type !== "aws_lambda_function" || action !== "update" || changesState(change)) return false;
  const changes = resourceDifferences(change);
  return changes.length > 0 && changes.every(({ path }) => CODE_ATTRIBUTES.has(path));
}

/** Maximum number of functions that a review lists by name if only their code changes. */
const MAX_CODE_ONLY_LINES = 5;

/** Formats the functions whose only change is their code. */
export function formatCodeOnly(changes: readonly Change[], zipSizes: ZipSizes) {
  const listed = changes.slice(0, MAX_CODE_ONLY_LINES);
  const hiddenCount = changes.length - listed.length;
  return {
    subject: `code-only changes (${changes.length === 1 ? "1 function" : `${changes.length} functions`})`,
    lines: [
      ...listed.map((change) => `${labelOf(change)}${formatSizes(zipSizes(change))}`),
      ...(hiddenCount > 0 ? [`and ${hiddenCount} more`] : []),
    ],
  };
}

/**
 * Formats the sizes of a zip before and after a change. Returns an empty string if a size is unknown, or if
 * both sizes are equal after rounding to kB.
 */
function formatSizes({ before, after }: ReturnType<ZipSizes>): string {
  if (before === undefined || after === undefined) return "";
  const [beforeText, afterText] = [formatKilobytes(before), formatKilobytes(after)];
  return beforeText === afterText ? "" : `: ${beforeText} → ${afterText}`;
}

function formatKilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
