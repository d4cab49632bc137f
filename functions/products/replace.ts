import { handle } from "gatewright/runtime";
import { productNotFound } from "./not-found";
import { replaceProduct } from "./routes";
import { ProductStore } from "./store";

const products = new ProductStore();

export const handler = handle(replaceProduct, async ({ params, body }) => {
  const product = await products.replace(params.productId, body);
  return product ? { status: 200, body: product } : productNotFound(params.productId);
});
