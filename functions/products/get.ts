import { handle } from "gatewright/runtime";
import { getProduct } from "./routes";
import { ProductStore } from "./store";

const products = new ProductStore();

export const handler = handle(getProduct, async ({ params }) => ({
  status: 200,
  body: await products.get(params.productId),
}));
