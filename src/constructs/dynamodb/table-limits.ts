import { type NameRule, nameFault, rangeFault } from "../validation";
import { type Capacity, keyName, keysOf, keyType, type TableKeys } from "./table-keys";

/**
 * What DynamoDB allows, checked at synth.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html
 */
export interface TableSettings extends TableKeys {
  readonly name: string;
  readonly capacity?: Capacity;
}

export function tableFaults(settings: TableSettings): string[] {
  return [
    ...nameFault(settings.name, { what: "table name", ...NAME }),
    ...indexNames(settings).flatMap((name) =>
      nameFault(name, { what: "index name", ...NAME, remedy: "rename it" }),
    ),
    ...countFaults(settings),
    ...keyFaults(settings),
    ...projectionFaults(settings),
    ...capacityFaults(settings),
  ];
}

const NAME: Omit<NameRule, "what"> = {
  least: 3,
  most: 255,
  pattern: /^[A-Za-z0-9_.-]+$/,
  characters: "letters, digits, _, - and .",
};

const KEY_NAME: NameRule = {
  what: "key attribute",
  most: 255,
  pattern: /^./s,
  characters: "any characters",
  remedy: "rename it",
};

const MOST_GLOBAL_INDEXES = 20;
const MOST_LOCAL_INDEXES = 5;

function indexNames({ globalIndexes, localIndexes }: TableSettings): string[] {
  return [...Object.keys(globalIndexes), ...Object.keys(localIndexes)];
}

function countFaults(settings: TableSettings): string[] {
  const names = indexNames(settings);
  const globals = Object.keys(settings.globalIndexes).length;
  const locals = Object.keys(settings.localIndexes).length;
  return [
    ...rangeFault("the number of globalIndexes", globals, { from: 0, to: MOST_GLOBAL_INDEXES }),
    ...rangeFault("the number of localIndexes", locals, { from: 0, to: MOST_LOCAL_INDEXES }),
    ...names
      .filter((name, index) => names.indexOf(name) !== index)
      .map((name) => `index name "${name}" is used twice; rename one of the two`),
  ];
}

function keyFaults(settings: TableSettings): string[] {
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
    ...names.flatMap((name) => nameFault(name, KEY_NAME)),
    ...sameKeyFaults(settings),
    ...(Object.keys(settings.localIndexes).length > 0 && settings.sortKey === undefined
      ? ["localIndexes need a table with a sortKey, found none; add a sortKey, or use globalIndexes"]
      : []),
  ];
}

/** The keys of a table or of an index are two attributes. */
function sameKeyFaults({ partitionKey, sortKey, globalIndexes, localIndexes }: TableSettings): string[] {
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

function projectionFaults({ globalIndexes, localIndexes }: TableSettings): string[] {
  return Object.entries({ ...globalIndexes, ...localIndexes })
    .filter(([, { projection }]) => projection?.length === 0)
    .map(([name]) => `index "${name}" has an empty projection; name its attributes, or write "KEYS_ONLY"`);
}

function capacityFaults({ capacity, globalIndexes }: TableSettings): string[] {
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
      ...rangeFault(`${of}.read`, read, CAPACITY),
      ...rangeFault(`${of}.write`, write, CAPACITY),
    ]),
    ...onDemand.map(
      ([name]) =>
        `globalIndexes.${name} has a capacity, its table is on demand; set the table's capacity, or drop it`,
    ),
  ];
}

const CAPACITY = { from: 1, to: 1_000_000, unit: "units a second" };
