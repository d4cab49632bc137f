import { handle } from "gatewright/runtime";
import { listProducts } from "./routes";
import { ProductStore } from "./store";

const products = new ProductStore();

export const handler = handle(listProducts, async ({ query }) => {
  const page = await products.list(query.limit, query.after);
  return { status: 200, body: { products: page.products, next: page.lastProductId } };
});
