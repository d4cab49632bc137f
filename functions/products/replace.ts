import { handle } from "gatewright/runtime";
import { replaceProduct } from "./routes";
import { ProductStore } from "./store";

const products = new ProductStore();

export const handler = handle(replaceProduct, async ({ params, body }) => ({
  status: 200,
  body: await products.replace(params.productId, body),
}));
