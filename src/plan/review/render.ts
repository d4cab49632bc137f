import { inOneLine } from "./format-value";
import type { PlanReview } from "./review-plan";

/** What a plan without AWS cannot know. */
export const UNKNOWN =
  "Planned without AWS: whether a change replaces its resource is the real provider's to decide, and what was changed by hand is not seen.";

/** What is told beside the plan itself. */
export interface ReviewContext {
  /** `products-dev`. */
  readonly stack: string;
  /** What it is compared with: `main`; absent for a plan from nothing. */
  readonly against?: string;
  /** Whether it was planned without AWS. */
  readonly isOffline: boolean;
  /** What else a reader should know, a sentence each. Default: nothing. */
  readonly notes?: readonly string[];
}

function notesOf({ isOffline, notes = [] }: ReviewContext, { summary }: PlanReview): readonly string[] {
  return [...(isOffline && summary !== "nothing to do" ? [UNKNOWN] : []), ...notes];
}

/** A telling for the terminal. */
export function formatText(told: PlanReview, frame: ReviewContext): string {
  const { summary, findings, codeOnly, constructs } = told;
  const sections = [
    ...findings.map(({ title, findings: all }) => [
      `! ${title}`,
      ...all.flatMap(({ subject, lines }) => section(subject, lines)),
    ]),
    ...(codeOnly === undefined ? [] : [[codeOnly]]),
    ...constructs.map(({ subject, lines }) => section(subject, lines)),
    ...notesOf(frame, told).map((note) => [note]),
  ];
  return [[title(frame, summary)], ...sections].map((lines) => lines.join("\n")).join("\n\n");
}

function title({ stack, against }: ReviewContext, counts: string): string {
  return `${stack}${against === undefined ? "" : `, against ${against}`}: ${counts}`;
}

function section(who: string, lines: readonly string[]): string[] {
  return [`  ${who}`, ...lines.map((line) => `    ${line}`)].map(inOneLine);
}

/** A telling as Markdown, for a comment on a pull request: what deserves eyes open, the rest folded. */
export function formatMarkdown(told: PlanReview, frame: ReviewContext): string {
  const { summary, findings, codeOnly, constructs } = told;
  const { stack, against } = frame;
  const parts = [
    `### \`${stack}\`${against === undefined ? "" : ` against \`${against}\``}: ${summary}`,
    ...findings.map(
      ({ title: kind, findings: all }) =>
        `**${kind}**\n\n${all.map(({ subject, lines }) => diff(subject, lines)).join("\n\n")}`,
    ),
    ...(codeOnly === undefined ? [] : [escaped(`${codeOnly.charAt(0).toUpperCase()}${codeOnly.slice(1)}.`)]),
    ...(constructs.length === 0 ? [] : [folded(constructs)]),
    ...notesOf(frame, told).map((note) => `_${escaped(note)}_`),
  ];
  return `${parts.join("\n\n")}\n`;
}

function diff(who: string, lines: readonly string[]): string {
  return `\`${who}\`\n${fenced(
    "diff",
    lines.map((line) => inOneLine(line.replace(/^~/, "!"))),
  )}`;
}

function folded(groups: PlanReview["constructs"]): string {
  const lines = groups.flatMap(({ subject, lines }) =>
    [subject, ...lines.map((line) => `  ${line}`)].map(inOneLine),
  );
  const count = groups.length === 1 ? "1 construct" : `${groups.length} constructs`;
  return `<details>\n<summary>The rest, ${count}</summary>\n\n${fenced("text", lines)}\n\n</details>`;
}

/** A fence that nothing in the lines can close. */
function fenced(language: string, lines: readonly string[]): string {
  const longest = Math.max(
    2,
    ...lines.flatMap((line) => (line.match(/`+/g) ?? []).map((ticks) => ticks.length)),
  );
  const fence = "`".repeat(longest + 1);
  return [`${fence}${language}`, ...lines, fence].join("\n");
}

function escaped(text: string): string {
  return text.replaceAll(/([\\`*_<>[\]])/g, String.raw`\$1`);
}
