import { areSame, isValues, listOf, type Values } from "./values";

/** One argument that a change makes another. */
export interface Difference {
  /** `environment.0.variables.TABLE`, `route_settings["GET /products"].throttling_rate_limit`. */
  readonly path: string;
  /** Nothing for what is new. */
  readonly before: unknown;
  /** Nothing for what is taken away. */
  readonly after: unknown;
}

/** What differs between two values, leaf by leaf, in the order of the names; lists of plain values are leaves. */
export function differences(before: unknown, after: unknown, path = ""): Difference[] {
  if (areSame(before, after)) return [];
  if (isLeaf(before) || isLeaf(after)) return [{ path, before, after }];
  const isList = Array.isArray(before ?? after);
  const [old, now] = isList ? named(listOf(before), listOf(after)) : [before ?? {}, after ?? {}];
  return below(old as Values, now as Values, isList || path === "" ? path : `${path}.`);
}

function below(before: Values, after: Values, path: string): Difference[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names.flatMap((name) => differences(before[name], after[name], `${path}${name}`));
}

/** Whether there is nothing to look into: a block has arguments, a list of blocks has blocks. */
function isLeaf(value: unknown): boolean {
  if (value === undefined || value === null || isValues(value)) return false;
  return !Array.isArray(value) || (value.length > 0 && !value.every(isValues));
}

/** What tells blocks of one list apart, in the AWS provider's names. */
const NAMES = ["route_key", "name", "index_name", "scope_name", "region_name", "key", "id", "sid"];

/** Blocks by what they are called, whatever their order; those without a name by their place. */
function named(before: readonly unknown[], after: readonly unknown[]): [Values, Values] {
  const name = NAMES.find((one) => areToldApart(before, one) && areToldApart(after, one));
  if (name === undefined) return [byPlace(without(before, after)), byPlace(without(after, before))];
  return [byName(before, name), byName(after, name)];
}

function areToldApart(blocks: readonly unknown[], name: string): boolean {
  const found = (blocks as readonly Values[]).map((block) => block[name]);
  return found.every((one) => typeof one === "string") && new Set(found).size === found.length;
}

function byName(blocks: readonly unknown[], name: string): Values {
  return Object.fromEntries(
    (blocks as readonly Values[]).map((block) => [`[${JSON.stringify(block[name])}]`, block]),
  );
}

function byPlace(blocks: readonly unknown[]): Values {
  return Object.fromEntries(blocks.map((block, index) => [`.${index}`, block]));
}

/** Those that the others have too are no difference: a set has no order. */
function without(blocks: readonly unknown[], others: readonly unknown[]): readonly unknown[] {
  return blocks.filter((block) => !others.some((other) => areSame(block, other)));
}
