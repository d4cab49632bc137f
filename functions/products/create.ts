import { handle } from "gatewright/runtime";
import { createProduct } from "./routes";
import { ProductStore } from "./store";

const products = new ProductStore();

export const handler = handle(createProduct, async ({ body, log }) => {
  const product = await products.create(body);
  log.info("product created", { productId: product.productId });
  return { status: 201, headers: { location: `/products/${product.productId}` }, body: product };
});
