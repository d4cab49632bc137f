import { DynamoDBClient, GetItemCommand, PutItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import {
  type LocalDynamoDb,
  type LocalDynamoDbOptions,
  startLocalDynamoDb,
} from "../../../src/local/dynamodb";
import type { TableModel } from "../../../src/local/model";

// On Node 20, the AWS SDK would print a warning that it will drop support for this version.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

const stops: (() => unknown)[] = [];

/** Stops every database and client that a test started. */
export async function stopAll(): Promise<void> {
  await Promise.all(stops.splice(0).map((stop) => stop()));
}

/** Starts a local DynamoDB, which `stopAll` stops. */
export async function started(
  tables: readonly TableModel[],
  options?: LocalDynamoDbOptions,
): Promise<LocalDynamoDb> {
  const localDynamoDb = await startLocalDynamoDb(tables, options);
  stops.push(() => localDynamoDb.stop());
  return localDynamoDb;
}

/** Creates a client like that of a Lambda function, but without retries. */
export function createClient({ endpoint }: LocalDynamoDb): DynamoDBClient {
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const client = new DynamoDBClient({ endpoint, credentials, region: "eu-central-1", maxAttempts: 1 });
  stops.push(() => client.destroy());
  return client;
}

type Definition = TableModel["definition"];

/** Returns a table with the partition key `id`. `definition` overrides parts of the table's definition. */
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

/** Converts attribute types by name, such as `{ id: "S" }`, to attribute definitions. */
export function attributes(types: Record<string, string>): Definition["AttributeDefinitions"] {
  return Object.entries(types).map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType }));
}

/** Returns a table with a global index `by-owner`. */
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

/** Puts items with these IDs and the owner `ann`. */
export async function putItems(
  localDynamoDb: LocalDynamoDb,
  name: string,
  ids: readonly string[],
): Promise<void> {
  const client = createClient(localDynamoDb);
  for (const id of ids) {
    const item = new PutItemCommand({ TableName: name, Item: { id: { S: id }, owner: { S: "ann" } } });
    await client.send(item);
  }
}

/** Returns the sorted IDs of the items in a table or an index. */
export async function listIds(
  localDynamoDb: LocalDynamoDb,
  name: string,
  IndexName?: string,
): Promise<string[]> {
  const { Items = [] } = await createClient(localDynamoDb).send(
    new ScanCommand({ TableName: name, IndexName }),
  );
  return Items.map((item) => String(item.id?.S)).sort();
}

export function getItem(localDynamoDb: LocalDynamoDb, name: string, id: string) {
  return createClient(localDynamoDb).send(new GetItemCommand({ TableName: name, Key: { id: { S: id } } }));
}
