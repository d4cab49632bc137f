import { type Construct, Token } from "./cdktf";

/**
 * Adds a check to a construct. It runs at synth, once everything is declared; each string it gives is one fault: what
 * is wrong, what was found and what to write instead. The construct's path goes before it.
 */
export function addCheck(scope: Construct, faults: () => readonly string[]): void {
  scope.node.addValidation({ validate: () => [...faults()] });
}

/** A whole number's bounds. */
export interface Range {
  readonly from: number;
  readonly to: number;
  /** AWS's unit for it; none for a count. */
  readonly unit?: string;
}

/** The fault of a number that is out of its bounds; a number that Terraform will compute is not looked at. */
export function rangeFault(name: string, value: number | undefined, { from, to, unit }: Range): string[] {
  if (value === undefined || Token.isUnresolved(value)) return [];
  if (Number.isInteger(value) && value >= from && value <= to) return [];
  return [`${name} must be a whole number from ${from} to ${to}${unit ? ` ${unit}` : ""}, found ${value}`];
}

/** What AWS allows as a name. */
export interface NameRule {
  /** What is named: `"function name"`. */
  readonly what: string;
  readonly most: number;
  /** Default: 1. */
  readonly least?: number;
  /** The characters allowed, and how to say so. */
  readonly pattern: RegExp;
  readonly characters: string;
  /** What to do. Default: what a name that comes of a construct's path asks for. */
  readonly remedy?: string;
}

/** What a name that comes of a construct's path asks for. */
export const PATH_REMEDY = "change an id in its path, or set name";

/** The fault of a name that AWS would refuse; a name that Terraform will compute is not looked at. */
export function nameFault(name: string, rule: NameRule): string[] {
  const { what, most, least = 1, pattern, characters, remedy = PATH_REMEDY } = rule;
  if (Token.isUnresolved(name)) return [];
  if (name.length > most || name.length < least) {
    return [`${what} must have ${least} to ${most} characters, found ${name.length} in "${name}"; ${remedy}`];
  }
  if (!pattern.test(name)) return [`${what} may only have ${characters}, found "${name}"; ${remedy}`];
  return [];
}
