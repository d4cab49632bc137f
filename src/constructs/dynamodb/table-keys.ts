/** The name of a key attribute, or the name and its type: `S` string (the default), `N` number, `B` binary. */
export type KeyAttribute = string | { readonly name: string; readonly type: "S" | "N" | "B" };

/** What an index keeps of an item beside the keys: all of it, only the keys, or the attributes that are named. */
export type Projection = "ALL" | "KEYS_ONLY" | readonly string[];

/** What a provisioned table or index can do in a second. */
export interface Capacity {
  readonly read: number;
  readonly write: number;
}

export interface GlobalIndex {
  readonly partitionKey: KeyAttribute;
  readonly sortKey?: KeyAttribute;
  /** Default: `"ALL"`. */
  readonly projection?: Projection;
  /** Of a provisioned table's index. Default: the table's. */
  readonly capacity?: Capacity;
}

export interface LocalIndex {
  /** The partition key is the table's. */
  readonly sortKey: KeyAttribute;
  /** Default: `"ALL"`. */
  readonly projection?: Projection;
}

/** The keys of a table and of its indexes. */
export interface TableKeys {
  readonly partitionKey: KeyAttribute;
  readonly sortKey?: KeyAttribute;
  readonly globalIndexes: Readonly<Record<string, GlobalIndex>>;
  readonly localIndexes: Readonly<Record<string, LocalIndex>>;
}

/** Every key of a table and its indexes. */
export function keysOf({ partitionKey, sortKey, globalIndexes, localIndexes }: TableKeys): KeyAttribute[] {
  const all = [
    partitionKey,
    sortKey,
    ...Object.values(globalIndexes).flatMap((index) => [index.partitionKey, index.sortKey]),
    ...Object.values(localIndexes).map((index) => index.sortKey),
  ];
  return all.filter((key) => key !== undefined);
}

export function keyName(key: KeyAttribute): string {
  return typeof key === "string" ? key : key.name;
}

export function keyType(key: KeyAttribute): string {
  return typeof key === "string" ? "S" : key.type;
}
