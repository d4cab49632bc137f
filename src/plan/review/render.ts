import { inOneLine } from "./format-value";
import type { Telling } from "./review-plan";

/** What a plan without AWS cannot know. */
export const UNKNOWN =
  "Planned without AWS: whether a change replaces its resource is the real provider's to decide, and what was changed by hand is not seen.";

/** What is told beside the plan itself. */
export interface Frame {
  /** `products-dev`. */
  readonly stack: string;
  /** What it is compared with: `main`; absent for a plan from nothing. */
  readonly against?: string;
  /** Whether it was planned without AWS. */
  readonly isOffline: boolean;
  /** What else a reader should know, a sentence each. Default: nothing. */
  readonly notes?: readonly string[];
}

function notesOf({ isOffline, notes = [] }: Frame, { counts }: Telling): readonly string[] {
  return [...(isOffline && counts !== "nothing to do" ? [UNKNOWN] : []), ...notes];
}

/** A telling for the terminal. */
export function asText(told: Telling, frame: Frame): string {
  const { counts, concerns, code, groups } = told;
  const sections = [
    ...concerns.map(({ title, concerns: all }) => [
      `! ${title}`,
      ...all.flatMap(({ who, lines }) => section(who, lines)),
    ]),
    ...(code === undefined ? [] : [[code]]),
    ...groups.map(({ who, lines }) => section(who, lines)),
    ...notesOf(frame, told).map((note) => [note]),
  ];
  return [[title(frame, counts)], ...sections].map((lines) => lines.join("\n")).join("\n\n");
}

function title({ stack, against }: Frame, counts: string): string {
  return `${stack}${against === undefined ? "" : `, against ${against}`}: ${counts}`;
}

function section(who: string, lines: readonly string[]): string[] {
  return [`  ${who}`, ...lines.map((line) => `    ${line}`)].map(inOneLine);
}

/** A telling as Markdown, for a comment on a pull request: what deserves eyes open, the rest folded. */
export function asMarkdown(told: Telling, frame: Frame): string {
  const { counts, concerns, code, groups } = told;
  const { stack, against } = frame;
  const parts = [
    `### \`${stack}\`${against === undefined ? "" : ` against \`${against}\``}: ${counts}`,
    ...concerns.map(
      ({ title: kind, concerns: all }) =>
        `**${kind}**\n\n${all.map(({ who, lines }) => diff(who, lines)).join("\n\n")}`,
    ),
    ...(code === undefined ? [] : [escaped(`${code.charAt(0).toUpperCase()}${code.slice(1)}.`)]),
    ...(groups.length === 0 ? [] : [folded(groups)]),
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

function folded(groups: Telling["groups"]): string {
  const lines = groups.flatMap(({ who, lines }) => [who, ...lines.map((line) => `  ${line}`)].map(inOneLine));
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
