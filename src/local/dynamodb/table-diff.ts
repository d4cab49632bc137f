import type { KeySchema, SecondaryIndex, TableDefinition } from "../model/model";

/**
 * Most serious difference between an existing table and its definition. The values are sorted, from `nothing` to
 * `key`, the most serious difference. Differences in throughput and billing are ignored, because they have no effect
 * locally.
 */
export type IndexChange = "nothing" | "global indexes" | "local indexes" | "key";

type KeysAndIndexes = Pick<
  TableDefinition,
  "AttributeDefinitions" | "KeySchema" | "GlobalSecondaryIndexes" | "LocalSecondaryIndexes"
>;

/**
 * Compares the keys and indexes of an existing table with those of its definition. The order of indexes and
 * of projected attributes is irrelevant.
 */
export function findIndexChanges(current: KeysAndIndexes, wanted: KeysAndIndexes): IndexChange {
  if (serializeKey(current.KeySchema, current) !== serializeKey(wanted.KeySchema, wanted)) return "key";
  if (
    serializeIndexes("LocalSecondaryIndexes", current) !== serializeIndexes("LocalSecondaryIndexes", wanted)
  ) {
    return "local indexes";
  }
  if (
    serializeIndexes("GlobalSecondaryIndexes", current) !== serializeIndexes("GlobalSecondaryIndexes", wanted)
  ) {
    return "global indexes";
  }
  return "nothing";
}

function serializeKey(schema: KeySchema, { AttributeDefinitions }: KeysAndIndexes): string {
  const attributes = schema.map(({ AttributeName, KeyType }) => {
    const definition = AttributeDefinitions.find((attribute) => attribute.AttributeName === AttributeName);
    return [KeyType, AttributeName, definition?.AttributeType];
  });
  return JSON.stringify(attributes);
}

function serializeIndexes(
  kind: "GlobalSecondaryIndexes" | "LocalSecondaryIndexes",
  table: KeysAndIndexes,
): string {
  const indexes: readonly SecondaryIndex[] = table[kind] ?? [];
  const serialized = indexes.map(({ IndexName, KeySchema, Projection }) => {
    const { ProjectionType, NonKeyAttributes = [] } = Projection;
    const key = serializeKey(KeySchema, table);
    return JSON.stringify([IndexName, key, ProjectionType, [...NonKeyAttributes].sort()]);
  });
  return serialized.sort().join("\n");
}
