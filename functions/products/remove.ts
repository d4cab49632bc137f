import { handle } from "gatewright/runtime";
import { productNotFound } from "./not-found";
import { removeProduct } from "./routes";
import { ProductStore } from "./store";

const products = new ProductStore();

export const handler = handle(removeProduct, async ({ params }) => {
  const isRemoved = await products.remove(params.productId);
  return isRemoved ? { status: 204 } : productNotFound(params.productId);
});
