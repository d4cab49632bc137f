import type { Block, NestedBlock, Type } from "../schema/schema-types";
import { resourceSchema } from "../schema/schemas";
import { areSame, isValues, listOf, ownValue, type PlainValues } from "./attribute-values";

/** One argument that a change makes another. */
export interface Difference {
  /** `environment.0.variables.TABLE`, `route_settings["GET /products"].throttling_rate_limit`. */
  readonly path: string;
  /** Nothing for what is new. */
  readonly before: unknown;
  /** Nothing for what is taken away. */
  readonly after: unknown;
}

/**
 * What differs between two values, leaf by leaf, in the order of the names; lists of plain values are leaves.
 *
 * @param schema of the block, which tells a set, whose order is nothing, from a list. Default: all are lists
 */
export function differences(before: unknown, after: unknown, schema?: Block): Difference[] {
  return between(before, after, { path: "", isSet: false, block: schema });
}

/** Where a value stands, and what its schema says of it. */
interface Place {
  readonly path: string;
  readonly isSet: boolean;
  readonly block?: Block;
}

function between(before: unknown, after: unknown, place: Place): Difference[] {
  if (areSame(before, after)) return [];
  const found = isLeaf(before) || isLeaf(after) ? [] : below(before, after, place);
  // A block may come or go without saying anything.
  return found.length > 0 ? found : [{ path: place.path, before, after }];
}

function below(before: unknown, after: unknown, place: Place): Difference[] {
  if (!Array.isArray(before ?? after))
    return inBlock((before ?? {}) as PlainValues, (after ?? {}) as PlainValues, place);
  const [old, now] = named(listOf(before), listOf(after), place.isSet);
  return namesOf(old, now).flatMap((name) =>
    between(ownValue(old, name), ownValue(now, name), {
      ...place,
      path: `${place.path}${name}`,
      isSet: false,
    }),
  );
}

function inBlock(before: PlainValues, after: PlainValues, { path, block }: Place): Difference[] {
  return namesOf(before, after).flatMap((name) =>
    between(ownValue(before, name), ownValue(after, name), {
      path: path === "" ? name : `${path}.${name}`,
      ...schemaBelow(block, name),
    }),
  );
}

function schemaBelow(block: Block | undefined, name: string): Omit<Place, "path"> {
  const nested: NestedBlock | undefined = block?.blocks.find((one) => one.name === name);
  const type: Type | undefined = block?.attributes.find((one) => one.name === name)?.type;
  return { isSet: nested?.nesting === "set" || type?.[0] === "set", block: nested?.block };
}

function namesOf(before: PlainValues, after: PlainValues): readonly string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
}

/** Whether there is nothing to look into: a block has arguments, a list of blocks has blocks. */
function isLeaf(value: unknown): boolean {
  if (value === undefined || value === null || isValues(value)) return false;
  return !Array.isArray(value) || (value.length > 0 && !value.every(isValues));
}

/** What tells blocks of one set or list apart, in the AWS provider's names. */
const NAMES = ["route_key", "name", "index_name", "scope_name", "region_name", "key", "id", "sid"];

/** Blocks by what they are called, or by their place; those of a list by their place where that has changed. */
function named(
  before: readonly unknown[],
  after: readonly unknown[],
  isSet: boolean,
): [PlainValues, PlainValues] {
  const name = NAMES.find((one) => areDistinguishable(before, one) && areDistinguishable(after, one));
  if (name !== undefined && (isSet || areInOrder(before, after, name))) {
    return [byName(before, name), byName(after, name)];
  }
  return isSet
    ? [byPlace(without(before, after)), byPlace(without(after, before))]
    : [byPlace(before), byPlace(after)];
}

function textsOf(blocks: readonly unknown[], name: string): readonly unknown[] {
  return blocks.map((block) => ownValue(block, name));
}

function areDistinguishable(blocks: readonly unknown[], name: string): boolean {
  const found = textsOf(blocks, name);
  return found.every((one) => typeof one === "string") && new Set(found).size === found.length;
}

function areInOrder(before: readonly unknown[], after: readonly unknown[], name: string): boolean {
  const [old, now] = [textsOf(before, name), textsOf(after, name)];
  const kept = (all: readonly unknown[], others: readonly unknown[]) =>
    all.filter((one) => others.includes(one));
  return kept(old, now).join("\n") === kept(now, old).join("\n");
}

function byName(blocks: readonly unknown[], name: string): PlainValues {
  return Object.fromEntries(blocks.map((block) => [`[${JSON.stringify(ownValue(block, name))}]`, block]));
}

function byPlace(blocks: readonly unknown[]): PlainValues {
  return Object.fromEntries(blocks.map((block, index) => [`.${index}`, block]));
}

/** Each that the others have too, as often as they have it, is no difference of a set. */
function without(blocks: readonly unknown[], others: readonly unknown[]): readonly unknown[] {
  const left = [...others];
  return blocks.filter((block) => {
    const index = left.findIndex((other) => areSame(block, other));
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
}

/** Whether the provider gives an argument where nobody wrote it. */
export function isComputed(type: string, name: string): boolean {
  return (
    resourceSchema("resource", type)?.attributes.some((one) => one.name === name && one.computed) ?? false
  );
}
