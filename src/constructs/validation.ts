import { COGNITO_QUOTAS } from "#aws";
import { escapeLine } from "#printable";
import { Construct } from "./cdktf";
import { isPlainObject, isToken, isUnresolved } from "./tokens";

/**
 * Adds a check to a construct. The check runs when the app is synthesized, after all constructs are declared.
 * Each returned string is an error message with the field, its value, the rule and the fix. The path of the
 * construct is printed at the start of each message.
 */
export function addValidation(scope: Construct, validate: () => readonly string[]): void {
  scope.node.addValidation({ validate: () => [...validate()] });
}

/** Instruction for a value that is null or undefined. */
export const SET_OR_REMOVE_FIX = "Set a value or remove it. If it comes from process.env, set that variable.";

/** Returns the error of a value of another type. @param fix instruction in the imperative, ending with a period */
export function describeWrongValue(path: string, value: unknown, expected: string, fix?: string): string {
  return `${path} is ${formatValue(value)}; expected ${expected}${fix === undefined ? "" : `. ${fix}`}`;
}

/** Maximum length of a value in an error message. */
const MAX_VALUE_LENGTH = 60;

function formatValue(value: unknown): string {
  if (typeof value === "function") return "a function";
  if (typeof value === "bigint") return `${value}n`;
  if (Construct.isConstruct(value)) return `the construct ${value.node.path}`;
  const isInstance =
    typeof value === "object" && value !== null && !Array.isArray(value) && !isPlainObject(value);
  if (isInstance) return `an object of the class ${value.constructor?.name || "Object"}`;
  const code = typeof value === "object" || typeof value === "string" ? toJson(value) : String(value);
  if (code.length <= MAX_VALUE_LENGTH) return code;
  return `${code.slice(0, MAX_VALUE_LENGTH)}…${typeof value === "string" ? '"' : ""}`;
}

function toJson(value: unknown): string {
  try {
    // A construct in a list or in an object is not JSON.
    return JSON.stringify(value, (_, member) =>
      Construct.isConstruct(member) ? `the construct ${member.node.path}` : member,
    );
  } catch {
    return "an object that is not JSON";
  }
}

/** Allowed range of a whole number. */
export interface Range {
  readonly min: number;
  /** Maximum. Default: none. */
  readonly max?: number;
  /** Unit for the error message, as in the AWS documentation: `"MB"`. Default: none, for a plain count. */
  readonly unit?: string;
}

/**
 * Returns the error of a number that is outside its range or not a whole number. A number that only Terraform
 * knows (a CDKTF token) is not checked.
 */
export function validateRange(name: string, value: number | undefined, { min, max, unit }: Range): string[] {
  if (value === undefined || isUnresolved(value)) return [];
  if (Number.isSafeInteger(value) && value >= min && value <= (max ?? value)) return [];
  const range = max === undefined ? `of ${min} or more` : `from ${min} to ${max}`;
  return [`${name} is ${value}; expected a whole number ${range}${unit ? ` ${unit}` : ""}`];
}

/**
 * Returns the error of a value that is none of the allowed values. JavaScript, and TypeScript that is not checked, can pass
 * such a value. A value that only Terraform knows (a CDKTF token) is not checked.
 */
export function validateChoice<Value extends string | number>(
  name: string,
  value: Value | undefined,
  choices: readonly Value[],
): string[] {
  if (value === undefined || choices.includes(value) || isUnresolved(value)) return [];
  const similar = choices.find((choice) => `${choice}`.toLowerCase() === `${value}`.toLowerCase());
  const fix = similar === undefined ? undefined : `Write ${JSON.stringify(similar)}.`;
  return [describeWrongValue(name, value, describeChoices(choices), fix)];
}

/** Describes the allowed values: `one of "cjs", "esm"`, or the value itself if there is only one. */
export function describeChoices(choices: readonly (string | number)[]): string {
  const list = choices.map((choice) => JSON.stringify(choice)).join(", ");
  return choices.length === 1 ? list : `one of ${list}`;
}

/** Length and characters that AWS allows in a name. */
export interface NameRule {
  /** Kind of name, for the error message: `"function name"`. */
  readonly kind: string;
  /** Maximum length. */
  readonly max: number;
  /** Minimum length. Default: 1. */
  readonly min?: number;
  readonly pattern: RegExp;
  /** Description of `pattern` for the error message: `"letters, digits, - and _"`. */
  readonly characters: string;
  /** Instruction in the imperative, ending with a period. Default: {@link CHANGE_ID_FIX}. */
  readonly fix?: string;
}

/** Instruction for an invalid name that is either set or derived from the path of its construct. */
export const CHANGE_ID_FIX = "Change a construct ID in the path, or set `name`.";

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateGroup.html */
const GROUP_NAME = {
  kind: "group",
  max: COGNITO_QUOTAS.groupNameLength,
  pattern: /^(?:(?![[\]])[\p{L}\p{M}\p{S}\p{N}\p{P}])+$/u,
  characters: "letters, digits and punctuation without [ and ]",
  fix: "Rename it.",
};

/**
 * Returns the error of a group of a user pool or of a contract. Cognito rejects a name with a space. API Gateway passes
 * the groups of a caller as `[admin staff]`, so a bracket in a name would make this text ambiguous.
 */
export function validateGroup(name: string): string[] {
  return validateName(name, GROUP_NAME);
}

/**
 * Returns the error of a name that AWS would reject. A name that only Terraform knows (a CDKTF token) is not
 * checked.
 */
export function validateName(name: string, rule: NameRule): string[] {
  const { kind, max, min = 1, pattern, characters, fix = CHANGE_ID_FIX } = rule;
  if (isUnresolved(name)) return [];
  const printed = escapeLine(name);
  if (name.length > max || name.length < min) {
    return [`${kind} "${printed}" has length ${name.length}; expected ${min} to ${max} characters. ${fix}`];
  }
  if (!pattern.test(name)) return [`${kind} "${printed}" is invalid; expected ${characters}. ${fix}`];
  return [];
}

/**
 * Maximum length of a Terraform name that is also the name of files. A file name has at most 255 bytes, and the longest
 * suffix is `.js.map.` with the ID of a process.
 */
const MAX_FILE_NAME = 240;

/** Returns the error of a Terraform name that is too long for the name of a file. */
export function validateFileName(name: string): string[] {
  if (name.length <= MAX_FILE_NAME) return [];
  return [
    `Terraform name "${name}" has ${name.length} characters; the maximum is ${MAX_FILE_NAME}, because synthesis writes files with this name. Shorten a construct ID in the path.`,
  ];
}

/**
 * Returns an option whose value decides what synthesis writes, such as the file to bundle or a group of options. If
 * only Terraform knows the value (a CDKTF token), adds an error and returns `undefined`.
 * @param fix instruction in the imperative, ending with a period
 */
export function knownAtSynth<Value>(
  scope: Construct,
  field: string,
  value: Value,
  fix = "Write it as a literal.",
): Value | undefined {
  if (!isToken(value)) return value;
  addValidation(scope, () => [unknownAtSynth(field, fix)]);
  return undefined;
}

/** Returns the error of an option that is known only to Terraform, but decides what synthesis writes. */
export function unknownAtSynth(field: string, fix: string): string {
  return `${field} is known only to Terraform; expected a value that is known at synthesis. ${fix}`;
}

/** Instruction for a group of options that is known only to Terraform as a whole. */
export const WRITE_MEMBERS_FIX = "Write an object; its properties may be values of Terraform.";
