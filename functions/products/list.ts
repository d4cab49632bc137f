import { HttpError, handle } from "#runtime";
import { listProducts } from "./routes";
import { isProductId, ProductStore } from "./store";

const products = new ProductStore();
const MOST = 100;

/** `?limit=20&after=<productId>`: the next page's `after` is the last page's `next`. */
export const handler = handle(listProducts, async ({ query }) => {
  const page = await products.list(limit(query.limit), after(query.after));
  return { status: 200, body: { products: page.products, next: page.lastProductId } };
});

function after(productId?: string): string | undefined {
  if (productId === undefined || isProductId(productId)) return productId;
  throw new HttpError(400, "invalid-query", "The query is not what this route takes.", [
    { path: "/after", message: "must be the next of an earlier page" },
  ]);
}

function limit(text = "20"): number {
  const number = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (number >= 1 && number <= MOST) return number;
  throw new HttpError(400, "invalid-query", "The query is not what this route takes.", [
    { path: "/limit", message: `must be a whole number from 1 to ${MOST}` },
  ]);
}
