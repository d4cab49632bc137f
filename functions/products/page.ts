import { route } from "gatewright/contract";
import * as z from "zod/mini";
import { Product } from "./product";

/** Query parameters of a request for one page of products. */
const PageQuery = z.strictObject({
  limit: z._default(z.int().check(z.gte(1), z.lte(100)), 20),
  /** Value of `next` in the previous page. Default: none, for the first page. */
  after: z.optional(z.uuid()),
});

const ProductPage = z.strictObject({ products: z.array(Product), next: z.optional(z.uuid()) });

export const listProducts = route("GET /products", {
  summary: "List products, one page at a time",
  scopes: ["products/read"],
  query: PageQuery,
  replies: { 200: ProductPage },
});
