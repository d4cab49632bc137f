import { Placeholder } from "./placeholder";

/** As long as a line's value may be. */
const MAX_LENGTH = 120;
/** As much of what two long values have in common is shown before they differ. */
const COMMON = 30;

/** A value in a line; a long one is cut. */
export function formatShort(value: unknown): string {
  return cut(formatFull(value));
}

/** A value and what it becomes: two long texts where they begin to differ, two long lists by what comes and goes. */
export function formatChange(before: unknown, after: unknown): string {
  const [old, now] = [formatFull(before), formatFull(after)];
  if (Array.isArray(before) && Array.isArray(after) && old.length + now.length > MAX_LENGTH) {
    return comesAndGoes(before.map(formatFull), after.map(formatFull));
  }
  const from =
    Math.max(old.length, now.length) > MAX_LENGTH ? Math.max(0, commonLength(old, now) - COMMON) : 0;
  const cutFrom = (text: string) => (from > 0 && text.length > from ? `…${text.slice(from)}` : text);
  return `${cut(cutFrom(old))} → ${cut(cutFrom(now))}`;
}

function cut(text: string): string {
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH - 1)}…` : text;
}

function commonLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}

function comesAndGoes(before: readonly string[], after: readonly string[]): string {
  const added = after.filter((one) => !before.includes(one)).map((one) => `+ ${one}`);
  const removed = before.filter((one) => !after.includes(one)).map((one) => `- ${one}`);
  return added.length + removed.length > 0 ? [...added, ...removed].join(", ") : "in another order";
}

/** A value in a line, all of it. */
export function formatFull(value: unknown): string {
  if (value === undefined || value === null) return "(none)";
  if (value instanceof Placeholder) return value.text;
  return inOneLine(typeof value === "string" ? bare(value) : JSON.stringify(value, marksAsText));
}

function marksAsText(this: unknown, key: string, value: unknown): unknown {
  const raw = (this as Readonly<Record<string, unknown>>)[key];
  return raw instanceof Placeholder ? raw.text : value;
}

/** A text that is one reference to something: `aws_sns_topic.alarms.arn` for `${aws_sns_topic.alarms.arn}`. */
function bare(text: string): string {
  const [, reference] = /^\$\{([\w.[\]"-]+)\}$/.exec(text) ?? [];
  return reference ?? text;
}

/** A line break in a value is none in the telling. */
export function inOneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029]/gu, (character) => JSON.stringify(character).slice(1, -1));
}
