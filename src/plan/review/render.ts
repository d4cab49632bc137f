import { escapeLine } from "#printable";
import { NO_CHANGES, type PlanReview } from "./review-plan";

/** Note about the limits of a plan without AWS, printed below the changes. */
const OFFLINE_NOTE =
  "Planned offline, without AWS and its current state: the real plan may replace more resources, and shows manual changes (drift).";

/** Facts that a review prints in addition to the changes of a plan. */
export interface ReviewContext {
  /** Name of the stack: `products-dev`. */
  readonly stack: string;
  /**
   * Commit that the stack is compared with, as the user named it: `main`. Absent for a plan of a new
   * deployment.
   */
  readonly against?: string;
  /** True for a plan that was made without AWS. */
  readonly isOffline: boolean;
  /** Notes for the reader, one sentence each. Default: none. */
  readonly notes?: readonly string[];
}

/** Formats a review as plain text for a terminal. */
export function formatText(review: PlanReview, context: ReviewContext): string {
  const { summary, findings: groups, codeOnly, constructs } = review;
  const { stack, against } = context;
  const heading = `${stack}${against === undefined ? "" : ` compared with ${against}`}: ${summary}`;
  const sections = [
    ...groups.map(({ title, findings }) => [
      `! ${title}`,
      ...findings.flatMap(({ subject, lines }) => textSection(subject, lines)),
    ]),
    ...(codeOnly === undefined ? [] : [[codeOnly.subject, ...codeOnly.lines.map(indent)].map(escapeLine)]),
    ...constructs.map(({ subject, lines }) => textSection(subject, lines)),
    ...notesOf(context, review).map((note) => [escapeLine(note)]),
  ];
  return [[escapeLine(heading)], ...sections].map((lines) => lines.join("\n")).join("\n\n");
}

function textSection(subject: string, lines: readonly string[]): string[] {
  return [subject, ...lines.map(indent)].map(indent).map(escapeLine);
}

function indent(line: string): string {
  return `  ${line}`;
}

function notesOf({ isOffline, notes = [] }: ReviewContext, { summary }: PlanReview): readonly string[] {
  return [...(isOffline && summary !== NO_CHANGES ? [OFFLINE_NOTE] : []), ...notes];
}

/**
 * Formats a review as Markdown for a comment on a pull request. The findings are visible, and the other
 * changes are collapsed.
 */
export function formatMarkdown(review: PlanReview, context: ReviewContext): string {
  const { summary, findings: groups, codeOnly, constructs } = review;
  const { stack, against } = context;
  const parts = [
    `### ${codeSpan(stack)}${against === undefined ? "" : ` compared with ${codeSpan(against)}`}: ${summary}`,
    ...groups.map(
      ({ title, findings }) =>
        `**${title}**\n\n${findings.map(({ subject, lines }) => diffBlock(subject, lines)).join("\n\n")}`,
    ),
    ...(codeOnly === undefined ? [] : [markdownList(capitalize(codeOnly.subject), codeOnly.lines)]),
    ...(constructs.length === 0 ? [] : [foldedBlock(constructs)]),
    ...notesOf(context, review).map((note) => `_${escapeMarkdown(escapeLine(note))}_`),
  ];
  return `${parts.join("\n\n")}\n`;
}

/** Formats a finding as a `diff` block, which GitHub colors. In such a block, `!` marks a changed line. */
function diffBlock(subject: string, lines: readonly string[]): string {
  return `${codeSpan(subject)}\n${fencedBlock(
    "diff",
    lines.map((line) => escapeLine(line.replace(/^~/, "!"))),
  )}`;
}

function markdownList(heading: string, items: readonly string[]): string {
  return [`${heading}:`, "", ...items.map((item) => `- ${escapeMarkdown(escapeLine(item))}`)].join("\n");
}

function capitalize(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

function foldedBlock(constructs: PlanReview["constructs"]): string {
  const lines = constructs.flatMap(({ subject, lines: changes }) =>
    [subject, ...changes.map(indent)].map(escapeLine),
  );
  const count = constructs.length === 1 ? "1 construct" : `${constructs.length} constructs`;
  return `<details>\n<summary>Other changes (${count})</summary>\n\n${fencedBlock("text", lines)}\n\n</details>`;
}

/** Formats text as code in one line. A backtick would end the code, so it is replaced. */
function codeSpan(text: string): string {
  return `\`${escapeLine(text).replaceAll("`", "'")}\``;
}

/**
 * Encloses lines in a fence that is longer than any run of backticks in them, so that no line closes the
 * fence.
 */
function fencedBlock(language: string, lines: readonly string[]): string {
  const runs = lines.flatMap((line) => (line.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(Math.max(2, ...runs) + 1);
  return [`${fence}${language}`, ...lines, fence].join("\n");
}

function escapeMarkdown(text: string): string {
  return text.replaceAll(/([\\`*_<>[\]])/g, String.raw`\$1`);
}
