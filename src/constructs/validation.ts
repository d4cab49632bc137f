import { type Construct, Token } from "./cdktf";

/**
 * Adds a check to a construct. It runs at synth, once everything is declared; each string it gives is one fault: what
 * is wrong, what was found and what to write instead. The construct's path goes before it.
 */
export function addValidation(scope: Construct, faults: () => readonly string[]): void {
  scope.node.addValidation({ validate: () => [...faults()] });
}

/** A whole number's bounds. */
export interface Range {
  readonly min: number;
  readonly max: number;
  /** AWS's unit for it; none for a count. */
  readonly unit?: string;
}

/** The fault of a number that is out of its bounds; a number that Terraform will compute is not looked at. */
export function validateRange(name: string, value: number | undefined, { min, max, unit }: Range): string[] {
  if (value === undefined || Token.isUnresolved(value)) return [];
  if (Number.isInteger(value) && value >= min && value <= max) return [];
  return [`${name} must be a whole number from ${min} to ${max}${unit ? ` ${unit}` : ""}, found ${value}`];
}

/** What AWS allows as a name. */
export interface NameRule {
  /** What is named: `"function name"`. */
  readonly what: string;
  readonly max: number;
  /** Default: 1. */
  readonly min?: number;
  /** The characters allowed, and how to say so. */
  readonly pattern: RegExp;
  readonly characters: string;
  /** What to do. Default: what a name that comes of a construct's path asks for. */
  readonly fix?: string;
}

/** What a name that comes of a construct's path asks for. */
export const CHANGE_ID_FIX = "change an id in its path, or set name";

/** The fault of a name that AWS would refuse; a name that Terraform will compute is not looked at. */
export function validateName(name: string, rule: NameRule): string[] {
  const { what, max, min: least = 1, pattern, characters, fix: remedy = CHANGE_ID_FIX } = rule;
  if (Token.isUnresolved(name)) return [];
  if (name.length > max || name.length < least) {
    return [`${what} must have ${least} to ${max} characters, found ${name.length} in "${name}"; ${remedy}`];
  }
  if (!pattern.test(name)) return [`${what} may only have ${characters}, found "${name}"; ${remedy}`];
  return [];
}
