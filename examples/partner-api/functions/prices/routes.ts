import { route } from "gatewright/contract";
import * as z from "zod/mini";

/** Price of a parcel. */
const Price = z.strictObject({ cents: z.int(), currency: z.literal("EUR") });

export const getPrice = route("GET /prices/{country}", {
  summary: "Get the price of a parcel",
  scopes: ["prices/read"],
  params: z.strictObject({ country: z.string().check(z.regex(/^[A-Z]{2}$/)) }),
  query: z.strictObject({ grams: z.int().check(z.gte(1), z.lte(30_000)) }),
  replies: { 200: Price },
  examples: { params: { country: "DE" }, query: { grams: 500 } },
});
