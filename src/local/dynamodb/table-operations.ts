import { DYNAMODB_QUOTAS } from "#aws";
import type { TableDefinition } from "../model/model";
import { DynamoDbError, type LocalDynamoDbClient } from "./client";

/** Item in DynamoDB's JSON: `{ "productId": { "S": "1" } }`. */
export type Item = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Table description that `DescribeTable` returns. Only the fields that are used here are declared. */
export type Description = Omit<TableDefinition, "BillingMode"> & { readonly TableStatus: string };

/**
 * Operations on tables and items of the local DynamoDB. Every method throws a `DynamoDbError` if DynamoDB
 * rejects the request.
 */
export class Database {
  readonly #client: LocalDynamoDbClient;

  constructor(client: LocalDynamoDbClient) {
    this.#client = client;
  }

  /** Returns the names of all tables. */
  async names(): Promise<readonly string[]> {
    const names: string[] = [];
    let start: string | undefined;
    do {
      const input = { ExclusiveStartTableName: start };
      const page: TablePage = await this.#client.call("ListTables", input);
      names.push(...page.TableNames);
      start = page.LastEvaluatedTableName;
    } while (start !== undefined);
    return names;
  }

  /** Returns a table's description, or `undefined` if there is no such table. */
  async describe(name: string): Promise<Description | undefined> {
    try {
      return (await this.#client.call<{ Table: Description }>("DescribeTable", { TableName: name })).Table;
    } catch (error) {
      if (error instanceof DynamoDbError && error.name === "ResourceNotFoundException") return undefined;
      throw error;
    }
  }

  /** Creates a table and waits until it is active. */
  async create(definition: TableDefinition): Promise<void> {
    await this.#client.call("CreateTable", definition);
    while ((await this.describe(definition.TableName))?.TableStatus !== "ACTIVE");
  }

  /** Deletes a table and waits until it no longer exists, so that its name can be used again. */
  async drop(name: string): Promise<void> {
    await this.#client.call("DeleteTable", { TableName: name });
    while (await this.describe(name));
  }

  /** Returns all items of a table. */
  async items(name: string): Promise<readonly Item[]> {
    const items: Item[] = [];
    let start: Item | undefined;
    do {
      const input = { TableName: name, ConsistentRead: true, ExclusiveStartKey: start };
      const page: ItemPage = await this.#client.call("Scan", input);
      items.push(...page.Items);
      start = page.LastEvaluatedKey;
    } while (start);
    return items;
  }

  /** Writes items into a table. */
  async put(name: string, items: readonly Item[]): Promise<void> {
    for (let start = 0; start < items.length; start += DYNAMODB_QUOTAS.batchWriteItems) {
      const batch = items.slice(start, start + DYNAMODB_QUOTAS.batchWriteItems);
      const puts = batch.map((Item) => ({ PutRequest: { Item } }));
      await this.#client.call("BatchWriteItem", { RequestItems: { [name]: puts } });
    }
  }
}

interface TablePage {
  readonly TableNames: readonly string[];
  readonly LastEvaluatedTableName?: string;
}

interface ItemPage {
  readonly Items: readonly Item[];
  readonly LastEvaluatedKey?: Item;
}
