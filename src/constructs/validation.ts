import { COGNITO_QUOTAS } from "#aws";
import type { Construct } from "./cdktf";
import { isPlainObject, isToken, isUnresolved } from "./tokens";

/**
 * Adds a check to a construct. The check runs when the app is synthesized, after all constructs are declared.
 * Each returned string is an error message with the field, its value, the rule and the fix. The path of the
 * construct is printed at the start of each message.
 */
export function addValidation(scope: Construct, validate: () => readonly string[]): void {
  scope.node.addValidation({ validate: () => [...validate()] });
}

/**
 * Returns options whose lists have no undefined and null items, and adds an error for each of these items. They often
 * come from environment variables that are not set.
 *
 * @param subject start of the error messages, such as `client "web": `. Default: none
 */
export function withoutMissingItems<Options>(scope: Construct, options: Options, subject = ""): Options {
  addValidation(scope, () => findMissingItems(options).map((error) => `${subject}${error}`));
  return removeMissingItems(options) as Options;
}

/** Returns the error of each undefined or null item of a list, at any depth. @param path path of the value in the options */
export function findMissingItems(value: unknown, path = ""): string[] {
  if (Array.isArray(value)) {
    return value.flatMap((item, index) =>
      isMissing(item)
        ? [
            `${path}[${index}] is ${item}. Set a value or remove it. If it comes from process.env, set that variable.`,
          ]
        : findMissingItems(item, `${path}[${index}]`),
    );
  }
  if (!isPlainObject(value)) return [];
  return Object.entries(value).flatMap(([name, item]) =>
    findMissingItems(item, path === "" ? name : `${path}.${name}`),
  );
}

function removeMissingItems(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item) => !isMissing(item)).map(removeMissingItems);
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, removeMissingItems(item)]));
}

function isMissing(item: unknown): boolean {
  return item === undefined || item === null;
}

/** Allowed range of a whole number. */
export interface Range {
  readonly min: number;
  readonly max: number;
  /** Unit for the error message, as in the AWS documentation: `"MB"`. Default: none, for a plain count. */
  readonly unit?: string;
}

/**
 * Returns the error of a number that is outside its range or not a whole number. A number that only Terraform
 * knows (a CDKTF token) is not checked.
 */
export function validateRange(name: string, value: number | undefined, { min, max, unit }: Range): string[] {
  if (value === undefined || isUnresolved(value)) return [];
  if (Number.isInteger(value) && value >= min && value <= max) return [];
  return [`${name} is ${value}; expected a whole number from ${min} to ${max}${unit ? ` ${unit}` : ""}`];
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
  const list = choices.map((choice) => JSON.stringify(choice)).join(", ");
  const text = typeof value === "number" ? String(value) : JSON.stringify(value);
  return [`${name} is ${text}; expected one of ${list}`];
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
  if (name.length > max || name.length < min) {
    return [`${kind} "${name}" has length ${name.length}; expected ${min} to ${max} characters. ${fix}`];
  }
  if (!pattern.test(name)) return [`${kind} "${name}" is invalid; expected ${characters}. ${fix}`];
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
