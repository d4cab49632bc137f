import { createProduct } from "../../../functions/products/routes";
import { handle } from "../../../src/runtime";
import { create } from "./store";

export const handler = handle(createProduct, async ({ body }) => {
  const product = await create(body);
  return { status: 201, headers: { location: `/products/${product.productId}` }, body: product };
});
