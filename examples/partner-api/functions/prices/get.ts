import { handle } from "gatewright/runtime";
import { getPrice } from "./routes";

// The price must depend only on the path and the query, because the cache returns it to all partners.
export const handler = handle(getPrice, ({ params: { country }, query: { grams }, log }) => {
  const cents = (country === "DE" ? 450 : 1250) + 100 * Math.ceil(grams / 1000);
  log.info("price calculated", { country, grams, cents });
  return { status: 200, body: { cents, currency: "EUR" } };
});
