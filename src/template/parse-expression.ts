import { type Cursor, SyntaxProblem } from "./cursor";
import { findUnknownName } from "./known-names";
import { type ParseText, parseLiteral, skipSpace } from "./parse-literal";
import type { BinaryOperator, ReferenceStep, TemplateExpression, TemplateReference } from "./syntax";

/** Operators by precedence, from the weakest to the strongest. Velocity has a word for each comparison. */
const LEVELS: readonly (readonly [RegExp, Readonly<Record<string, BinaryOperator>>])[] = [
  [/\|\||or(?![\w@])/y, { "||": "or", or: "or" }],
  [/&&|and(?![\w@])/y, { "&&": "and", and: "and" }],
  [/==|!=|(?:eq|ne)(?![\w@])/y, { "==": "eq", "!=": "ne", eq: "eq", ne: "ne" }],
  [
    /<=|>=|<|>|(?:lt|le|gt|ge)(?![\w@])/y,
    { "<": "lt", "<=": "le", ">": "gt", ">=": "ge", lt: "lt", le: "le", gt: "gt", ge: "ge" },
  ],
  [/[+-]/y, { "+": "add", "-": "subtract" }],
  [/[*/%]/y, { "*": "multiply", "/": "divide", "%": "remainder" }],
];

/**
 * Parses an expression of `#set`, `#if` or `#elseif`.
 *
 * @throws SyntaxProblem if the text is not an expression
 */
export function parseTemplateExpression(cursor: Cursor, parseText: ParseText, level = 0): TemplateExpression {
  const [pattern, operators] = LEVELS[level] ?? [];
  if (!pattern || !operators) return parseUnary(cursor, parseText);
  let left = parseTemplateExpression(cursor, parseText, level + 1);
  for (;;) {
    skipSpace(cursor);
    const { offset } = cursor;
    if (level === MINUS_LEVEL && cursor.peek(/-\.?\d/y)) {
      throw new SyntaxProblem(offset, 'the operator "-" must not touch a number. Write a blank after "-".');
    }
    const [symbol = ""] = cursor.read(pattern) ?? [];
    const operator = operators[symbol];
    if (operator === undefined) return left;
    left = {
      kind: "binary",
      operator,
      left,
      right: parseTemplateExpression(cursor, parseText, level + 1),
      offset,
    };
  }
}

const MINUS_LEVEL = 4;

function parseUnary(cursor: Cursor, parseText: ParseText): TemplateExpression {
  skipSpace(cursor);
  if (cursor.read(/!|not(?![\w@])/y)) {
    return cursor.nested(() => ({ kind: "not", operand: parseUnary(cursor, parseText) }));
  }
  if (!cursor.read(/\(/y)) return parseOperand(cursor, parseText);
  return cursor.nested(() => {
    const inner = parseTemplateExpression(cursor, parseText);
    cursor.expect(")", "the expression in parentheses");
    return inner;
  });
}

/**
 * Parses a value without operators, which is the only kind of value in the arguments of a method, in lists and in maps.
 *
 * @throws SyntaxProblem if the text is not a value
 */
export function parseOperand(cursor: Cursor, parseText: ParseText): TemplateExpression {
  skipSpace(cursor);
  const literal = parseLiteral(cursor, parseText);
  if (literal) return literal;
  const reference = parseReference(cursor, parseText);
  if (reference) return reference;
  if (cursor.read(/\[/y)) return cursor.nested(() => parseList(cursor, parseText));
  if (cursor.read(/\{/y)) return cursor.nested(() => parseMap(cursor, parseText));
  return cursor.fail("expected a value");
}

function parseList(cursor: Cursor, parseText: ParseText): TemplateExpression {
  const { offset } = cursor;
  const items: TemplateExpression[] = [];
  skipSpace(cursor);
  while (!cursor.read(/\]/y)) {
    if (items.length > 0) cursor.expect(",", "the list");
    items.push(parseOperand(cursor, parseText));
    skipSpace(cursor);
    const [first] = items;
    if (items.length === 1 && first && cursor.read(/\.\./y)) {
      requireBound(cursor, first);
      const last = parseOperand(cursor, parseText);
      requireBound(cursor, last);
      skipSpace(cursor);
      cursor.expect("]", "the range");
      return { kind: "range", from: first, to: last, offset };
    }
  }
  return { kind: "list", items };
}

function requireBound(cursor: Cursor, { kind, ...bound }: TemplateExpression): void {
  if (kind === "reference" || ("value" in bound && typeof bound.value === "bigint")) return;
  throw new SyntaxProblem(cursor.offset, "a bound of a range must be an integer or a reference.");
}

function parseMap(cursor: Cursor, parseText: ParseText): TemplateExpression {
  const entries: [TemplateExpression, TemplateExpression][] = [];
  skipSpace(cursor);
  while (!cursor.read(/\}/y)) {
    if (entries.length > 0) cursor.expect(",", "the map");
    const key = parseOperand(cursor, parseText);
    skipSpace(cursor);
    cursor.expect(":", "the map");
    entries.push([key, parseOperand(cursor, parseText)]);
    skipSpace(cursor);
  }
  return { kind: "map", entries };
}

/** Start of a reference: `$pet`, `$!pet`, `${pet}` or `$!{pet}`. A hyphen belongs to a name. */
const REFERENCE_START = /\$!?(\{?)([A-Za-z_][\w-]*)/y;

/**
 * Parses a reference, or returns `undefined` if the text is not one, such as `$5`.
 *
 * @throws SyntaxProblem if a reference is not complete
 */
export function parseReference(cursor: Cursor, parseText: ParseText): TemplateReference | undefined {
  const { offset, index } = cursor;
  const [, brace = "", name = ""] = cursor.read(REFERENCE_START) ?? [];
  if (name === "") return undefined;
  if (name === "true" || name === "false") {
    throw new SyntaxProblem(offset, `"${name}" is reserved; a variable cannot have this name. Rename it.`);
  }
  const steps: ReferenceStep[] = [];
  for (let step = parseStep(cursor, parseText); step; step = parseStep(cursor, parseText)) steps.push(step);
  if (brace !== "") cursor.expect("}", `the reference "${cursor.text.slice(index, cursor.index)}"`);
  const reference: TemplateReference = {
    kind: "reference",
    name,
    steps,
    text: cursor.text.slice(index, cursor.index),
    offset,
  };
  const unknown = findUnknownName(reference);
  if (unknown !== undefined) cursor.report(offset, unknown);
  return reference;
}

function parseStep(cursor: Cursor, parseText: ParseText): ReferenceStep | undefined {
  if (cursor.read(/\[/y)) {
    return cursor.nested(() => {
      const index = parseOperand(cursor, parseText);
      skipSpace(cursor);
      cursor.expect("]", "the index");
      return { kind: "index", index };
    });
  }
  const [, name] = cursor.read(/\.([A-Za-z][\w-]*)/y) ?? [];
  if (name === undefined) return undefined;
  if (!cursor.read(/\(/y)) return { kind: "property", name };
  return cursor.nested(() => {
    const args = parseArguments(cursor, parseText);
    return { kind: "method", name, signature: `${name}/${args.length}`, args };
  });
}

function parseArguments(cursor: Cursor, parseText: ParseText): TemplateExpression[] {
  const args: TemplateExpression[] = [];
  skipSpace(cursor);
  while (!cursor.read(/\)/y)) {
    if (args.length > 0) cursor.expect(",", "the argument list");
    args.push(parseOperand(cursor, parseText));
    skipSpace(cursor);
  }
  return args;
}
