import type { TableDefinition } from "../model/model";
import { type Client, DynamoDbError } from "./client";

/** An item in DynamoDB's own JSON: `{ "productId": { "S": "1" } }`. */
export type Item = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** What DynamoDB says of a table that it has: its definition, and more. */
export type Description = Omit<TableDefinition, "BillingMode"> & { readonly TableStatus: string };

/** The tables of a DynamoDB, and their items. */
export class Database {
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

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

  /** `undefined` where there is no such table. */
  async describe(name: string): Promise<Description | undefined> {
    try {
      return (await this.#client.call<{ Table: Description }>("DescribeTable", { TableName: name })).Table;
    } catch (error) {
      if (error instanceof DynamoDbError && error.name === "ResourceNotFoundException") return undefined;
      throw error;
    }
  }

  /** Answers when it can be used. */
  async create(definition: TableDefinition): Promise<void> {
    await this.#client.call("CreateTable", definition);
    while ((await this.describe(definition.TableName))?.TableStatus !== "ACTIVE");
  }

  /** Answers when there may be another of its name. */
  async drop(name: string): Promise<void> {
    await this.#client.call("DeleteTable", { TableName: name });
    while (await this.describe(name));
  }

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

  async put(name: string, items: readonly Item[]): Promise<void> {
    for (let from = 0; from < items.length; from += BATCH) {
      const puts = items.slice(from, from + BATCH).map((Item) => ({ PutRequest: { Item } }));
      await this.#client.call("BatchWriteItem", { RequestItems: { [name]: puts } });
    }
  }
}

/** As many as BatchWriteItem takes. */
const BATCH = 25;

interface TablePage {
  readonly TableNames: readonly string[];
  readonly LastEvaluatedTableName?: string;
}

interface ItemPage {
  readonly Items: readonly Item[];
  readonly LastEvaluatedKey?: Item;
}
