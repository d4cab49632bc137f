import { en } from "zod/locales";
import * as z from "zod/mini";

// zod/mini brings no language along; without one every message is "Invalid input".
z.config(en());

const fields = {
  name: z.string().check(z.trim(), z.minLength(1), z.maxLength(200)),
  /** In minor units of the currency: 1999 is 19.99. */
  price: z.int().check(z.gte(0)),
  description: z.optional(z.string().check(z.maxLength(2000))),
};

/** What a caller says of a product. */
export const NewProduct = z.strictObject(fields);
export type NewProduct = z.infer<typeof NewProduct>;

/** A product as it is kept and shown. */
export const Product = z.strictObject({ ...fields, productId: z.uuid() });
export type Product = z.infer<typeof Product>;
