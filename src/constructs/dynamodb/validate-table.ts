import { DYNAMODB_QUOTAS } from "#aws";
import { type NameRule, validateChoice, validateName, validateRange } from "../validation";
import { type Capacity, keyName, keyType, listKeys, type TableKeys } from "./table-keys";

/**
 * Settings of a table that are checked against the limits of DynamoDB when the app is synthesized.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html
 */
export interface TableSettings extends TableKeys {
  readonly name: string;
  readonly capacity?: Capacity;
}

/** Returns the errors of a table's settings. */
export function validateTable(settings: TableSettings): string[] {
  return [
    ...validateName(settings.name, { kind: "table name", ...NAME }),
    ...listIndexNames(settings).flatMap((name) =>
      validateName(name, { kind: "index name", ...NAME, fix: "Rename it." }),
    ),
    ...validateCounts(settings),
    ...validateKeys(settings),
    ...validateProjection(settings),
    ...validateCapacity(settings),
  ];
}

const NAME: Omit<NameRule, "kind"> = {
  ...DYNAMODB_QUOTAS.nameLength,
  pattern: /^[A-Za-z0-9_.-]+$/,
  characters: "letters, digits, ., _ and -",
};

const KEY_NAME: NameRule = {
  kind: "key attribute",
  max: DYNAMODB_QUOTAS.attributeNameLength,
  pattern: /^./s,
  characters: "any characters",
  fix: "Rename it.",
};

function listIndexNames({ globalSecondaryIndexes, localSecondaryIndexes }: TableSettings): string[] {
  return [...Object.keys(globalSecondaryIndexes), ...Object.keys(localSecondaryIndexes)];
}

function validateCounts(settings: TableSettings): string[] {
  const names = listIndexNames(settings);
  const globalCount = Object.keys(settings.globalSecondaryIndexes).length;
  const localCount = Object.keys(settings.localSecondaryIndexes).length;
  return [
    ...validateRange("the number of globalSecondaryIndexes", globalCount, {
      min: 0,
      max: DYNAMODB_QUOTAS.globalSecondaryIndexes,
    }),
    ...validateRange("the number of localSecondaryIndexes", localCount, {
      min: 0,
      max: DYNAMODB_QUOTAS.localSecondaryIndexes,
    }),
    ...names
      .filter((name, index) => names.indexOf(name) !== index)
      .map((name) => `duplicate index name "${name}". Rename one.`),
  ];
}

function validateKeys(settings: TableSettings): string[] {
  const keys = listKeys(settings);
  const names = [...new Set(keys.map(keyName))];
  const typesOf = (name: string) => [...new Set(keys.filter((key) => keyName(key) === name).map(keyType))];
  return [
    ...names
      .filter((name) => typesOf(name).length > 1)
      .map(
        (name) =>
          `key attribute "${name}" has the types ${typesOf(name).join(" and ")}. Use one type everywhere.`,
      ),
    ...names.flatMap((name) => validateName(name, KEY_NAME)),
    ...names.flatMap((name) =>
      typesOf(name).flatMap((type) =>
        validateChoice(`the type of key attribute "${name}"`, type, ["S", "N", "B"]),
      ),
    ),
    ...validateSameKey(settings),
    ...(Object.keys(settings.localSecondaryIndexes).length > 0 && settings.sortKey === undefined
      ? [
          "localSecondaryIndexes need a sortKey on the table, but it is not set. Add a sortKey, or use globalSecondaryIndexes.",
        ]
      : []),
  ];
}

/** Rejects a table or index whose partition key and sort key are the same attribute. */
function validateSameKey({
  partitionKey,
  sortKey,
  globalSecondaryIndexes,
  localSecondaryIndexes,
}: TableSettings): string[] {
  const pairs = [
    { owner: "the table", partitionKey, sortKey },
    ...Object.entries(globalSecondaryIndexes).map(([name, index]) => ({
      owner: `index "${name}"`,
      ...index,
    })),
    ...Object.entries(localSecondaryIndexes).map(([name, index]) => ({
      owner: `index "${name}"`,
      partitionKey,
      ...index,
    })),
  ];
  return pairs
    .filter((pair) => pair.sortKey !== undefined && keyName(pair.sortKey) === keyName(pair.partitionKey))
    .map(
      (pair) =>
        `${pair.owner} has "${keyName(pair.partitionKey)}" as both partition key and sort key. Choose another sortKey.`,
    );
}

function validateProjection({ globalSecondaryIndexes, localSecondaryIndexes }: TableSettings): string[] {
  return Object.entries({ ...globalSecondaryIndexes, ...localSecondaryIndexes })
    .filter(([, { projection }]) => projection?.length === 0)
    .map(
      ([name]) =>
        `projection of index "${name}" is empty. List the attributes to project, or write "KEYS_ONLY".`,
    );
}

function validateCapacity({ capacity, globalSecondaryIndexes }: TableSettings): string[] {
  const capacities = [
    { field: "capacity", ...capacity },
    ...Object.entries(globalSecondaryIndexes).map(([name, index]) => ({
      field: `globalSecondaryIndexes.${name}.capacity`,
      ...index.capacity,
    })),
  ];
  const unusable = Object.entries(globalSecondaryIndexes).filter(([, index]) => !capacity && index.capacity);
  return [
    ...capacities.flatMap(({ field, read, write }) => [
      ...validateRange(`${field}.read`, read, CAPACITY),
      ...validateRange(`${field}.write`, write, CAPACITY),
    ]),
    ...unusable.map(
      ([name]) =>
        `globalSecondaryIndexes.${name}.capacity is set, but the table is on demand. Set capacity on the table, or remove capacity from the index.`,
    ),
  ];
}

const CAPACITY = { min: 1, max: 1_000_000, unit: "units per second" };
