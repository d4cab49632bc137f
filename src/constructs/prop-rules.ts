import { isArn } from "#aws";
import { Token } from "./cdktf";
import { isRecord, type PropRule, type PropRules, replaceInvalidMembers, validateMembers } from "./props";
import { isPlainObject, isToken, isUnresolved } from "./tokens";
import {
  describeChoices,
  describeWrongValue,
  SET_OR_REMOVE_FIX,
  unknownAtSynth,
  validateChoice,
} from "./validation";

/** Returns the value as code that follows the rule: `50` for the text `"50"`. Undefined if there is none. */
type Convert = (value: unknown) => string | undefined;

/** Returns the instruction of an error: the code to write, or to remove a prop that is null. */
function writeFix(path: string, value: unknown, code: string | undefined): string | undefined {
  if (value === null) return SET_OR_REMOVE_FIX;
  if (code === undefined) return undefined;
  const name = /(?:^|\.)([A-Za-z]\w*)$/.exec(path)?.[1];
  return `Write \`${name === undefined ? "" : `${name}: `}${code}\`.`;
}

function scalar(
  expected: string,
  isValid: (value: unknown) => boolean,
  convert: Convert,
  placeholder?: () => unknown,
): PropRule {
  return {
    expected,
    placeholder,
    validate: (value, path) =>
      isValid(value) || isScalarToken(value)
        ? []
        : [describeWrongValue(path, value, expected, writeFix(path, value, convert(value)))],
  };
}

/** Returns true for a token, and for a text with a token. A list with a token is neither a text nor a number. */
function isScalarToken(value: unknown): boolean {
  return !Array.isArray(value) && !isPlainObject(value) && isUnresolved(value);
}

/** Returns the rule of a prop that is a text. @param expected description. Default: `a string` */
export function textRule(expected = "a string", example?: string): PropRule {
  const convert: Convert = (value) =>
    ["number", "boolean", "bigint"].includes(typeof value) && example === undefined
      ? JSON.stringify(String(value))
      : example;
  const placeholder = () => Token.asString(Token.asAny("unknown"));
  return scalar(expected, (value) => typeof value === "string", convert, placeholder);
}

export const TEXT: PropRule = textRule();

export const NUMBER: PropRule = scalar(
  "a number",
  (value) => typeof value === "number",
  (value) => {
    const isNumeric = typeof value === "string" && value.trim() !== "" && Number.isFinite(Number(value));
    return isNumeric ? String(Number(value)) : undefined;
  },
  () => Token.asNumber(Token.asAny(1)),
);

export const BOOLEAN: PropRule = scalar(
  "a boolean",
  (value) => typeof value === "boolean",
  (value) => (value === "true" || value === "false" ? value : undefined),
  () => Token.asAny(true),
);

/** Rule of a prop that is a function. */
export const FUNCTION: PropRule = scalar(
  "a function",
  (value) => typeof value === "function",
  () => undefined,
);

/** Returns the rule of a prop with one of several values. An invalid value is replaced by the default of the prop. */
export function oneOf<Value extends string | number>(choices: readonly Value[]): PropRule {
  return {
    expected: describeChoices(choices),
    validate: (value, path) => validateChoice(path, value as Value, choices),
  };
}

/** Returns the rule of a prop that is a list. @param item rule of each item @param example code of a valid list */
export function listRule(item: PropRule, expected: string, example?: string): PropRule {
  return {
    expected,
    validate(value, path) {
      if (Array.isArray(value))
        return value.flatMap((member, index) => validateItem(item, member, `${path}[${index}]`));
      if (isUnresolved(value)) return [];
      const code = typeof value === "string" && example === undefined ? JSON.stringify([value]) : example;
      return [describeWrongValue(path, value, expected, writeFix(path, value, code))];
    },
    placeholder: (value) => (Array.isArray(value) ? replaceInvalidItems(value, item) : undefined),
  };
}

/** Returns a list in which placeholders replace the invalid items. Undefined if one has no placeholder. */
function replaceInvalidItems(items: readonly unknown[], rule: PropRule): readonly unknown[] | undefined {
  const replaced = items.map((item) => (isValidItem(rule, item) ? item : rule.placeholder?.(item)));
  return replaced.includes(undefined) ? undefined : replaced;
}

function isValidItem(rule: PropRule, item: unknown): boolean {
  return validateItem(rule, item, "").length === 0;
}

function validateItem(rule: PropRule, value: unknown, path: string): readonly string[] {
  // The value often comes from an environment variable that is not set.
  if (value === undefined || value === null) return [`${path} is ${value}. ${SET_OR_REMOVE_FIX}`];
  return rule.validate(value, path);
}

/** Returns the rule of a list whose items must differ, because each of them becomes a resource. */
export function distinctRule(list: PropRule): PropRule {
  return {
    ...list,
    validate(value, path) {
      const errors = list.validate(value, path);
      if (!Array.isArray(value)) return errors;
      return [...errors, ...findDuplicates(value, path, (item) => list.validate([item], "").length === 0)];
    },
  };
}

/** Returns an error for each item that is the same as an earlier one. An invalid item has another error. */
function findDuplicates(
  items: readonly unknown[],
  path: string,
  isValid: (item: unknown) => boolean,
): string[] {
  return items.flatMap((item, index) => {
    const first = items.indexOf(item);
    return first === index || !isValid(item)
      ? []
      : [`${path}[${index}] is the same as ${path}[${first}]. Remove one of them.`];
  });
}

/** Rule of a prop that is a text with at least one character. */
export const NON_EMPTY_TEXT: PropRule = {
  ...TEXT,
  validate(value, path) {
    if (value !== "") return TEXT.validate(value, path);
    return [describeWrongValue(path, value, "a text that is not empty")];
  },
};

const TEXTS = listRule(TEXT, "a list of strings");

/** Rule of a prop that is a list of texts. */
export const LIST: PropRule = {
  ...TEXTS,
  placeholder: (value) => TEXTS.placeholder?.(value) ?? Token.asList(Token.asAny(["unknown"])),
};

/** Returns the rule of a list that is not empty. @param describe returns the error of an item, if there is one */
export function nonEmptyList(expected: string, describe: (item: string, path: string) => string[]): PropRule {
  return {
    ...LIST,
    validate(value, path) {
      if (!Array.isArray(value)) return LIST.validate(value, path);
      if (value.length === 0) return [`${path} is empty; expected ${expected}. Add one, or remove the list.`];
      const known = value.flatMap((item, index) =>
        typeof item === "string" && !isUnresolved(item) ? describe(item, `${path}[${index}]`) : [],
      );
      return [...LIST.validate(value, path), ...known];
    },
  };
}

/** Returns the rule of a prop that is an object with names that the user chooses. @param entry rule of each value */
export function mapRule(entry: PropRule | undefined, example: string): PropRule {
  const expected = "an object";
  return {
    expected,
    validate(value, path) {
      if (isToken(value)) return [];
      if (!isPlainObject(value))
        return [describeWrongValue(path, value, expected, writeFix(path, value, example))];
      if (entry === undefined) return [];
      const known = Object.entries(value).filter(([name]) => !isUnresolved(name));
      return known.flatMap(([name, member]) => validateItem(entry, member, memberPath(path, name)));
    },
    placeholder: (value) => (isPlainObject(value) && entry ? replaceInvalidEntries(value, entry) : undefined),
  };
}

/** Returns a map in which placeholders replace the invalid values. Leaves out a value without a placeholder. */
function replaceInvalidEntries(map: Readonly<Record<string, unknown>>, rule: PropRule) {
  const entries = Object.entries(map).map(([name, value]) => [
    name,
    isValidItem(rule, value) ? value : rule.placeholder?.(value),
  ]);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

function memberPath(path: string, name: string): string {
  return /^[A-Za-z]\w*$/.test(name) ? `${path}.${name}` : `${path}[${JSON.stringify(name)}]`;
}

/** Rule of a prop that is an object with texts. */
export const MAP: PropRule = mapRule(TEXT, '{ name: "value" }');

/**
 * Rule of the tags of a resource.
 * @see https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html#id_tags_naming_best_practices
 */
export const TAGS: PropRule = {
  ...MAP,
  validate(value, path) {
    const names = isPlainObject(value) && !isToken(value) ? Object.keys(value) : [];
    return [...MAP.validate(value, path), ...names.flatMap((name) => validateTagKey(name, path))];
  },
};

function validateTagKey(name: string, path: string): string[] {
  if (name === "") return [`${path} has an empty key. Set the key, or remove the tag.`];
  return /^aws:/i.test(name)
    ? [`${path} has the key "${name}", but AWS reserves the prefix aws:. Rename it.`]
    : [];
}

/** Returns the rule of a prop that is an object with members. @param example code of a valid object */
export function objectRule<Members>(rules: PropRules<Members>, example: string): PropRule {
  const expected = "an object";
  return {
    expected,
    validate(value, path) {
      if (isToken(value)) return [];
      if (isRecord(value)) return validateMembers(value, rules, path);
      return [describeWrongValue(path, value, expected, writeFix(path, value, example))];
    },
    placeholder: (value) => (isPlainObject(value) ? replaceInvalidMembers(value, rules) : undefined),
  };
}

/** Rule of a prop that is an ARN. */
export const ARN: PropRule = {
  ...TEXT,
  expected: "an ARN",
  validate(value, path) {
    const errors = TEXT.validate(value, path);
    if (errors.length > 0 || typeof value !== "string" || isUnresolved(value) || isArn(value)) return errors;
    return [describeWrongValue(path, value, "an ARN", "Write `arn:aws:SERVICE:REGION:ACCOUNT:RESOURCE`.")];
  },
};

/** Rule of a prop that is an object with an ARN, such as a construct. */
export const WITH_ARN: PropRule = {
  expected: "an object with an arn",
  validate(value, path) {
    if (isToken(value)) return [];
    if (isRecord(value) && value.arn !== undefined) return ARN.validate(value.arn, `${path}.arn`);
    const code = typeof value === "string" ? `{ arn: ${JSON.stringify(value)} }` : undefined;
    return [describeWrongValue(path, value, "an object with an arn", writeFix(path, value, code))];
  },
};

/** Returns the rule of a prop that synthesis reads. An invalid value is replaced by the default of the prop. */
export function literalRule(rule: PropRule): PropRule {
  return { ...rule, placeholder: undefined };
}

/**
 * Returns the rule of a prop that decides what synthesis writes, so that a value of Terraform is an error.
 * @param fix instruction in the imperative, ending with a period. It starts with `Write`
 */
export function knownRule(rule: PropRule, fix = "Write it as a literal."): PropRule {
  return {
    ...literalRule(rule),
    validate: (value, path) => (isToken(value) ? [unknownAtSynth(path, fix)] : rule.validate(value, path)),
  };
}

/** Returns the rule of a prop with two forms. @param isFirst returns true for a value of the first form */
export function either(isFirst: (value: unknown) => boolean, first: PropRule, second: PropRule): PropRule {
  const select = (value: unknown) => (isFirst(value) ? first : second);
  return {
    ...second,
    validate: (value, path) => select(value).validate(value, path),
    placeholder: (value) => select(value).placeholder?.(value),
  };
}
