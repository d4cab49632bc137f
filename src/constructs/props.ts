import type { Construct } from "./cdktf";
import { findNearestName } from "./nearest-name";
import { isPlainObject, isToken } from "./tokens";
import { addValidation, describeWrongValue } from "./validation";

/** Check of the value of a prop. A CDKTF token passes every check, because only Terraform knows its value. */
interface ValueCheck {
  /** Returns the errors of a value other than undefined. Each error starts with the path of the prop. */
  readonly validate: (value: unknown, path: string) => readonly string[];
  /** Text after `expected` in the error of a required prop that is not set: `a TerraformVariable`. */
  readonly expected: string;
  /**
   * Returns the value that replaces an invalid one, so that no other check reports it. A prop with members keeps the valid
   * ones, so that other checks report them. Default: none (`undefined`).
   */
  readonly placeholder?: (value: unknown) => unknown;
}

/** Rule for a prop that is optional. */
export interface PropRule extends ValueCheck {
  readonly isRequired?: false;
}

/** Rule for a prop that must be set. */
interface RequiredRule extends ValueCheck {
  readonly isRequired: true;
}

/**
 * Rules for the props of an interface. The compiler requires one rule for each prop. The rule of a required prop must
 * be the result of {@link required}.
 */
export type PropRules<Props> = {
  readonly [Name in keyof Props]-?: undefined extends Props[Name] ? PropRule : RequiredRule;
};

type Rules = Readonly<Record<string, PropRule | RequiredRule>>;

/** Returns the rule for a prop that must be set. */
export function required(rule: PropRule): RequiredRule {
  return { ...rule, isRequired: true };
}

/** Result of {@link checkProps}. */
export interface CheckedProps<Props> {
  /** Props in which placeholders replace all invalid values. */
  readonly values: Props;
  /** Errors of the invalid values and of the unknown names. Empty if there are none. */
  readonly errors: readonly string[];
}

/**
 * Validates the props of a construct against their rules. The compiler also rejects invalid props, but JavaScript code
 * and TypeScript code that runs without type checks can pass them.
 */
export function checkProps<Props extends object>(
  props: Props | undefined,
  rules: PropRules<Props>,
): CheckedProps<Props> {
  const given: unknown = props === undefined ? {} : props;
  if (!isRecord(given)) {
    const { values, errors } = checkProps({} as Props, rules);
    return {
      values,
      errors: [describeWrongValue("the argument with the props", given, "an object"), ...errors],
    };
  }
  const invalid = Object.entries<PropRule | RequiredRule>(rules).flatMap(([name, rule]) => {
    const errors = validateProp(rule, given[name], name);
    return errors.length > 0 ? [{ name, errors, placeholder: rule.placeholder?.(given[name]) }] : [];
  });
  const errors = [...invalid.flatMap((prop) => prop.errors), ...findUnknownNames(given, rules)];
  if (invalid.length === 0) return { values: given as Props, errors };
  const replaced = invalid.map(({ name, placeholder }) => [name, placeholder] as const);
  return { values: { ...given, ...Object.fromEntries(replaced) } as Props, errors };
}

/**
 * Returns the props of a construct, in which placeholders replace all invalid values. Adds the errors of the props to
 * the construct. {@link App.synth} reports them.
 *
 * @param subject start of the error messages, such as `client "web": `. Default: none
 */
export function readProps<Props extends object>(
  scope: Construct,
  props: Props | undefined,
  rules: PropRules<Props>,
  subject = "",
): Props {
  const { values, errors } = checkProps(props, rules);
  if (errors.length > 0) addValidation(scope, () => errors.map((error) => `${subject}${error}`));
  return values;
}

/** Returns the errors of the members of an object. @param path path of the prop that contains it: `page` */
export function validateMembers(
  members: Readonly<Record<string, unknown>>,
  rules: Rules,
  path: string,
): readonly string[] {
  return [
    ...Object.entries(rules).flatMap(([name, rule]) => validateProp(rule, members[name], `${path}.${name}`)),
    ...findUnknownNames(members, rules, `${path} `),
  ];
}

/** Returns an object in which placeholders replace the invalid members. Undefined if a required one has no placeholder. */
export function replaceInvalidMembers(
  members: Readonly<Record<string, unknown>>,
  rules: Rules,
): Readonly<Record<string, unknown>> | undefined {
  const invalid = Object.entries(rules).filter(
    ([name, rule]) => validateProp(rule, members[name], name).length > 0,
  );
  const replaced = invalid.map(([name, rule]) => [name, rule.placeholder?.(members[name])] as const);
  const isIncomplete = replaced.some(([name, value]) => value === undefined && rules[name]?.isRequired);
  return isIncomplete ? undefined : { ...members, ...Object.fromEntries(replaced) };
}

function validateProp(rule: PropRule | RequiredRule, value: unknown, path: string): readonly string[] {
  if (value !== undefined) return rule.validate(value, path);
  return rule.isRequired ? [`${path} is not set; expected ${rule.expected}`] : [];
}

/** Returns true for an object with properties: an object literal, a construct or another instance of a class. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === "object" && !Array.isArray(value) && !isToken(value);
}

/** Returns an error for each property without a rule. Ignores class instances, which can have other properties. */
function findUnknownNames(props: Readonly<Record<string, unknown>>, rules: Rules, subject = ""): string[] {
  if (!isPlainObject(props)) return [];
  const unknown = Object.keys(props).filter(
    (name) => !Object.hasOwn(rules, name) && props[name] !== undefined,
  );
  return unknown.map((name) => `${subject}${describeUnknownName(name, Object.keys(rules))}`);
}

/** Returns the error of an unknown property, with the most similar known name. If none is similar, lists all names. */
export function describeUnknownName(name: string, known: readonly string[]): string {
  const nearest = findNearestName(name, known);
  const fix =
    nearest === undefined ? `; expected one of ${known.join(", ")}` : `. Did you mean "${nearest}"?`;
  return `has the unknown property "${name}"${fix}`;
}
