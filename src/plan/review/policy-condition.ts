import { isValues, listOf } from "./plain-values";

/** Words for the operators of conditions. Each operator has other words, so that a review never hides a changed operator. */
const OPERATORS: Readonly<Record<string, string>> = {
  IpAddress: "is in",
  NotIpAddress: "is not in",
  StringEquals: "is",
  StringNotEquals: "is not",
  StringLike: "is like",
  StringNotLike: "is not like",
};

/**
 * Formats the condition of a statement: `aws:SourceIp is in 203.0.113.0/24`. An operator without words is printed as it
 * is. Returns `undefined` for a value that is not a condition.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html
 */
export function describeCondition(condition: unknown): string | undefined {
  if (!isValues(condition)) return undefined;
  const tests = Object.entries(condition).map(([operator, keys]) => describeTests(operator, keys));
  if (tests.length === 0 || tests.includes(undefined)) return undefined;
  return tests.sort().join(" and ");
}

function describeTests(operator: string, keys: unknown): string | undefined {
  // The condition of an `aws_iam_policy_document` has the operator and the key as one name.
  const [, test, variable] = /^(\S+) (\S+)$/.exec(operator) ?? [];
  if (test !== undefined && variable !== undefined) return describeTest(test, variable, keys);
  if (!isValues(keys) || Object.keys(keys).length === 0) return undefined;
  return Object.entries(keys)
    .map(([key, values]) => describeTest(operator, key, values))
    .sort()
    .join(" and ");
}

function describeTest(operator: string, key: string, values: unknown): string {
  const list = Array.isArray(values) ? listOf(values) : [values];
  const words = Object.hasOwn(OPERATORS, operator) ? OPERATORS[operator] : operator;
  const texts = list.map(formatValue).sort();
  return `${formatValue(key)} ${words} ${texts.length === 0 ? "[]" : texts.join(" or ")}`;
}

const ANY_ADDRESS = ["0.0.0.0/0", "::/0"];

/** Formats a value. A text with a space or a quotation mark is printed as JSON, so that its end is clear. */
function formatValue(value: unknown): string {
  if (typeof value !== "string" || !/^[^\s"]+$/.test(value)) return JSON.stringify(value);
  return ANY_ADDRESS.includes(value) ? `${value} (any address)` : value;
}
