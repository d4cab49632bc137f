import { type Construct, Token } from "./cdktf";

/**
 * Adds a check to a construct. It runs at synth, when everything is declared. Each returned string is one error: the
 * field, its value, the rule, and how to fix it. The construct's path is prepended.
 */
export function addValidation(scope: Construct, validate: () => readonly string[]): void {
  scope.node.addValidation({ validate: () => [...validate()] });
}

/** Bounds of a whole number. */
export interface Range {
  readonly min: number;
  readonly max: number;
  /** Unit in AWS's words. Default: none, for a count. */
  readonly unit?: string;
}

/** Returns the error of a number outside its bounds. A number that Terraform computes is not checked. */
export function validateRange(name: string, value: number | undefined, { min, max, unit }: Range): string[] {
  if (value === undefined || Token.isUnresolved(value)) return [];
  if (Number.isInteger(value) && value >= min && value <= max) return [];
  return [`${name} is ${value}; expected a whole number from ${min} to ${max}${unit ? ` ${unit}` : ""}`];
}

/** Length and characters that AWS allows in a name. */
export interface NameRule {
  /** Kind of name, for the message: `"function name"`. */
  readonly kind: string;
  readonly max: number;
  /** Default: 1. */
  readonly min?: number;
  readonly pattern: RegExp;
  /** Description of `pattern`: `"letters, digits, - and _"`. */
  readonly characters: string;
  /** Instruction in the imperative, ending with a period. Default: {@link CHANGE_ID_FIX}. */
  readonly fix?: string;
}

/** Fix of a name that is derived from a construct's path. */
export const CHANGE_ID_FIX = "Change an id in its path, or set `name`.";

/** Returns the error of a name that AWS would reject. A name that Terraform computes is not checked. */
export function validateName(name: string, rule: NameRule): string[] {
  const { kind, max, min = 1, pattern, characters, fix = CHANGE_ID_FIX } = rule;
  if (Token.isUnresolved(name)) return [];
  if (name.length > max || name.length < min) {
    return [`${kind} "${name}" has length ${name.length}; expected ${min} to ${max} characters. ${fix}`];
  }
  if (!pattern.test(name)) return [`${kind} "${name}" is invalid; expected ${characters}. ${fix}`];
  return [];
}
