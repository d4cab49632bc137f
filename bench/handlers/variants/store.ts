import type { NewProduct, Product } from "../../../functions/products/product";

/**
 * Replaces the DynamoDB store of the sample in every variant. The function is asynchronous like that store.
 * The ID comes from the global `crypto`, which Node loads on first use, so it does not affect the load time
 * of the bundle.
 */
export async function create(product: NewProduct): Promise<Product> {
  return { ...product, productId: crypto.randomUUID() };
}
