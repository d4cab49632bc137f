import type { Construct } from "./cdktf";
import { findNearestName } from "./nearest-name";
import { isPlainObject, isToken } from "./tokens";
import { addValidation, describeWrongValue } from "./validation";

/** Check of the value of a prop. A value that only Terraform knows (a CDKTF token) passes every check. */
interface ValueCheck {
  /** Returns the errors of a value that is not undefined. Each error starts with the path. */
  readonly validate: (value: unknown, path: string) => readonly string[];
  /** Text after `expected` in the error of a prop that is not set. */
  readonly expected: string;
  /** Returns the value that replaces an invalid one, so that no other check reports it. Default: undefined. */
  readonly placeholder?: () => unknown;
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
 * Rules for the props of an interface. The type requires a rule for each prop, and that the required props are marked
 * as required.
 */
export type PropRules<Props> = {
  readonly [Name in keyof Props]-?: undefined extends Props[Name] ? PropRule : RequiredRule;
};

type Rules = Readonly<Record<string, PropRule | RequiredRule>>;

/** Returns the rule for a prop that must be set. */
export function required(rule: PropRule): RequiredRule {
  return { ...rule, isRequired: true };
}

/** Checked props, and the errors of the props that do not follow their rules. */
export interface CheckedProps<Props> {
  /** Props in which placeholders replace all invalid values. */
  readonly values: Props;
  readonly errors: readonly string[];
}

/**
 * Checks the props of a construct against their rules. The compiler also rejects wrong props. JavaScript, and TypeScript
 * that is not checked, can pass them.
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
    return errors.length > 0 ? [{ name, errors, placeholder: rule.placeholder?.() }] : [];
  });
  const errors = [...invalid.flatMap((prop) => prop.errors), ...findUnknownNames(given, rules)];
  if (invalid.length === 0) return { values: given as Props, errors };
  const replaced = invalid.map(({ name, placeholder }) => [name, placeholder] as const);
  return { values: { ...given, ...Object.fromEntries(replaced) } as Props, errors };
}

/**
 * Returns the props of a construct, in which placeholders replace all invalid values. Adds the errors of these values to
 * the construct, which {@link App.synth} reports.
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

/** Returns the errors of the members of a prop that is an object. @param path path of the prop */
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

function validateProp(rule: PropRule | RequiredRule, value: unknown, path: string): readonly string[] {
  if (value !== undefined) return rule.validate(value, path);
  return rule.isRequired ? [`${path} is not set; expected ${rule.expected}`] : [];
}

/** Returns true for an object with properties: an object literal, a construct or another instance of a class. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === "object" && !Array.isArray(value) && !isToken(value);
}

/** Returns the error of each name without a rule. An instance of a class can have other properties. */
function findUnknownNames(props: Readonly<Record<string, unknown>>, rules: Rules, subject = ""): string[] {
  if (!isPlainObject(props)) return [];
  const unknown = Object.keys(props).filter(
    (name) => !Object.hasOwn(rules, name) && props[name] !== undefined,
  );
  return unknown.map((name) => `${subject}${describeUnknownName(name, Object.keys(rules))}`);
}

/** Returns the error of an unknown property, with the known name that is most similar. */
export function describeUnknownName(name: string, known: readonly string[]): string {
  const nearest = findNearestName(name, known);
  const fix =
    nearest === undefined ? `; expected one of ${known.join(", ")}` : `. Did you mean "${nearest}"?`;
  return `has the unknown property "${name}"${fix}`;
}
