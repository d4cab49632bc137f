import { type JsonShape, parameterNames, type RouteKey } from "#contract";
import type { DynamodbTable } from "../../../cdktf";
import type { Table } from "../../../dynamodb/table";
import { isRecord } from "../../../props";
import { isToken, isUnresolved } from "../../../tokens";
import { unknownAtSynth } from "../../../validation";
import { type RequestValue, validateRequestValue, valueExpression } from "./request-value";
import type { ServiceTarget } from "./service-integration";
import { jsonText } from "./template-text";

/** Table that a route reads or writes: a `Table`, or the resource of CDKTF's AWS provider. */
export type TableTarget = Table | DynamodbTable;

/** Key attribute of a table or an index. */
export interface KeyAttributeFacts {
  readonly name: string;
  readonly type: "S" | "N" | "B";
}

/** Keys of a table or an index, which starts with the partition key. */
export interface KeyAttributes {
  readonly keys: readonly KeyAttributeFacts[];
  readonly errors: readonly string[];
}

/** Returns the Terraform resource of a table. */
export function tableResource(table: TableTarget): DynamodbTable {
  return isTable(table) ? table.table : table;
}

function isTable(table: TableTarget): table is Table {
  return isRecord(table) && "table" in table;
}

/** Returns the target of an integration with a table. */
export function tableTarget(table: TableTarget): ServiceTarget {
  const resource = tableResource(table);
  return { name: "table", construct: table, resource, type: "aws_dynamodb_table", expected: "a Table" };
}

/** Table or index in the words of Terraform. A local index has the partition key of the table. */
interface KeyOwner {
  readonly name?: string;
  readonly hashKey?: string;
  readonly rangeKey?: string;
}

/** Returns the keys of a table, or of one of its indexes. @param indexName name of the index. Default: the table */
export function readKeys(table: DynamodbTable, indexName?: string): KeyAttributes {
  if (isUnresolved(indexName))
    return { keys: [], errors: [unknownAtSynth("indexName", "Write it as a literal.")] };
  const attributes: unknown = table.attributeInput;
  const owner = findKeyOwner(table, indexName);
  if (!isList<KeyAttributeFacts>(attributes) || !owner || isToken([owner.hashKey, owner.rangeKey])) {
    return {
      keys: [],
      errors: [unknownAtSynth(`the keys of ${table.node.path}`, "Write them as literals.")],
    };
  }
  const names = [owner.hashKey, owner.rangeKey].flatMap((name) => name ?? []);
  if (names.length === 0) {
    const error = `indexName is "${indexName}", but the table has no such index. Correct the name.`;
    return { keys: [], errors: [error] };
  }
  const keys = names.map((name): KeyAttributeFacts => {
    const { type = "S" } = attributes.find((attribute) => attribute.name === name) ?? {};
    return { name, type };
  });
  return { keys, errors: keys.flatMap(validateKeyType) };
}

/** Returns a table or an index. Undefined if only Terraform knows it. An index that does not exist has no keys. */
function findKeyOwner(table: DynamodbTable, indexName: string | undefined): KeyOwner | undefined {
  const { hashKeyInput: hashKey, rangeKeyInput: rangeKey } = table;
  if (indexName === undefined) return { hashKey, rangeKey };
  const lists: unknown[] = [table.globalSecondaryIndexInput ?? [], table.localSecondaryIndexInput ?? []];
  if (!lists.every(isList<KeyOwner>)) return undefined;
  const [index] = lists.flat().filter(({ name }) => name === indexName);
  return index ? { hashKey, ...index } : {};
}

function isList<Item>(value: unknown): value is readonly Item[] {
  return Array.isArray(value) && !isToken(value);
}

function validateKeyType({ name, type }: KeyAttributeFacts): string[] {
  if (type !== "B") return [];
  return [`key attribute "${name}" is binary, which a mapping template cannot create. Use a function.`];
}

/** Values of the key attributes of a request. */
export interface KeyValues {
  readonly values: ReadonlyMap<KeyAttributeFacts, RequestValue>;
  readonly errors: readonly string[];
}

/**
 * Returns the values of key attributes: those of the option `key`, or else the path parameters with the same names. A
 * single path parameter is the value of a single key attribute, whatever its name is.
 *
 * @param fallback returns the value of an attribute that has none. Default: it is an error
 */
export function readKeyValues(
  keys: readonly KeyAttributeFacts[],
  option: Readonly<Record<string, RequestValue>>,
  key: RouteKey,
  fallback: (attribute: KeyAttributeFacts) => RequestValue | undefined = () => undefined,
): KeyValues {
  const parameters = parameterNames(key);
  const [only = "", ...others] = parameters;
  const isSingle = keys.length === 1 && parameters.length === 1 && others.length === 0;
  const values = new Map<KeyAttributeFacts, RequestValue>();
  const errors: string[] = [];
  for (const attribute of keys) {
    const { name } = attribute;
    const parameter = parameters.includes(name) ? name : isSingle ? only : undefined;
    const value = option[name] ?? (parameter && `method.request.path.${parameter}`) ?? fallback(attribute);
    if (value === undefined) errors.push(describeMissingKey(name));
    else values.set(attribute, value);
  }
  const known = keys.map(({ name }) => name);
  const unknown = Object.keys(option).filter((name) => keys.length > 0 && !known.includes(name));
  return {
    values,
    errors: [
      ...errors,
      ...unknown.map(
        (name) => `key has "${name}", which is not a key attribute; expected ${known.join(", ")}.`,
      ),
      ...Object.entries(option).flatMap(([name, value]) => validateRequestValue(`key.${name}`, value, key)),
    ],
  };
}

function describeMissingKey(name: string): string {
  return `key attribute "${name}" has no value. Name a path parameter {${name}}, or set \`key: { ${name}: "context.requestId" }\` or another value.`;
}

/** Returns the template of an attribute with a value of the request: `"id": {"S": "…"}`. */
export function attributeTemplate({ name, type }: KeyAttributeFacts, value: RequestValue): string {
  return `"${name}": {"${type}": ${jsonText(valueExpression(value))}}`;
}

/** Returns the errors of key attributes whose type differs in a schema. @param field name of the schema */
export function validateKeyShapes(
  field: string,
  shape: JsonShape | undefined,
  keys: readonly KeyAttributeFacts[],
): string[] {
  if (shape?.kind !== "object") return [];
  return keys.flatMap(({ name, type }) => {
    const declared = shape.properties.get(name)?.shape.kind;
    const expected = type === "N" ? "number" : "string";
    if (declared === undefined || declared === expected) return [];
    return [
      `${field}.${name} is a ${declared}, but the key attribute of the table is a ${expected}. Use one type.`,
    ];
  });
}
