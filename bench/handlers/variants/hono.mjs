/**
 * Handler that uses Hono with the preset `tiny`. According to Hono's documentation, it is the smallest
 * preset. With a single route, it is as fast as the other presets.
 *
 * @see https://hono.dev/docs/getting-started/aws-lambda
 * @see https://hono.dev/docs/guides/validation
 */
import { sValidator } from "@hono/standard-validator";
import { handle } from "hono/aws-lambda";
import { Hono } from "hono/tiny";
import { NewProduct } from "../../../functions/products/product.ts";
import { create } from "./store.ts";

const app = new Hono();

app.post("/products", sValidator("json", NewProduct), async (c) => {
  const product = await create(c.req.valid("json"));
  return c.json(product, 201, { location: `/products/${product.productId}` });
});

export const handler = handle(app);
