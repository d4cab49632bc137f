import { type NameRule, validateName, validateRange } from "../validation";
import { type Capacity, keyName, keysOf, keyType, type TableKeys } from "./table-keys";

/**
 * What DynamoDB allows, checked at synth.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html
 */
export interface TableSettings extends TableKeys {
  readonly name: string;
  readonly capacity?: Capacity;
}

export function validateTable(settings: TableSettings): string[] {
  return [
    ...validateName(settings.name, { what: "table name", ...NAME }),
    ...indexNames(settings).flatMap((name) =>
      validateName(name, { what: "index name", ...NAME, fix: "rename it" }),
    ),
    ...validateCounts(settings),
    ...validateKeys(settings),
    ...validateProjection(settings),
    ...validateCapacity(settings),
  ];
}

const NAME: Omit<NameRule, "what"> = {
  min: 3,
  max: 255,
  pattern: /^[A-Za-z0-9_.-]+$/,
  characters: "letters, digits, _, - and .",
};

const KEY_NAME: NameRule = {
  what: "key attribute",
  max: 255,
  pattern: /^./s,
  characters: "any characters",
  fix: "rename it",
};

const MAX_GLOBAL_INDEXES = 20;
const MAX_LOCAL_INDEXES = 5;

function indexNames({ globalIndexes, localIndexes }: TableSettings): string[] {
  return [...Object.keys(globalIndexes), ...Object.keys(localIndexes)];
}

function validateCounts(settings: TableSettings): string[] {
  const names = indexNames(settings);
  const globals = Object.keys(settings.globalIndexes).length;
  const locals = Object.keys(settings.localIndexes).length;
  return [
    ...validateRange("the number of globalIndexes", globals, { min: 0, max: MAX_GLOBAL_INDEXES }),
    ...validateRange("the number of localIndexes", locals, { min: 0, max: MAX_LOCAL_INDEXES }),
    ...names
      .filter((name, index) => names.indexOf(name) !== index)
      .map((name) => `index name "${name}" is used twice; rename one of the two`),
  ];
}

function validateKeys(settings: TableSettings): string[] {
  const keys = keysOf(settings);
  const names = [...new Set(keys.map(keyName))];
  const typesOf = (name: string) => [...new Set(keys.filter((key) => keyName(key) === name).map(keyType))];
  return [
    ...names
      .filter((name) => typesOf(name).length > 1)
      .map(
        (name) =>
          `key attribute "${name}" has the types ${typesOf(name).join(" and ")}; give it one type everywhere`,
      ),
    ...names.flatMap((name) => validateName(name, KEY_NAME)),
    ...validateSameKey(settings),
    ...(Object.keys(settings.localIndexes).length > 0 && settings.sortKey === undefined
      ? ["localIndexes need a table with a sortKey, found none; add a sortKey, or use globalIndexes"]
      : []),
  ];
}

/** The keys of a table or of an index are two attributes. */
function validateSameKey({ partitionKey, sortKey, globalIndexes, localIndexes }: TableSettings): string[] {
  const pairs = [
    { of: "the table", partitionKey, sortKey },
    ...Object.entries(globalIndexes).map(([name, index]) => ({ of: `index "${name}"`, ...index })),
    ...Object.entries(localIndexes).map(([name, index]) => ({
      of: `index "${name}"`,
      partitionKey,
      ...index,
    })),
  ];
  return pairs
    .filter((pair) => pair.sortKey !== undefined && keyName(pair.sortKey) === keyName(pair.partitionKey))
    .map((pair) => `${pair.of} has "${keyName(pair.partitionKey)}" as both its keys; choose another sortKey`);
}

function validateProjection({ globalIndexes, localIndexes }: TableSettings): string[] {
  return Object.entries({ ...globalIndexes, ...localIndexes })
    .filter(([, { projection }]) => projection?.length === 0)
    .map(([name]) => `index "${name}" has an empty projection; name its attributes, or write "KEYS_ONLY"`);
}

function validateCapacity({ capacity, globalIndexes }: TableSettings): string[] {
  const all = [
    { of: "capacity", ...capacity },
    ...Object.entries(globalIndexes).map(([name, index]) => ({
      of: `globalIndexes.${name}.capacity`,
      ...index.capacity,
    })),
  ];
  const onDemand = Object.entries(globalIndexes).filter(([, index]) => !capacity && index.capacity);
  return [
    ...all.flatMap(({ of, read, write }) => [
      ...validateRange(`${of}.read`, read, CAPACITY),
      ...validateRange(`${of}.write`, write, CAPACITY),
    ]),
    ...onDemand.map(
      ([name]) =>
        `globalIndexes.${name} has a capacity, its table is on demand; set the table's capacity, or drop it`,
    ),
  ];
}

const CAPACITY = { min: 1, max: 1_000_000, unit: "units a second" };
