import { either, LIST, NUMBER, objectRule, oneOf, TEXT, textRule } from "../prop-rules";
import { type PropRule, type PropRules, required } from "../props";
import { isPlainObject, isToken } from "../tokens";

/**
 * Key attribute: a name, or a name and a type. The types are `S` (string), `N` (number) and `B` (binary). A
 * name without a type is a string attribute.
 */
export type KeyAttribute = string | { readonly name: string; readonly type: "S" | "N" | "B" };

/**
 * Attributes that an index contains: `"ALL"`, only the keys (`"KEYS_ONLY"`), or the keys and the listed
 * attributes.
 */
export type Projection = "ALL" | "KEYS_ONLY" | readonly string[];

/** Provisioned capacity of a table or an index. Each value is a whole number from 1 to 1,000,000. */
export interface Capacity {
  /** Read capacity units (RCUs). */
  readonly read: number;
  /** Write capacity units (WCUs). */
  readonly write: number;
}

/** Global secondary index of a table. */
export interface GlobalIndex {
  /** Partition key of the index, in the same form as the partition key of the table. */
  readonly partitionKey: KeyAttribute;
  /** Sort key of the index. Default: none. */
  readonly sortKey?: KeyAttribute;
  /**
   * Attributes that the index contains. Default: `"ALL"`, so that a query of the index returns complete
   * items.
   */
  readonly projection?: Projection;
  /** Capacity of the index, if the table has provisioned capacity. Default: the capacity of the table. */
  readonly capacity?: Capacity;
}

/** Local secondary index of a table. Its partition key is the partition key of the table. */
export interface LocalIndex {
  /** Sort key of the index, in the same form as the sort key of the table. */
  readonly sortKey: KeyAttribute;
  /**
   * Attributes that the index contains. Default: `"ALL"`, so that a query of the index returns complete
   * items.
   */
  readonly projection?: Projection;
}

const TYPED_KEY: PropRules<Exclude<KeyAttribute, string>> = {
  name: required(TEXT),
  // The type has a check with the name of the attribute.
  type: required(TEXT),
};

/** Rule of a prop that is a key. */
export const KEY: PropRule = either(
  (value) => isPlainObject(value) && !isToken(value),
  objectRule(TYPED_KEY, '{ name: "id", type: "S" }'),
  textRule("the name of an attribute, or an object with name and type", '"id"'),
);

const PROJECTION: PropRule = either(Array.isArray, LIST, oneOf(["ALL", "KEYS_ONLY"]));

const CAPACITY_RULES: PropRules<Capacity> = { read: required(NUMBER), write: required(NUMBER) };

/** Rule of a prop with a capacity. */
export const CAPACITY_RULE: PropRule = objectRule(CAPACITY_RULES, "{ read: 5, write: 5 }");

/** Rules for a {@link GlobalIndex}. */
export const GLOBAL_INDEX_RULES: PropRules<GlobalIndex> = {
  partitionKey: required(KEY),
  sortKey: KEY,
  projection: PROJECTION,
  capacity: CAPACITY_RULE,
};

/** Rules for a {@link LocalIndex}. */
export const LOCAL_INDEX_RULES: PropRules<LocalIndex> = { sortKey: required(KEY), projection: PROJECTION };

/** Keys of a table, and its indexes by name. */
export interface TableKeys {
  readonly partitionKey: KeyAttribute;
  readonly sortKey?: KeyAttribute;
  readonly globalSecondaryIndexes: Readonly<Record<string, GlobalIndex>>;
  readonly localSecondaryIndexes: Readonly<Record<string, LocalIndex>>;
}

/**
 * Returns all keys of a table and its indexes. An attribute that is a key of several indexes is listed
 * several times.
 */
export function listKeys({
  partitionKey,
  sortKey,
  globalSecondaryIndexes,
  localSecondaryIndexes,
}: TableKeys): KeyAttribute[] {
  const keys = [
    partitionKey,
    sortKey,
    ...Object.values(globalSecondaryIndexes).flatMap((index) => [index.partitionKey, index.sortKey]),
    ...Object.values(localSecondaryIndexes).map((index) => index.sortKey),
  ];
  return keys.filter((key) => key !== undefined);
}

/** Returns the name of a key attribute. */
export function keyName(key: KeyAttribute): string {
  return isKeyWithType(key) ? key.name : key;
}

/** Returns the type of a key attribute, which is `S` for a name without a type. */
export function keyType(key: KeyAttribute): string {
  return isKeyWithType(key) ? key.type : "S";
}

/** Returns false for a name, which is a string or a CDKTF token. */
function isKeyWithType(key: KeyAttribute): key is Exclude<KeyAttribute, string> {
  return isPlainObject(key);
}
