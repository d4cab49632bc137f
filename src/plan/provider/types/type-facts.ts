import { type ObjectValue, Unknown, type Value } from "../value";

/** Facts about a type that a plan needs, but that the schema from the CDKTF bindings does not contain. */
export interface TypeFacts {
  /** Arguments and blocks whose change forces a replacement. */
  readonly forceNew: readonly string[];
  /**
   * Arguments that force a replacement only for some changes. The function returns true for a change that
   * forces a replacement.
   */
  readonly forceNewIf?: Readonly<Record<string, (before: Value, after: Value) => boolean>>;
  /** Default values of arguments. Setting an omitted argument to its default is not a change. */
  readonly defaults?: ObjectValue;
  /** True if the provider adds the defaults to the plan. Such an argument is also computed in the schema. */
  readonly addsDefaults?: boolean;
  /** Returns the computed attributes that the provider knows during the plan, with their values. */
  readonly knownValues?: (planned: ObjectValue, config: ObjectValue) => ObjectValue;
  /** Returns the computed attributes whose values are unknown until an update is applied. */
  readonly recomputed?: (change: Update) => readonly string[];
  /** Sensitive attributes. */
  readonly sensitive?: readonly string[];
  /** Maximum number of blocks, by the path of the repeatable block: `settings.rule`. */
  readonly maxItems?: Readonly<Record<string, number>>;
}

/** Planned update of a resource. */
export interface Update {
  readonly planned: ObjectValue;
  /** Returns true if at least one of the named arguments changes. */
  readonly isChanged: (...names: readonly string[]) => boolean;
}

/** Rule for an argument that forces a replacement if it is added or removed, but not if its value changes. */
export function isAddedOrRemoved(before: Value, after: Value): boolean {
  return isSet(before) !== isSet(after);
}

/** Returns true if an argument is added or changed, and false if it is removed. Used in `forceNewIf`. */
export function isNotRemoved(_before: Value, after: Value): boolean {
  return isSet(after);
}

/**
 * Returns true if an argument has a value. An unknown value does not count, because the real provider's
 * conditions also ignore unknown values.
 * @see https://github.com/hashicorp/terraform-plugin-sdk/blob/main/helper/schema/field_reader_diff.go
 */
function isSet(value: Value): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return value !== null && value !== "" && !(value instanceof Unknown);
}
