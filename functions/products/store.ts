import { randomUUID } from "node:crypto";
import { ConditionalCheckFailedException, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  ScanCommand,
} from "@aws-sdk/lib-dynamodb";
import { HttpError } from "#runtime";
import type { NewProduct, Product } from "./product";

export interface Page {
  readonly products: Product[];
  /** The last product of a page that has a next one. */
  readonly lastProductId?: string;
}

/** The products in DynamoDB. Every write says what it expects to find, so that no caller undoes another's. */
export class ProductStore {
  readonly #client = DynamoDBDocumentClient.from(new DynamoDBClient(), {
    marshallOptions: { removeUndefinedValues: true },
  });
  readonly #table: string;

  constructor(table = process.env.PRODUCTS_TABLE) {
    if (!table)
      throw new Error("PRODUCTS_TABLE is not set: name the products' table in the function's environment");
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

  async get(productId: string): Promise<Product> {
    if (!isProductId(productId)) throw notFound(productId);
    const { Item } = await this.#client.send(new GetCommand({ TableName: this.#table, Key: { productId } }));
    if (!Item) throw notFound(productId);
    return Item as Product;
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

  async replace(productId: string, product: NewProduct): Promise<Product> {
    const Item = { ...product, productId };
    await this.#existing(
      productId,
      new PutCommand({ TableName: this.#table, Item, ConditionExpression: "attribute_exists(productId)" }),
    );
    return Item;
  }

  async remove(productId: string): Promise<void> {
    await this.#existing(
      productId,
      new DeleteCommand({
        TableName: this.#table,
        Key: { productId },
        ConditionExpression: "attribute_exists(productId)",
      }),
    );
  }

  async #existing(productId: string, write: PutCommand | DeleteCommand): Promise<void> {
    if (!isProductId(productId)) throw notFound(productId);
    try {
      await this.#client.send(write as PutCommand);
    } catch (error) {
      throw error instanceof ConditionalCheckFailedException ? notFound(productId) : error;
    }
  }
}

/** Whether it may be a product's id: one that may not need not be looked for, and DynamoDB refuses long ones. */
function isProductId(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}

function notFound(productId: string): HttpError {
  return new HttpError(404, "product-not-found", `There is no product "${productId}".`);
}
