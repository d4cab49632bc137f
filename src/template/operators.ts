import type { Budget } from "./budget";
import type { BinaryOperator } from "./syntax";
import { RenderProblem } from "./template-error";
import { equalValues, formatJson, JavaList, JavaMap, printValue, type TemplateValue } from "./values";

type Operator = Exclude<BinaryOperator, "and" | "or">;

/** Limit of integers, so that repeated multiplication cannot block the process. */
const MAX_INTEGER = 10n ** 1000n;

/** Applies an operator with the rules of Velocity 1.7. A result that does not exist, such as `1 / 0`, is `""`. */
export function applyOperator(
  operator: Operator,
  left: TemplateValue,
  right: TemplateValue,
  budget: Budget,
): TemplateValue {
  switch (operator) {
    case "eq":
      return equalOperands(left, right, budget);
    case "ne":
      return !equalOperands(left, right, budget);
    case "lt":
    case "le":
    case "gt":
    case "ge":
      return isNumber(left) && isNumber(right) && compare(operator, left, right);
    default:
      return calculate(operator, left, right, budget);
  }
}

function isNumber(value: TemplateValue): value is bigint | number {
  return typeof value === "bigint" || typeof value === "number";
}

/** Compares values of one type with `equals`, and values of different types by their text. */
function equalOperands(left: TemplateValue, right: TemplateValue, budget: Budget): boolean {
  // biome-ignore lint/suspicious/noDoubleEquals: an integer equals a double of the same value
  if (isNumber(left) && isNumber(right)) return left == right;
  if (left instanceof JavaList && right instanceof JavaList) return equalValues(left, right, budget);
  if (left instanceof JavaMap && right instanceof JavaMap) return equalValues(left, right, budget);
  if (typeof left === "string") budget.spendText(left.length);
  if (typeof left === typeof right && typeof left !== "object") return left === right;
  return printOperand(left, budget) === printOperand(right, budget);
}

/** Returns the text of a value. An array has a text that no other value has, so its JSON is as good. */
function printOperand(value: TemplateValue, budget: Budget): string {
  return value instanceof JavaList && value.kind === "array"
    ? `array${formatJson(value, budget)}`
    : printValue(value, budget);
}

function compare(
  operator: "lt" | "le" | "gt" | "ge",
  left: bigint | number,
  right: bigint | number,
): boolean {
  switch (operator) {
    case "lt":
      return left < right;
    case "le":
      return left <= right;
    case "gt":
      return left > right;
    case "ge":
      return left >= right;
  }
}

type Arithmetic = "add" | "subtract" | "multiply" | "divide" | "remainder";

function calculate(
  operator: Arithmetic,
  left: TemplateValue,
  right: TemplateValue,
  budget: Budget,
): TemplateValue {
  if (typeof left === "bigint" && typeof right === "bigint") return calculateIntegers(operator, left, right);
  if (isNumber(left) && isNumber(right)) return calculateDoubles(operator, Number(left), Number(right));
  if (operator !== "add" || (typeof left !== "string" && typeof right !== "string")) return "";
  const text = printValue(left, budget) + printValue(right, budget);
  budget.spendText(text.length);
  return text;
}

function calculateIntegers(operator: Arithmetic, left: bigint, right: bigint): TemplateValue {
  const result = integerResult(operator, left, right);
  if (result === undefined) return "";
  if (result < MAX_INTEGER && result > -MAX_INTEGER) return result;
  throw new RenderProblem("an integer has more than 1000 digits.");
}

function integerResult(operator: Arithmetic, left: bigint, right: bigint): bigint | undefined {
  switch (operator) {
    case "add":
      return left + right;
    case "subtract":
      return left - right;
    case "multiply":
      return left * right;
    case "divide":
      return right === 0n ? undefined : left / right;
    case "remainder":
      return right === 0n ? undefined : left % right;
  }
}

function calculateDoubles(operator: Arithmetic, left: number, right: number): TemplateValue {
  switch (operator) {
    case "add":
      return left + right;
    case "subtract":
      return left - right;
    case "multiply":
      return left * right;
    case "divide":
      return right === 0 ? "" : left / right;
    case "remainder":
      return right === 0 ? "" : left % right;
  }
}
