import { type Cursor, SyntaxProblem } from "./cursor";
import type { TemplateReference } from "./syntax";

/** Reads one character as text. */
export function readCharacter(cursor: Cursor): string {
  const character = cursor.text[cursor.index] ?? "";
  cursor.index += 1;
  return character;
}

/**
 * Reads a comment or a literal text, and returns the text between its start and its end.
 *
 * @throws SyntaxProblem if it has no end
 */
export function readUntil(cursor: Cursor, start: string, end: string, construct: string): string {
  const { offset, text } = cursor;
  const first = cursor.index + start.length;
  const last = text.indexOf(end, first);
  cursor.index = last === -1 ? text.length : last + end.length;
  if (last === -1) throw new SyntaxProblem(offset, `the ${construct} has no end. Add "${end}".`);
  return text.slice(first, last);
}

/** Reports a `$` that Velocity loses in front of a directive, and a `$` or `#` at the end, which it rejects. */
export function reportLostSign(cursor: Cursor): void {
  const [sign] = cursor.peek(/\$!?(?=#\{?(?:if|else|end|set|foreach|define|macro|break)|$)|#$/y) ?? [];
  if (sign === undefined) return;
  const isLast = cursor.index + sign.length === cursor.text.length;
  const message = isLast
    ? `Velocity rejects "${sign}" at the end of a template. Add a line break.`
    : `Velocity does not print "${sign}" in front of a directive. Write a blank after it.`;
  cursor.report(cursor.offset, message);
}

/** Reports a comment that Velocity prints, because it follows a property directly. */
export function reportPrintedComment(cursor: Cursor, { steps, text }: TemplateReference): void {
  const follows = steps.at(-1)?.kind === "property" && !text.endsWith("}") && cursor.peek(/##/y);
  if (!follows) return;
  const message = 'Velocity prints "##" directly after a property. Write a blank in front of it.';
  cursor.report(cursor.offset, message);
}
