import { randomUUID } from "node:crypto";
import { ConditionalCheckFailedException, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  ScanCommand,
} from "@aws-sdk/lib-dynamodb";
import { requireEnvironment } from "gatewright/runtime";
import type { NewProduct, Product } from "./product";

/** Part of the list of all products. */
export interface Page {
  readonly products: Product[];
  /** ID of the last product on this page. The next page starts after it. Absent on the last page. */
  readonly lastProductId?: string;
}

/**
 * Products in DynamoDB. Writes are conditional: `create` never overwrites an existing product, and `replace`
 * never creates a product that does not exist.
 */
export class ProductStore {
  readonly #client = DynamoDBDocumentClient.from(new DynamoDBClient(), {
    marshallOptions: { removeUndefinedValues: true },
  });
  readonly #table: string;

  constructor(table = requireEnvironment("PRODUCTS_TABLE").PRODUCTS_TABLE) {
    this.#table = table;
  }

  async list(limit: number, afterProductId?: string): Promise<Page> {
    const { Items = [], LastEvaluatedKey } = await this.#client.send(
      new ScanCommand({
        TableName: this.#table,
        Limit: limit,
        ExclusiveStartKey: afterProductId === undefined ? undefined : { productId: afterProductId },
      }),
    );
    return { products: Items as Product[], lastProductId: LastEvaluatedKey?.productId };
  }

  /** Returns a product, or `undefined` if it does not exist. */
  async get(productId: string): Promise<Product | undefined> {
    if (!isProductId(productId)) return undefined;
    const { Item } = await this.#client.send(new GetCommand({ TableName: this.#table, Key: { productId } }));
    return Item as Product | undefined;
  }

  async create(product: NewProduct): Promise<Product> {
    const Item = { ...product, productId: randomUUID() };
    await this.#client.send(
      new PutCommand({
        TableName: this.#table,
        Item,
        ConditionExpression: "attribute_not_exists(productId)",
      }),
    );
    return Item;
  }

  /** Replaces a product. Returns the new product, or `undefined` if the product does not exist. */
  async replace(productId: string, product: NewProduct): Promise<Product | undefined> {
    const Item = { ...product, productId };
    const exists = await this.#writeExisting(
      productId,
      new PutCommand({ TableName: this.#table, Item, ConditionExpression: "attribute_exists(productId)" }),
    );
    return exists ? Item : undefined;
  }

  /** Removes a product. Returns false if it does not exist. */
  remove(productId: string): Promise<boolean> {
    return this.#writeExisting(
      productId,
      new DeleteCommand({
        TableName: this.#table,
        Key: { productId },
        ConditionExpression: "attribute_exists(productId)",
      }),
    );
  }

  /** Runs a write whose condition is that the product exists. Returns false if it does not exist. */
  async #writeExisting(productId: string, write: PutCommand | DeleteCommand): Promise<boolean> {
    if (!isProductId(productId)) return false;
    try {
      await this.#client.send(write as PutCommand);
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }
}

/**
 * Returns true if a string is a UUID, as every product ID is. The store does not look up other strings,
 * because DynamoDB returns an error for a key that is empty or too long.
 */
function isProductId(value: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value);
}
