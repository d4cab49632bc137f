import { handle } from "gatewright/runtime";
import { removeProduct } from "./routes";
import { ProductStore } from "./store";

const products = new ProductStore();

export const handler = handle(removeProduct, async ({ params }) => {
  await products.remove(params.productId);
  return { status: 204 };
});
