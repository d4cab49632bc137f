import { type Cursor, SyntaxProblem } from "./cursor";
import { parseOperand, parseReference, parseTemplateExpression } from "./parse-expression";
import { type ParseText, skipSpace } from "./parse-literal";
import type { TemplateExpression, TemplateReference, TemplateStatement } from "./syntax";

/** Line break that ends a line with a directive; it is not part of the output. */
export const LINE_END = /[ \t]*(?:\r\n|\n|\r)/y;

const OPEN = /\s*\(/y;

/** Parses the rest of `#set($target = value)`. @throws SyntaxProblem if it is invalid */
export function parseSet(cursor: Cursor, parseText: ParseText): TemplateStatement {
  cursor.read(OPEN);
  const target = parseVariable(cursor, parseText, '"#set"');
  if (target.steps.at(-1)?.kind === "method") {
    throw new SyntaxProblem(
      target.offset,
      `"#set" cannot assign to the result of a method, found "${target.text}".`,
    );
  }
  skipSpace(cursor);
  cursor.expect("=", '"#set"');
  const value = parseTemplateExpression(cursor, parseText);
  close(cursor, '"#set"');
  return { kind: "set", target, value };
}

/** Parses the condition of `#if` or `#elseif`. @throws SyntaxProblem if it is invalid */
export function parseCondition(cursor: Cursor, parseText: ParseText, construct: string): TemplateExpression {
  if (!cursor.read(OPEN)) cursor.fail(`${construct} needs parentheses`);
  const condition = parseTemplateExpression(cursor, parseText);
  close(cursor, construct);
  return condition;
}

/** Variable and list of `#foreach($variable in items)`. */
export interface ForeachHeader {
  readonly variable: string;
  readonly items: TemplateExpression;
}

/** Parses the rest of `#foreach($variable in items)`. @throws SyntaxProblem if it is invalid */
export function parseForeachHeader(cursor: Cursor, parseText: ParseText): ForeachHeader {
  cursor.read(OPEN);
  const variable = parseName(cursor, parseText, '"#foreach"');
  skipSpace(cursor);
  if (!cursor.read(/in(?![\w@])/y)) cursor.fail('"#foreach" needs the word "in"');
  const items = parseOperand(cursor, parseText);
  close(cursor, '"#foreach"');
  return { variable, items };
}

/** Parses the rest of `#define($variable)`. @throws SyntaxProblem if it is invalid */
export function parseDefineHeader(cursor: Cursor, parseText: ParseText): string {
  cursor.read(OPEN);
  const variable = parseName(cursor, parseText, '"#define"');
  close(cursor, '"#define"');
  return variable;
}

/** Name and parameters of `#macro(name $first $second)`. */
export interface MacroHeader {
  readonly name: string;
  readonly parameters: readonly string[];
}

/** Parses the rest of `#macro(name $first $second)`. @throws SyntaxProblem if it is invalid */
export function parseMacroHeader(cursor: Cursor, parseText: ParseText): MacroHeader {
  cursor.read(OPEN);
  skipSpace(cursor);
  const [name] = cursor.read(/[A-Za-z_]\w*/y) ?? cursor.fail('"#macro" needs a name');
  const parameters: string[] = [];
  while (cursor.read(/[\s,]+/y) && cursor.peek(/\$/y)) {
    parameters.push(parseName(cursor, parseText, '"#macro"'));
  }
  close(cursor, '"#macro"');
  return { name, parameters };
}

/** Parses the arguments of a macro, with blanks or commas between them. @throws SyntaxProblem if they are invalid */
export function parseCallArguments(
  cursor: Cursor,
  parseText: ParseText,
  construct: string,
): readonly TemplateExpression[] {
  const args: TemplateExpression[] = [];
  if (!cursor.read(OPEN)) return args;
  skipSpace(cursor);
  while (!cursor.isAtEnd && !cursor.peek(/\)/y)) {
    args.push(parseOperand(cursor, parseText));
    cursor.read(/\s*,?\s*/y);
  }
  close(cursor, construct);
  return args;
}

function parseVariable(cursor: Cursor, parseText: ParseText, construct: string): TemplateReference {
  skipSpace(cursor);
  return parseReference(cursor, parseText) ?? cursor.fail(`${construct} needs a reference, such as $name`);
}

function parseName(cursor: Cursor, parseText: ParseText, construct: string): string {
  const { name, steps, offset, text } = parseVariable(cursor, parseText, construct);
  if (steps.length === 0) return name;
  throw new SyntaxProblem(offset, `${construct} needs a variable, found "${text}".`);
}

function close(cursor: Cursor, construct: string): void {
  skipSpace(cursor);
  cursor.expect(")", construct);
  cursor.read(LINE_END);
}
