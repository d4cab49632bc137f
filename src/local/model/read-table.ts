import type { Body, Resource } from "#terraform";
import { BlockReader } from "./block-reader";
import { ErrorList, LocalError } from "./local-error";
import type { KeySchema, SecondaryIndex, TableDefinition, TableModel, Throughput } from "./model";
import { type ReaderContext, rejectCount } from "./reader-context";

/** `aws_dynamodb_table`. */
export function readTable({ values }: ReaderContext, resource: Resource): TableModel {
  const evaluated = values.evaluate(rejectCount(resource).address, keyValues(resource));
  try {
    return toTableModel(resource.address, evaluated);
  } catch (error) {
    throw new LocalError([(error as Error).message]);
  }
}

/** What makes a table; the rest, such as a key of KMS, nobody looks at here. */
function keyValues({ values }: Resource): Resource["values"] {
  const wanted = [
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
  return Object.fromEntries(wanted.map((name) => [name, values[name]]));
}

/**
 * A table as Terraform would have it made.
 *
 * @param values arguments of an `aws_dynamodb_table`, with every reference resolved
 * @throws LocalError with all that is wrong with them
 * @see https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs/resources/dynamodb_table
 */
export function toTableModel(address: string, values: Body): TableModel {
  const faults = new ErrorList();
  const block = new BlockReader(address, values, faults);
  const definition = definitionOf(block);
  for (const fault of validateKeyAttributes(address, definition)) faults.add(fault);
  faults.throwAny();
  return { address, name: definition.TableName, definition };
}

function definitionOf(block: BlockReader): TableDefinition {
  const BillingMode = block.oneOf("billing_mode", BILLING_MODES, "PROVISIONED");
  const hash = block.text("hash_key");
  const provisioned = BillingMode === "PROVISIONED";
  const globals = block.blocks("global_secondary_index").map((one) => globalIndex(one, provisioned));
  const locals = block.blocks("local_secondary_index").map((one) => localIndex(one, hash));
  return {
    TableName: block.text("name"),
    AttributeDefinitions: block.blocks("attribute").map((one) => ({
      AttributeName: one.text("name"),
      AttributeType: one.oneOf("type", ATTRIBUTE_TYPES),
    })),
    KeySchema: keySchema(hash, block.optionalText("range_key")),
    BillingMode,
    ...(provisioned && { ProvisionedThroughput: throughput(block) }),
    // DynamoDB refuses lists without an index.
    ...(globals.length > 0 && { GlobalSecondaryIndexes: globals }),
    ...(locals.length > 0 && { LocalSecondaryIndexes: locals }),
  };
}

const BILLING_MODES = ["PAY_PER_REQUEST", "PROVISIONED"] as const;
const ATTRIBUTE_TYPES = ["S", "N", "B"] as const;
const KEY_TYPES = ["HASH", "RANGE"] as const;
const PROJECTION_TYPES = ["ALL", "INCLUDE", "KEYS_ONLY"] as const;

function keySchema(hash: string, range: string | undefined): KeySchema {
  return [
    { AttributeName: hash, KeyType: "HASH" },
    ...(range === undefined ? [] : [{ AttributeName: range, KeyType: "RANGE" as const }]),
  ];
}

function throughput(block: BlockReader): Throughput {
  return {
    ReadCapacityUnits: block.atLeastOne("read_capacity"),
    WriteCapacityUnits: block.atLeastOne("write_capacity"),
  };
}

function globalIndex(block: BlockReader, provisioned: boolean) {
  return {
    IndexName: block.text("name"),
    KeySchema: globalKeySchema(block),
    Projection: projection(block),
    ...(provisioned && { ProvisionedThroughput: throughput(block) }),
  };
}

/** Newer providers have `key_schema` blocks in place of `hash_key` and `range_key`. */
function globalKeySchema(block: BlockReader): KeySchema {
  const schema = block.blocks("key_schema");
  if (schema.length === 0) return keySchema(block.text("hash_key"), block.optionalText("range_key"));
  return schema.map((one) => ({
    AttributeName: one.text("attribute_name"),
    KeyType: one.oneOf("key_type", KEY_TYPES),
  }));
}

function localIndex(block: BlockReader, hash: string): SecondaryIndex {
  return {
    IndexName: block.text("name"),
    KeySchema: keySchema(hash, block.text("range_key")),
    Projection: projection(block),
  };
}

function projection(block: BlockReader): SecondaryIndex["Projection"] {
  const NonKeyAttributes = block.texts("non_key_attributes");
  const ProjectionType = block.oneOf("projection_type", PROJECTION_TYPES);
  return { ProjectionType, ...(NonKeyAttributes.length > 0 && { NonKeyAttributes }) };
}

/** Terraform has each key attribute defined once, and no other attribute. */
function validateKeyAttributes(address: string, definition: TableDefinition): string[] {
  const { AttributeDefinitions, GlobalSecondaryIndexes = [], LocalSecondaryIndexes = [] } = definition;
  const schemas = [definition, ...GlobalSecondaryIndexes, ...LocalSecondaryIndexes];
  const keys = new Set(schemas.flatMap(({ KeySchema }) => KeySchema.map((key) => key.AttributeName)));
  const defined = new Set(AttributeDefinitions.map(({ AttributeName }) => AttributeName));
  return [
    ...[...keys]
      .filter((name) => name !== "" && !defined.has(name))
      .map((name) => `${address}: "${name}" is a key and has no type; write an attribute block of that name`),
    ...[...defined]
      .filter((name) => name !== "" && !keys.has(name))
      .map((name) => `${address}: the attribute "${name}" is no key of the table or an index; leave it out`),
  ];
}
