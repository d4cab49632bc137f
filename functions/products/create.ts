import { handle } from "#runtime";
import { createProduct } from "./routes";
import { ProductStore } from "./store";

const products = new ProductStore();

export const handler = handle(createProduct, async ({ body }) => {
  const product = await products.create(body);
  return { status: 201, headers: { location: `/products/${product.productId}` }, body: product };
});
