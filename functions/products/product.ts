import { en } from "zod/locales";
import * as z from "zod/mini";

// Unlike zod, zod/mini loads no error messages by default. Without this line, every error would be reported
// as "Invalid input".
z.config(en());

const fields = {
  name: z.string().check(z.trim(), z.minLength(1), z.maxLength(200)),
  /** Price in minor units of the currency: 1999 is 19.99. */
  price: z.int().check(z.gte(0)),
  description: z.optional(z.string().check(z.maxLength(2000))),
};

/** Product in a request body. It has no ID, because the store creates the ID. */
export const NewProduct = z.strictObject(fields);
export type NewProduct = z.infer<typeof NewProduct>;

/** Product in the database and in a response body, with its ID. */
export const Product = z.strictObject({ ...fields, productId: z.uuid() });
export type Product = z.infer<typeof Product>;
