import type { KeySchema, SecondaryIndex, TableDefinition } from "../model/model";

/** What of a table differs from its definition, the gravest. What it costs changes nothing here. */
export type IndexChange = "nothing" | "global indexes" | "local indexes" | "key";

type Shape = Pick<
  TableDefinition,
  "AttributeDefinitions" | "KeySchema" | "GlobalSecondaryIndexes" | "LocalSecondaryIndexes"
>;

export function findIndexChanges(found: Shape, wanted: Shape): IndexChange {
  if (key(found.KeySchema, found) !== key(wanted.KeySchema, wanted)) return "key";
  if (indexes("LocalSecondaryIndexes", found) !== indexes("LocalSecondaryIndexes", wanted)) {
    return "local indexes";
  }
  if (indexes("GlobalSecondaryIndexes", found) !== indexes("GlobalSecondaryIndexes", wanted)) {
    return "global indexes";
  }
  return "nothing";
}

function key(schema: KeySchema, { AttributeDefinitions }: Shape): string {
  const parts = schema.map(({ AttributeName, KeyType }) => {
    const attribute = AttributeDefinitions.find((one) => one.AttributeName === AttributeName);
    return [KeyType, AttributeName, attribute?.AttributeType];
  });
  return JSON.stringify(parts);
}

function indexes(kind: "GlobalSecondaryIndexes" | "LocalSecondaryIndexes", table: Shape): string {
  const all: readonly SecondaryIndex[] = table[kind] ?? [];
  const shapes = all.map(({ IndexName, KeySchema, Projection }) => {
    const { ProjectionType, NonKeyAttributes = [] } = Projection;
    return JSON.stringify([IndexName, key(KeySchema, table), ProjectionType, [...NonKeyAttributes].sort()]);
  });
  return shapes.sort().join("\n");
}
