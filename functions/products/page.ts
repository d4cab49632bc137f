import * as z from "zod/mini";
import { route } from "#contract";
import { Product } from "./product";

/** Which products a caller wants to see. */
const PageQuery = z.strictObject({
  limit: z._default(z.int().check(z.gte(1), z.lte(100)), 20),
  /** The `next` of the page before. */
  after: z.optional(z.uuid()),
});

const ProductPage = z.strictObject({ products: z.array(Product), next: z.optional(z.uuid()) });

export const listProducts = route("GET /products", {
  summary: "A page of products",
  scopes: ["products/read"],
  query: PageQuery,
  replies: { 200: ProductPage },
});
