import { handle } from "gatewright/runtime";
import { productNotFound } from "./not-found";
import { getProduct } from "./routes";
import { ProductStore } from "./store";

const products = new ProductStore();

export const handler = handle(getProduct, async ({ params }) => {
  const product = await products.get(params.productId);
  return product ? { status: 200, body: product } : productNotFound(params.productId);
});
