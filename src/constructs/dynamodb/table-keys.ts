/** Name of a key attribute, or name and type: `S` string (the default), `N` number, `B` binary. */
export type KeyAttribute = string | { readonly name: string; readonly type: "S" | "N" | "B" };

/** Attributes that an index contains: all, only the keys, or the keys and the named attributes. */
export type Projection = "ALL" | "KEYS_ONLY" | readonly string[];

/** Capacity of a provisioned table or index, in units per second. */
export interface Capacity {
  readonly read: number;
  readonly write: number;
}

/** Global secondary index of a table. */
export interface GlobalIndex {
  readonly partitionKey: KeyAttribute;
  readonly sortKey?: KeyAttribute;
  /** Default: `"ALL"`. */
  readonly projection?: Projection;
  /** Capacity of the index, if the table is provisioned. Default: the table's. */
  readonly capacity?: Capacity;
}

/** Local secondary index of a table, with the partition key of the table. */
export interface LocalIndex {
  readonly sortKey: KeyAttribute;
  /** Default: `"ALL"`. */
  readonly projection?: Projection;
}

/** Keys of a table and of its indexes, by index name. */
export interface TableKeys {
  readonly partitionKey: KeyAttribute;
  readonly sortKey?: KeyAttribute;
  readonly globalSecondaryIndexes: Readonly<Record<string, GlobalIndex>>;
  readonly localSecondaryIndexes: Readonly<Record<string, LocalIndex>>;
}

/** Lists every key of a table and its indexes, with duplicates. */
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
  return typeof key === "string" ? key : key.name;
}

/** Returns the type of a key attribute. Default: `S`. */
export function keyType(key: KeyAttribute): string {
  return typeof key === "string" ? "S" : key.type;
}
