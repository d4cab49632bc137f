import type { NewProduct, Product } from "../../../functions/products/product";

/**
 * Creates a product without a database. All variants use this function instead of the sample's DynamoDB
 * store, and it is asynchronous like the methods of that store. The ID comes from the global `crypto`, which
 * Node loads on first use, so that it does not affect the load time of the bundle.
 */
export async function create(product: NewProduct): Promise<Product> {
  return { ...product, productId: crypto.randomUUID() };
}
