import type { NewProduct, Product } from "../../../functions/products/product";

/**
 * Stands in for DynamoDB in every way, asynchronous as the sample's store is. The id is of the global `crypto`, which
 * is loaded when it is first used.
 */
export async function create(product: NewProduct): Promise<Product> {
  return { ...product, productId: crypto.randomUUID() };
}
