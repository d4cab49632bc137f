import { type ObjectValue, Unknown, type Value } from "../value";

/** Facts about a type that a plan needs, but that its schema does not contain. */
export interface TypeFacts {
  /** Arguments and blocks whose change forces a replacement. */
  readonly forceNew: readonly string[];
  /**
   * Arguments that force a replacement only for some changes. The function returns true for such a change.
   */
  readonly forceNewIf?: Readonly<Record<string, (before: Value, after: Value) => boolean>>;
  /** Default values of arguments. Setting an omitted argument to its default is not a change. */
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

/** Resource whose fake attributes are computed. */
export interface ComputeContext {
  readonly region: string;
  readonly account: string;
  /** Returns the configured or computed value of an attribute. */
  readonly value: (name: string) => Value | undefined;
  /** Returns the value as text. */
  readonly text: (name: string) => string;
  /** Returns a fake identifier of letters and digits, derived from the type and the configuration. */
  readonly token: (length: number) => string;
}

/** Rule for an argument that forces a replacement if it is added or removed, but not if its value changes. */
export function isAddedOrRemoved(before: Value, after: Value): boolean {
  return isSet(before) !== isSet(after);
}

/** Rule for an argument that forces a replacement if it is added or changed, but not if it is removed. */
export function isNotRemoved(_before: Value, after: Value): boolean {
  return isSet(after);
}

/**
 * Returns true for a set value. An unknown value counts as unset, as it does in the provider's own
 * conditions.
 * @see https://github.com/hashicorp/terraform-plugin-sdk/blob/main/helper/schema/field_reader_diff.go
 */
function isSet(value: Value): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return value !== null && value !== "" && !(value instanceof Unknown);
}

/** Returns an ARN in the region and the account of the context. */
export function arn({ region, account }: ComputeContext, service: string, rest: string): string {
  return `arn:aws:${service}:${region}:${account}:${rest}`;
}

/** Returns a UUID: `1234abcd-12ab-34cd-56ef-1234567890ab`. */
export function uuid({ token }: ComputeContext): string {
  const digits = token(32).replaceAll(/[g-z]/g, "0");
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/**
 * Fake creation time of every resource. It is fixed, so that equal configurations always have equal plans.
 */
export const FIXED_TIME = "2026-01-01T00:00:00Z";
