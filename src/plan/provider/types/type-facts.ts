import { type ObjectValue, Unknown, type Value } from "../value";

/** What a plan needs to know of a type and its schema does not say. */
export interface TypeFacts {
  /** The arguments and blocks whose change makes another resource of it. */
  readonly replacedBy: readonly string[];
  /** Those of which some changes do, and which these are; asked where there is a change. */
  readonly replacedWhere?: Readonly<Record<string, (before: Value, after: Value) => boolean>>;
  /** What an argument that is left out is taken for, so that to write it out is no change; of those that are compared. */
  readonly defaults?: ObjectValue;
  /** Names what the provider will give anew in an update. */
  readonly recomputed?: (change: Update) => readonly string[];
  /** What AWS makes up when a resource is created, by attribute. */
  readonly computed: Readonly<Record<string, (of: ComputeContext) => Value>>;
  /** The attributes that nobody is to see. */
  readonly sensitive?: readonly string[];
  /** How many blocks there may be of those that there may be several of, by their path: `settings.rule`. */
  readonly maxItems?: Readonly<Record<string, number>>;
}

/** An update of a resource. */
export interface Update {
  readonly planned: ObjectValue;
  /** Whether one of these is not as it was. */
  readonly isChanged: (...names: readonly string[]) => boolean;
}

/** A resource that is being made. */
export interface ComputeContext {
  readonly region: string;
  readonly account: string;
  /** What is configured or made up, or `undefined` where it is neither. */
  readonly value: (name: string) => Value | undefined;
  /** The same as text. */
  readonly text: (name: string) => string;
  /** Letters and digits, the same for the same configuration of the same type. */
  readonly token: (length: number) => string;
}

/** For what may be exchanged in place, but neither added nor removed. */
export function isAddedOrRemoved(before: Value, after: Value): boolean {
  return isGiven(before) !== isGiven(after);
}

/** For what may be forgotten in place, but neither added nor exchanged. */
export function isNotRemoved(_before: Value, after: Value): boolean {
  return isGiven(after);
}

/**
 * What only the apply will tell counts as nothing yet, as it does for the conditions that the provider itself has.
 * @see https://github.com/hashicorp/terraform-plugin-sdk/blob/main/helper/schema/field_reader_diff.go
 */
function isGiven(value: Value): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return value !== null && value !== "" && !(value instanceof Unknown);
}

/** Of a service, in the resource's region. */
export function arn({ region, account }: ComputeContext, service: string, rest: string): string {
  return `arn:aws:${service}:${region}:${account}:${rest}`;
}

/** `1234abcd-12ab-34cd-56ef-1234567890ab`. */
export function uuid({ token }: ComputeContext): string {
  const digits = token(32).replaceAll(/[g-z]/g, "0");
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** When everything here was made: a plan would differ from day to day otherwise. */
export const FIXED_TIME = "2026-01-01T00:00:00Z";
