import { DynamoDBClient, GetItemCommand, PutItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import {
  type LocalDynamoDb,
  type LocalDynamoDbOptions,
  startLocalDynamoDb,
} from "../../../src/local/dynamodb";
import type { TableModel } from "../../../src/local/model";

// The SDK says on Node 20 that it will leave it, once a process.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

const stops: (() => unknown)[] = [];

/** Stops what a test started. */
export async function stopAll(): Promise<void> {
  await Promise.all(stops.splice(0).map((stop) => stop()));
}

export async function started(
  tables: readonly TableModel[],
  options?: LocalDynamoDbOptions,
): Promise<LocalDynamoDb> {
  const running = await startLocalDynamoDb(tables, options);
  stops.push(() => running.stop());
  return running;
}

/** As a function would make it; it asks once. */
export function client({ endpoint }: LocalDynamoDb): DynamoDBClient {
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const made = new DynamoDBClient({ endpoint, credentials, region: "eu-central-1", maxAttempts: 1 });
  stops.push(() => made.destroy());
  return made;
}

type Definition = TableModel["definition"];

/** A table whose key is `id`, with what is given in place of that. */
export function table(name: string, definition: Partial<Definition> = {}): TableModel {
  return {
    address: `aws_dynamodb_table.${name}`,
    name,
    definition: {
      TableName: name,
      AttributeDefinitions: attributes({ id: "S" }),
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      BillingMode: "PAY_PER_REQUEST",
      ...definition,
    },
  };
}

export function attributes(types: Record<string, string>): Definition["AttributeDefinitions"] {
  return Object.entries(types).map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType }));
}

/** A table with a global index `by-owner`. */
export function withIndex(name: string, ownerType = "S"): TableModel {
  return table(name, {
    AttributeDefinitions: attributes({ id: "S", owner: ownerType }),
    GlobalSecondaryIndexes: [
      {
        IndexName: "by-owner",
        KeySchema: [{ AttributeName: "owner", KeyType: "HASH" }],
        Projection: { ProjectionType: "ALL" },
      },
    ],
  });
}

/** Puts items with these ids, which `ann` owns. */
export async function fill(running: LocalDynamoDb, name: string, ids: readonly string[]): Promise<void> {
  const dynamoDb = client(running);
  for (const id of ids) {
    const item = new PutItemCommand({ TableName: name, Item: { id: { S: id }, owner: { S: "ann" } } });
    await dynamoDb.send(item);
  }
}

/** The ids of a table's items, in order. */
export async function ids(running: LocalDynamoDb, name: string, IndexName?: string): Promise<string[]> {
  const { Items = [] } = await client(running).send(new ScanCommand({ TableName: name, IndexName }));
  return Items.map((item) => String(item.id?.S)).sort();
}

export function get(running: LocalDynamoDb, name: string, id: string) {
  return client(running).send(new GetItemCommand({ TableName: name, Key: { id: { S: id } } }));
}
