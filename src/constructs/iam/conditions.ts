import { isIP } from "node:net";
import { findNearestName } from "../nearest-name";
import { either, mapRule, nonEmptyList, TEXT } from "../prop-rules";
import type { PropRule } from "../props";
import { isPlainObject, isToken, isUnresolved } from "../tokens";
import { describeWrongValue } from "../validation";

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

/** Returns the rule of the values of a condition. @param operator name without modifiers */
type ValueRule = (operator: string) => PropRule;

/** Rule of the conditions of a statement: one or several values by operator and key. */
export const CONDITIONS: PropRule = conditionsRule((operator) =>
  either(
    Array.isArray,
    nonEmptyList("a value", (text, path) => validateText(operator, text, path)),
    textRuleOf(operator),
  ),
);

/** Rule of the conditions of a statement with a single value for each operator and key. */
export const SINGLE_VALUE_CONDITIONS: PropRule = conditionsRule(textRuleOf);

function conditionsRule(valueRule: ValueRule): PropRule {
  return {
    expected: "an object",
    validate(value, path) {
      if (isToken(value)) return [];
      if (!isPlainObject(value))
        return [describeWrongValue(path, value, "an object", `Write \`conditions: ${CONDITIONS_EXAMPLE}\`.`)];
      const known = Object.entries(value).filter(([operator]) => !isUnresolved(operator));
      return known.flatMap(([operator, keys]) => validateOperator(operator, keys, path, valueRule));
    },
  };
}

function validateOperator(
  operator: string,
  keys: unknown,
  path: string,
  valueRule: ValueRule,
): readonly string[] {
  const [, name] = MODIFIED.exec(operator) ?? [];
  if (name === undefined) return [describeMissingOperator(operator, keys, path)];
  if (!OPERATORS.includes(name)) return [describeUnknownOperator(operator, name, path)];
  if (name === "Null" && operator.endsWith("IfExists")) {
    return [
      `${path} has the operator "${operator}", but IAM accepts Null only without IfExists. Write "Null".`,
    ];
  }
  return validateKeys(keys, `${path}.${operator}`, valueRule(name));
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

function validateKeys(keys: unknown, path: string, rule: PropRule): readonly string[] {
  if (isPlainObject(keys) && Object.keys(keys).length === 0) {
    return [`${path} is empty; expected a key and its values. Write \`${CONDITIONS_EXAMPLE}\`.`];
  }
  return mapRule(rule, '{ "aws:SourceIp": "203.0.113.0/24" }').validate(keys, path);
}

/** Returns the rule of a value that is a text. */
function textRuleOf(operator: string): PropRule {
  return {
    ...TEXT,
    validate: (value, path) =>
      typeof value === "string" && !isUnresolved(value)
        ? validateText(operator, value, path)
        : TEXT.validate(value, path),
  };
}

function validateText(operator: string, text: string, path: string): string[] {
  const isAddress = operator === "IpAddress" || operator === "NotIpAddress";
  return isAddress && !isAddressRange(text) ? [describeWrongValue(path, text, ADDRESS)] : [];
}

const ADDRESS = 'an IP address or a CIDR block, such as "203.0.113.0/24"';

function isAddressRange(text: string): boolean {
  const [address = "", prefix, ...others] = text.split("/");
  const version = address.includes("%") ? 0 : isIP(address);
  if (version === 0 || others.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128));
}
