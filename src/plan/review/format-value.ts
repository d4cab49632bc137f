import { escapeLine } from "#printable";
import { Placeholder } from "./placeholder";

/** Maximum length of a value in a line, in characters. */
const MAX_LENGTH = 120;
/** Number of equal characters that are printed before the first difference of two long values. */
const CONTEXT_LENGTH = 30;

/** Description of a change that affects the value of an argument, but not its configuration. */
export const REFERENCED_VALUE_CHANGES = "the configuration is unchanged; a value that it refers to changes";

/** Formats a value in one line. A long value is truncated. */
export function formatShort(value: unknown): string {
  return truncate(formatFull(value));
}

/**
 * Formats the values before and after a change in one line. Long strings are printed from shortly before
 * their first difference. For long lists, only the added and removed items are printed.
 */
export function formatChange(before: unknown, after: unknown): string {
  const [beforeText, afterText] = [formatFull(before), formatFull(after)];
  if (Array.isArray(before) && Array.isArray(after) && beforeText.length + afterText.length > MAX_LENGTH) {
    return formatItemChanges(before.map(formatFull), after.map(formatFull));
  }
  const start =
    Math.max(beforeText.length, afterText.length) > MAX_LENGTH
      ? Math.max(0, commonLength(beforeText, afterText) - CONTEXT_LENGTH)
      : 0;
  const cutStart = (text: string) => (start > 0 && text.length > start ? `…${text.slice(start)}` : text);
  return `${truncate(cutStart(beforeText))} → ${truncate(cutStart(afterText))}`;
}

function truncate(text: string): string {
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH - 1)}…` : text;
}

function commonLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}

function formatItemChanges(before: readonly string[], after: readonly string[]): string {
  const added = after.filter((item) => !before.includes(item)).map((item) => `+ ${item}`);
  const removed = before.filter((item) => !after.includes(item)).map((item) => `- ${item}`);
  return added.length + removed.length > 0 ? [...added, ...removed].join(", ") : "order changed";
}

/** Formats a value in one line, without a limit on its length. */
export function formatFull(value: unknown): string {
  if (value === undefined || value === null) return "(none)";
  if (value instanceof Placeholder) return value.text;
  return escapeLine(
    typeof value === "string" ? unwrapReference(value) : JSON.stringify(value, placeholderText),
  );
}

function placeholderText(this: unknown, key: string, value: unknown): unknown {
  const raw = (this as Readonly<Record<string, unknown>>)[key];
  return raw instanceof Placeholder ? raw.text : value;
}

/** Returns `aws_sns_topic.alarms.arn` for `${aws_sns_topic.alarms.arn}`, and any other string unchanged. */
function unwrapReference(text: string): string {
  const [, reference] = /^\$\{([\w.[\]"-]+)\}$/.exec(text) ?? [];
  return reference ?? text;
}
