import { findNearestName } from "../../nearest-name";
import { mapRule } from "../../prop-rules";
import type { PropRule } from "../../props";
import { isPlainObject, isToken, isUnresolved } from "../../tokens";
import { describeWrongValue } from "../../validation";
import { conditionValueRule } from "./api-policy-rules";

/** Code of valid conditions, for error messages. */
export const CONDITIONS_EXAMPLE = '{ IpAddress: { "aws:SourceIp": ["203.0.113.0/24"] } }';

const COMPARISONS = ["Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"];

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
const OPERATORS: readonly string[] = [
  ...["Equals", "NotEquals", "EqualsIgnoreCase", "NotEqualsIgnoreCase", "Like", "NotLike"].map(
    (name) => `String${name}`,
  ),
  ...COMPARISONS.flatMap((name) => [`Numeric${name}`, `Date${name}`]),
  ...["ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike"],
  ...["IpAddress", "NotIpAddress", "Bool", "BinaryEquals", "Null"],
];

/** Matches the modifiers before and after an operator: `ForAnyValue:StringLikeIfExists`. */
const MODIFIED = /^(?:ForAllValues:|ForAnyValue:)?(\w*?)(?:IfExists)?$/;

/** Rule of the conditions of a statement: values by operator and key. */
export const CONDITIONS: PropRule = {
  expected: "an object",
  validate(value, path) {
    if (isToken(value)) return [];
    if (!isPlainObject(value))
      return [describeWrongValue(path, value, "an object", `Write \`conditions: ${CONDITIONS_EXAMPLE}\`.`)];
    const known = Object.entries(value).filter(([operator]) => !isUnresolved(operator));
    return known.flatMap(([operator, keys]) => validateOperator(operator, keys, path));
  },
};

function validateOperator(operator: string, keys: unknown, path: string): readonly string[] {
  const [, name] = MODIFIED.exec(operator) ?? [];
  if (name === undefined) return [describeMissingOperator(operator, keys, path)];
  if (!OPERATORS.includes(name)) return [describeUnknownOperator(operator, name, path)];
  return validateKeys(name, keys, `${path}.${operator}`);
}

function describeMissingOperator(key: string, values: unknown, path: string): string {
  const operator = /^aws:(?:Vpc)?SourceIp$/i.test(key) ? "IpAddress" : "StringEquals";
  const given = isPlainObject(values) || isUnresolved(values) ? '["…"]' : JSON.stringify(values);
  return `${path} has the key "${key}" without an operator. Write \`conditions: { ${operator}: { "${key}": ${given} } }\`.`;
}

function describeUnknownOperator(operator: string, name: string, path: string): string {
  const nearest = findNearestName(name, OPERATORS);
  const fix =
    nearest === undefined
      ? `; expected an operator of IAM, such as IpAddress or StringEquals`
      : `. Did you mean "${operator.replace(name, nearest)}"?`;
  return `${path} has the unknown operator "${operator}"${fix}`;
}

function validateKeys(operator: string, keys: unknown, path: string): readonly string[] {
  if (isPlainObject(keys) && Object.keys(keys).length === 0) {
    return [`${path} is empty; expected a key and its values. Write \`${CONDITIONS_EXAMPLE}\`.`];
  }
  return mapRule(conditionValueRule(operator), '{ "aws:SourceIp": ["203.0.113.0/24"] }').validate(keys, path);
}
