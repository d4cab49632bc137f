import { en } from "zod/locales";
import * as z from "zod/mini";

// zod/mini loads no error messages by default.
z.config(en());

/** Shipment in a request body. The server adds the ID and the status. */
export const NewShipment = z.strictObject({
  /** Two-letter code of the country (ISO 3166-1), in upper case. */
  country: z.string().check(z.regex(/^[A-Z]{2}$/)),
  /** Reference of the partner, which appears on the label. */
  reference: z.string().check(z.minLength(1), z.maxLength(35)),
  parcels: z
    .array(z.strictObject({ grams: z.int().check(z.gte(1), z.lte(30_000)) }))
    .check(z.minLength(1), z.maxLength(20)),
});
export type NewShipment = z.infer<typeof NewShipment>;

/** Status of a shipment. A shipment that is canceled or delivered does not change any more. */
export const Status = z.enum(["created", "canceled", "delivered"]);
export type Status = z.infer<typeof Status>;

/** Shipment in a response body. */
export const Shipment = z.strictObject({
  ...NewShipment.def.shape,
  shipmentId: z.uuid(),
  status: Status,
});
export type Shipment = z.infer<typeof Shipment>;
