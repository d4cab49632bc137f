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
