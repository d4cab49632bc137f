import type { Body, ResolvedResource } from "#terraform";
import { BlockReader } from "./block-reader";
import { ErrorList, LocalError } from "./local-error";
import type { KeySchema, SecondaryIndex, TableDefinition, TableModel, Throughput } from "./model";
import { readValue } from "./read-value";
import { rejectCount } from "./reader-context";

/** Reads an `aws_dynamodb_table`. */
export function readTable(resource: ResolvedResource): TableModel {
  const values = selectTableArguments(rejectCount(resource));
  try {
    return toTableModel(resource.address, values);
  } catch (error) {
    throw new LocalError([(error as Error).message]);
  }
}

/**
 * Arguments that define a table. Other arguments of the resource are not evaluated, because they have no
 * effect locally.
 */
const TABLE_ARGUMENTS = [
  "name",
  "billing_mode",
  "hash_key",
  "range_key",
  "attribute",
  "read_capacity",
  "write_capacity",
  "global_secondary_index",
  "local_secondary_index",
];

function selectTableArguments(resource: ResolvedResource): Body {
  return Object.fromEntries(TABLE_ARGUMENTS.map((name) => [name, readValue(resource, name)]));
}

/**
 * Converts the arguments of an `aws_dynamodb_table` to the input for the CreateTable operation of DynamoDB,
 * as the AWS provider does.
 *
 * @param values arguments of the table, with every reference resolved
 * @throws LocalError if arguments are invalid. The error lists all invalid arguments.
 * @see https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs/resources/dynamodb_table
 */
export function toTableModel(address: string, values: Body): TableModel {
  const errors = new ErrorList();
  const block = new BlockReader(address, values, errors);
  const definition = toDefinition(block);
  errors.add(...validateKeyAttributes(address, definition));
  errors.throwAny();
  return { address, name: definition.TableName, definition };
}

function toDefinition(block: BlockReader): TableDefinition {
  const BillingMode = block.oneOf("billing_mode", BILLING_MODES, "PROVISIONED");
  const hash = block.text("hash_key");
  const isProvisioned = BillingMode === "PROVISIONED";
  const globalSecondaryIndexes = block
    .blocks("global_secondary_index")
    .map((index) => toGlobalIndex(index, isProvisioned));
  const localSecondaryIndexes = block
    .blocks("local_secondary_index")
    .map((index) => toLocalIndex(index, hash));
  return {
    TableName: block.text("name"),
    AttributeDefinitions: block.blocks("attribute").map((attribute) => ({
      AttributeName: attribute.text("name"),
      AttributeType: attribute.oneOf("type", ATTRIBUTE_TYPES),
    })),
    KeySchema: toKeySchema(hash, block.optionalText("range_key")),
    BillingMode,
    ...(isProvisioned && { ProvisionedThroughput: readThroughput(block) }),
    // DynamoDB rejects an empty list of indexes, so an empty list is omitted.
    ...(globalSecondaryIndexes.length > 0 && { GlobalSecondaryIndexes: globalSecondaryIndexes }),
    ...(localSecondaryIndexes.length > 0 && { LocalSecondaryIndexes: localSecondaryIndexes }),
  };
}

const BILLING_MODES = ["PAY_PER_REQUEST", "PROVISIONED"] as const;
const ATTRIBUTE_TYPES = ["S", "N", "B"] as const;
const KEY_TYPES = ["HASH", "RANGE"] as const;
const PROJECTION_TYPES = ["ALL", "INCLUDE", "KEYS_ONLY"] as const;

function toKeySchema(hash: string, range: string | undefined): KeySchema {
  return [
    { AttributeName: hash, KeyType: "HASH" },
    ...(range === undefined ? [] : [{ AttributeName: range, KeyType: "RANGE" as const }]),
  ];
}

function readThroughput(block: BlockReader): Throughput {
  return {
    ReadCapacityUnits: block.positiveInteger("read_capacity"),
    WriteCapacityUnits: block.positiveInteger("write_capacity"),
  };
}

function toGlobalIndex(block: BlockReader, isProvisioned: boolean) {
  return {
    IndexName: block.text("name"),
    KeySchema: readGlobalKeySchema(block),
    Projection: readProjection(block),
    ...(isProvisioned && { ProvisionedThroughput: readThroughput(block) }),
  };
}

/**
 * Reads the keys of a global secondary index. In newer versions of the AWS provider, `key_schema` blocks can
 * replace the arguments `hash_key` and `range_key`.
 */
function readGlobalKeySchema(block: BlockReader): KeySchema {
  const keys = block.blocks("key_schema");
  if (keys.length === 0) return toKeySchema(block.text("hash_key"), block.optionalText("range_key"));
  return keys.map((key) => ({
    AttributeName: key.text("attribute_name"),
    KeyType: key.oneOf("key_type", KEY_TYPES),
  }));
}

function toLocalIndex(block: BlockReader, hash: string): SecondaryIndex {
  return {
    IndexName: block.text("name"),
    KeySchema: toKeySchema(hash, block.text("range_key")),
    Projection: readProjection(block),
  };
}

function readProjection(block: BlockReader): SecondaryIndex["Projection"] {
  const NonKeyAttributes = block.texts("non_key_attributes");
  const ProjectionType = block.oneOf("projection_type", PROJECTION_TYPES);
  return { ProjectionType, ...(NonKeyAttributes.length > 0 && { NonKeyAttributes }) };
}

/**
 * Rejects a key without an `attribute` block, and an `attribute` block that defines no key. The AWS provider
 * rejects such tables too.
 */
function validateKeyAttributes(address: string, definition: TableDefinition): string[] {
  const { AttributeDefinitions, GlobalSecondaryIndexes = [], LocalSecondaryIndexes = [] } = definition;
  const schemas = [definition, ...GlobalSecondaryIndexes, ...LocalSecondaryIndexes];
  const keys = new Set(schemas.flatMap(({ KeySchema }) => KeySchema.map((key) => key.AttributeName)));
  const defined = new Set(AttributeDefinitions.map(({ AttributeName }) => AttributeName));
  return [
    ...[...keys]
      .filter((name) => name !== "" && !defined.has(name))
      .map((name) => `${address}: key "${name}" has no attribute block. Add one that sets its type.`),
    ...[...defined]
      .filter((name) => name !== "" && !keys.has(name))
      .map((name) => `${address}: attribute "${name}" is not a key of the table or of an index. Remove it.`),
  ];
}
