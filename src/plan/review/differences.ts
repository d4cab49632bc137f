import { ownValue } from "#own-value";
import type { Block, NestedBlock, Type } from "../schema";
import { resourceSchema } from "../schema";
import { areSame, isValues, listOf, type PlainValues } from "./plain-values";

/** Argument whose value changes. */
export interface Difference {
  /**
   * Path of the argument: `environment.0.variables.TABLE`,
   * `route_settings["GET /products"].throttling_rate_limit`.
   */
  readonly path: string;
  /** Path for a person, without the index of a block that is the only one: `environment.variables.TABLE`. */
  readonly label: string;
  /** Value before the change; `undefined` for an added argument. */
  readonly before: unknown;
  /** Value after the change; `undefined` for a removed argument. */
  readonly after: unknown;
}

/**
 * Compares two values argument by argument, and returns the arguments that differ, sorted by name. A list of
 * plain values, such as strings, is compared as a whole.
 *
 * @param schema schema of the resource type. It shows which arrays are sets, whose order is irrelevant.
 * Default: none, so that every array is compared as a list
 */
export function differences(before: unknown, after: unknown, schema?: Block): Difference[] {
  return compareValues(before, after, { path: "", label: "", isSet: false, block: schema });
}

/** Values of a resource before and after a change. */
interface ChangedValues {
  readonly type: string;
  readonly before: object | null;
  readonly after: object | null;
}

const comparisons = new WeakMap<object, WeakMap<object, readonly Difference[]>>();
const NO_VALUES = {};

/**
 * Returns the differences of a change of a resource. Several parts of a review need them, so each change is compared
 * only once.
 */
export function resourceDifferences({ type, before, after }: ChangedValues): readonly Difference[] {
  const byAfter = comparisons.get(before ?? NO_VALUES) ?? new WeakMap<object, readonly Difference[]>();
  comparisons.set(before ?? NO_VALUES, byAfter);
  const known = byAfter.get(after ?? NO_VALUES);
  if (known) return known;
  const compared = differences(before, after, resourceSchema("resource", type));
  byAfter.set(after ?? NO_VALUES, compared);
  return compared;
}

/** Path of a value, with the part of the schema that describes the value. */
interface Place {
  readonly path: string;
  readonly label: string;
  readonly isSet: boolean;
  readonly block?: Block;
}

function compareValues(before: unknown, after: unknown, place: Place): Difference[] {
  if (areSame(before, after)) return [];
  const nested = isLeaf(before) || isLeaf(after) ? [] : compareChildren(before, after, place);
  // An added or removed block may have no arguments. The block itself is then the difference.
  return nested.length > 0 ? nested : [{ path: place.path, label: place.label, before, after }];
}

function compareChildren(before: unknown, after: unknown, place: Place): Difference[] {
  if (!Array.isArray(before ?? after))
    return compareBlocks((before ?? {}) as PlainValues, (after ?? {}) as PlainValues, place);
  const [beforeList, afterList] = [listOf(before), listOf(after)];
  const [beforeItems, afterItems] = keyBlocks(beforeList, afterList, place.isSet);
  const isOnlyBlock = Math.max(beforeList.length, afterList.length) === 1;
  return namesOf(beforeItems, afterItems).flatMap((name) =>
    compareValues(ownValue(beforeItems, name), ownValue(afterItems, name), {
      ...place,
      path: `${place.path}${name}`,
      label: `${place.label}${labelItem(name, isOnlyBlock)}`,
      isSet: false,
    }),
  );
}

/** Returns the label of a block: its key, its index in brackets, or nothing if it is the only block. */
function labelItem(key: string, isOnlyBlock: boolean): string {
  if (key.startsWith("[")) return key;
  return isOnlyBlock ? "" : key.replace(/^\.(.*)$/, "[$1]");
}

function compareBlocks(before: PlainValues, after: PlainValues, { path, label, block }: Place): Difference[] {
  return namesOf(before, after).flatMap((name) =>
    compareValues(ownValue(before, name), ownValue(after, name), {
      path: path === "" ? name : `${path}.${name}`,
      label: label === "" ? name : `${label}.${name}`,
      ...nestedSchema(block, name),
    }),
  );
}

function nestedSchema(block: Block | undefined, name: string): Omit<Place, "path" | "label"> {
  const nested: NestedBlock | undefined = block?.blocks.find((candidate) => candidate.name === name);
  const type: Type | undefined = block?.attributes.find((attribute) => attribute.name === name)?.type;
  return { isSet: nested?.nesting === "set" || type?.[0] === "set", block: nested?.block };
}

function namesOf(before: PlainValues, after: PlainValues): readonly string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
}

/**
 * Returns whether a value is compared as a whole: it is neither a block, nor a list of blocks, nor absent.
 */
function isLeaf(value: unknown): boolean {
  if (value === undefined || value === null || isValues(value)) return false;
  return !Array.isArray(value) || (value.length > 0 && !value.every(isValues));
}

/** Arguments of AWS resources that identify a block within a set or a list of blocks. */
const IDENTIFYING_ARGUMENTS = [
  "route_key",
  "name",
  "index_name",
  "scope_name",
  "region_name",
  "key",
  "id",
  "sid",
];

/**
 * Returns the blocks before and after the change, by key. The caller compares the blocks that have the same
 * key.
 *
 * The key is the value of an identifying argument, such as `name`, if every block has this argument and its
 * values are unique before and after the change. In all other cases, the key is the index. If the blocks of a list
 * change their order, the key is the index too, because the order of a list matters. For a set that is keyed by index,
 * blocks that exist both before and after the change are left out.
 */
function keyBlocks(
  before: readonly unknown[],
  after: readonly unknown[],
  isSet: boolean,
): [PlainValues, PlainValues] {
  const name = IDENTIFYING_ARGUMENTS.find(
    (argument) => areDistinguishable(before, argument) && areDistinguishable(after, argument),
  );
  if (name !== undefined && (isSet || areInOrder(before, after, name))) {
    return [keyByArgument(before, name), keyByArgument(after, name)];
  }
  return isSet
    ? [keyByIndex(withoutCommon(before, after)), keyByIndex(withoutCommon(after, before))]
    : [keyByIndex(before), keyByIndex(after)];
}

function valuesOf(blocks: readonly unknown[], name: string): readonly unknown[] {
  return blocks.map((block) => ownValue(block, name));
}

function areDistinguishable(blocks: readonly unknown[], name: string): boolean {
  const values = valuesOf(blocks, name);
  return values.every((value) => typeof value === "string") && new Set(values).size === values.length;
}

function areInOrder(before: readonly unknown[], after: readonly unknown[], name: string): boolean {
  const [beforeNames, afterNames] = [valuesOf(before, name), valuesOf(after, name)];
  const common = (names: readonly unknown[], others: readonly unknown[]) =>
    names.filter((value) => others.includes(value));
  return common(beforeNames, afterNames).join("\n") === common(afterNames, beforeNames).join("\n");
}

function keyByArgument(blocks: readonly unknown[], name: string): PlainValues {
  return Object.fromEntries(blocks.map((block) => [`[${JSON.stringify(ownValue(block, name))}]`, block]));
}

function keyByIndex(blocks: readonly unknown[]): PlainValues {
  return Object.fromEntries(blocks.map((block, index) => [`.${index}`, block]));
}

/**
 * Returns the blocks that the other set does not contain. If a block occurs several times, each occurrence in
 * the other set removes one occurrence from the result.
 */
function withoutCommon(blocks: readonly unknown[], others: readonly unknown[]): readonly unknown[] {
  const unmatched = [...others];
  return blocks.filter((block) => {
    const index = unmatched.findIndex((other) => areSame(block, other));
    if (index >= 0) unmatched.splice(index, 1);
    return index < 0;
  });
}

/** Returns whether the provider computes an argument if the configuration does not set the argument. */
export function isComputed(type: string, name: string): boolean {
  return (
    resourceSchema("resource", type)?.attributes.some(
      (attribute) => attribute.name === name && attribute.computed,
    ) ?? false
  );
}
