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

/** Sign that is not the start of a reference or of a directive, and the name of a directive behind it. */
const SIGN = /\$!?(?=[ \t]*#\{?(set)\b|#\{?([A-Za-z_]\w*)|$)|#$/y;

/**
 * Reports a `$` that Velocity loses in front of a directive, and a `$` or `#` at the end, which it rejects.
 *
 * @param isDirective returns whether a name is the one of a directive or of a macro
 */
export function reportLostSign(cursor: Cursor, isDirective: (name: string) => boolean): void {
  const [sign, assignment, name = assignment] = cursor.peek(SIGN) ?? [];
  if (sign === undefined || (name !== undefined && !isDirective(name))) return;
  const message =
    name === undefined
      ? `Velocity rejects "${sign}" at the end of a template. Add a line break.`
      : `Velocity does not print "${sign}" in front of a directive. Print a variable that contains it.`;
  cursor.report(cursor.offset, message);
}

/** Reports an escaped `$` that Velocity loses in front of a reference, such as `\$$name`. */
export function reportLostEscape(cursor: Cursor): void {
  if (!cursor.peek(/\$\$!?\{?[A-Za-z_]/y)) return;
  const message = 'Velocity does not evaluate a reference after "\\$". Write a blank after "\\$".';
  cursor.report(cursor.offset, message);
}

/** Reports a comment that Velocity prints, because it follows a property directly. */
export function reportPrintedComment(cursor: Cursor, { steps, text }: TemplateReference): void {
  const follows = steps.at(-1)?.kind === "property" && !text.endsWith("}") && cursor.peek(/##/y);
  if (!follows) return;
  const message = 'Velocity prints "##" directly after a property. Write a blank in front of it.';
  cursor.report(cursor.offset, message);
}
