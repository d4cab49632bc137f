import { type JavaMethods, requireIndex, requireInteger, requireText } from "./method";
import { RenderProblem } from "./template-error";
import { equalValues, JavaList, JavaMap, type MapEntry, printValue, type TemplateValue } from "./values";

/** Methods of lists, sets and arrays. */
const COLLECTION_METHODS: JavaMethods<JavaList> = {
  "contains/1": ({ values }, [item], budget) =>
    values.some((value) => equalValues(value, item ?? null, budget)),
  "containsAll/1": ({ values }, [other], budget) =>
    requireItems(other).every((item) => values.some((value) => equalValues(value, item, budget))),
  "equals/1": (list, [other], budget) => equalValues(list, other ?? null, budget),
  "isEmpty/0": ({ values }) => values.length === 0,
  "size/0": ({ values }) => BigInt(values.length),
  "toString/0": (list, _, budget) => printValue(list, budget),
};

/** Methods of lists and arrays, which have an order. */
const ARRAY_METHODS: JavaMethods<JavaList> = {
  ...COLLECTION_METHODS,
  "get/1": ({ values }, [index]) => values[requireIndex(index, values.length - 1)],
  "indexOf/1": ({ values }, [item], budget) =>
    BigInt(values.findIndex((value) => equalValues(value, item ?? null, budget))),
  "lastIndexOf/1": ({ values }, [item], budget) =>
    BigInt(values.findLastIndex((value) => equalValues(value, item ?? null, budget))),
  "set/2": ({ values }, [index, item]) => {
    const position = requireIndex(index, values.length - 1);
    const previous = values[position];
    values[position] = item ?? null;
    return previous;
  },
  "subList/2": (list, [start, end]) => {
    const last = requireIndex(end, list.values.length);
    return new JavaList(list.values.slice(requireIndex(start, last), last), "list");
  },
};

const LIST_METHODS: JavaMethods<JavaList> = {
  ...ARRAY_METHODS,
  "add/1": ({ values }, [item]) => {
    values.push(item ?? null);
    return true;
  },
  "add/2": ({ values }, [index, item]) => {
    values.splice(requireIndex(index, values.length), 0, item ?? null);
    return undefined;
  },
  "addAll/1": ({ values }, [other], budget) => {
    const items = requireItems(other);
    budget.spend(items.length);
    for (const item of [...items]) values.push(item);
    return items.length > 0;
  },
  "clear/0": ({ values }) => {
    values.length = 0;
    return undefined;
  },
  "remove/1": ({ values }, [item], budget) => {
    if (typeof item === "bigint") return values.splice(requireIndex(item, values.length - 1), 1)[0];
    const index = values.findIndex((value) => equalValues(value, item ?? null, budget));
    if (index >= 0) values.splice(index, 1);
    return index >= 0;
  },
};

/** Methods of each kind of list. */
export const METHODS_BY_KIND: Readonly<Record<JavaList["kind"], JavaMethods<JavaList>>> = {
  json: LIST_METHODS,
  list: LIST_METHODS,
  array: ARRAY_METHODS,
  set: COLLECTION_METHODS,
};

export const MAP_METHODS: JavaMethods<JavaMap> = {
  "clear/0": ({ entries }) => {
    entries.clear();
    return undefined;
  },
  "containsKey/1": ({ entries }, [key]) => entries.has(key ?? null),
  "containsValue/1": ({ entries }, [item], budget) =>
    [...entries.values()].some((value) => equalValues(value, item ?? null, budget)),
  "entrySet/0": (map, _, budget) => {
    budget.spend(map.entries.size);
    return new JavaList(map.entrySet(), "set");
  },
  "equals/1": (map, [other], budget) => equalValues(map, other ?? null, budget),
  "get/1": ({ entries }, [key]) => entries.get(key ?? null),
  "getOrDefault/2": ({ entries }, [key, otherwise]) => {
    const value = entries.get(key ?? null);
    return value === undefined ? otherwise : value;
  },
  "isEmpty/0": ({ entries }) => entries.size === 0,
  "keySet/0": ({ entries }, _, budget) => {
    budget.spend(entries.size);
    return new JavaList([...entries.keys()], "set");
  },
  "put/2": (map, [key, value]) => {
    const previous = map.entries.get(key ?? null);
    map.put(key ?? null, value ?? null);
    return previous;
  },
  "putAll/1": (map, [other], budget) => {
    if (!(other instanceof JavaMap)) throw new RenderProblem("the argument of putAll() must be a map.");
    budget.spend(other.entries.size);
    for (const [key, value] of [...other.entries]) map.put(key, value);
    return undefined;
  },
  "putIfAbsent/2": (map, [key, value]) => {
    const previous = map.entries.get(key ?? null) ?? null;
    if (previous === null) map.put(key ?? null, value ?? null);
    return previous;
  },
  "remove/1": (map, [key]) => map.remove(key ?? null),
  "size/0": ({ entries }) => BigInt(entries.size),
  "toString/0": (map, _, budget) => printValue(map, budget),
  "values/0": ({ entries }, _, budget) => {
    budget.spend(entries.size);
    return new JavaList([...entries.values()], "set");
  },
};

export const ENTRY_METHODS: JavaMethods<MapEntry> = {
  "getKey/0": ({ key }) => key,
  "getValue/0": ({ value }) => value,
  "toString/0": (entry, _, budget) => printValue(entry, budget),
};

export const INTEGER_METHODS: JavaMethods<bigint> = {
  "compareTo/1": (value, [other]) => {
    const right = requireInteger(other);
    return value < right ? -1n : value > right ? 1n : 0n;
  },
  "doubleValue/0": (value) => Number(value),
  "equals/1": (value, [other]) => value === other,
  "intValue/0": (value) => BigInt.asIntN(32, value),
  "longValue/0": (value) => BigInt.asIntN(64, value),
  "parseInt/1": (_, [text]) => parseInteger(requireText(text)),
  "toString/0": (value) => String(value),
  "valueOf/1": (_, [text]) => parseInteger(requireText(text)),
};

export const DOUBLE_METHODS: JavaMethods<number> = {
  "doubleValue/0": (value) => value,
  "equals/1": (value, [other]) => Object.is(value, other),
  "intValue/0": (value) => BigInt(Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, Math.trunc(value) || 0))),
  "toString/0": (value, _, budget) => printValue(value, budget),
};

export const BOOLEAN_METHODS: JavaMethods<boolean> = {
  "booleanValue/0": (value) => value,
  "equals/1": (value, [other]) => value === other,
  "toString/0": (value) => String(value),
};

function requireItems(value: TemplateValue | undefined): readonly TemplateValue[] {
  if (value instanceof JavaList) return value.values;
  throw new RenderProblem("the argument must be a list.");
}

/** @throws RenderProblem if the text is not a 32-bit integer */
function parseInteger(text: string): bigint {
  const value = /^[+-]?\d{1,10}$/.test(text) ? BigInt(text.replace(/^\+/, "")) : undefined;
  if (value !== undefined && BigInt.asIntN(32, value) === value) return value;
  throw new RenderProblem(`${JSON.stringify(text.slice(0, 40))} is not an integer.`);
}
