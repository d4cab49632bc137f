import { type ObjectValue, Unknown, type Value } from "../value";

/** Facts about a type that a plan needs and its schema lacks. */
export interface TypeFacts {
  /** Arguments and blocks whose change forces a replacement. */
  readonly forceNew: readonly string[];
  /** Arguments that force a replacement for some changes only; the function decides for a changed value. */
  readonly forceNewIf?: Readonly<Record<string, (before: Value, after: Value) => boolean>>;
  /** Default values of compared arguments: writing one out is not a change. */
  readonly defaults?: ObjectValue;
  /** Returns the attributes that the provider computes again in an update. */
  readonly recomputed?: (change: Update) => readonly string[];
  /** Fake values that a new resource gets, by attribute. */
  readonly computed: Readonly<Record<string, (context: ComputeContext) => Value>>;
  /** Sensitive attributes. */
  readonly sensitive?: readonly string[];
  /** Maximum numbers of repeatable blocks, by path: `settings.rule`. */
  readonly maxItems?: Readonly<Record<string, number>>;
}

/** Planned update of a resource. */
export interface Update {
  readonly planned: ObjectValue;
  /** Returns true if one of the arguments changes. */
  readonly isChanged: (...names: readonly string[]) => boolean;
}

/** Resource whose attributes are computed. */
export interface ComputeContext {
  readonly region: string;
  readonly account: string;
  /** Returns the configured or computed value of an attribute. */
  readonly value: (name: string) => Value | undefined;
  /** Returns the value as text. */
  readonly text: (name: string) => string;
  /** Returns letters and digits that follow from the type and the configuration. */
  readonly token: (length: number) => string;
}

/** Rule for a value that changes in place, but cannot be added or removed in place. */
export function isAddedOrRemoved(before: Value, after: Value): boolean {
  return isSet(before) !== isSet(after);
}

/** Rule for a value that can be removed in place, but not added or changed. */
export function isNotRemoved(_before: Value, after: Value): boolean {
  return isSet(after);
}

/**
 * Returns true for a set value. An unknown value counts as unset, as it does in the provider's own conditions.
 * @see https://github.com/hashicorp/terraform-plugin-sdk/blob/main/helper/schema/field_reader_diff.go
 */
function isSet(value: Value): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return value !== null && value !== "" && !(value instanceof Unknown);
}

/** Returns the ARN of a resource of a service, in the region of the resource. */
export function arn({ region, account }: ComputeContext, service: string, rest: string): string {
  return `arn:aws:${service}:${region}:${account}:${rest}`;
}

/** Returns a UUID: `1234abcd-12ab-34cd-56ef-1234567890ab`. */
export function uuid({ token }: ComputeContext): string {
  const digits = token(32).replaceAll(/[g-z]/g, "0");
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** Creation time of every resource. A real clock would change plans from day to day. */
export const FIXED_TIME = "2026-01-01T00:00:00Z";
