import { problem, route } from "gatewright/contract";
import * as z from "zod/mini";
import { NewShipment, Shipment } from "./shipment";

export const createShipment = route("POST /shipments", {
  summary: "Create a shipment",
  scopes: ["shipments/write"],
  body: NewShipment,
  replies: { 201: Shipment },
  examples: { body: { country: "DE", reference: "order-1", parcels: [{ grams: 500 }] } },
});

export const getShipment = route("GET /shipments/{shipmentId}", {
  summary: "Get a shipment",
  scopes: ["shipments/read"],
  params: z.strictObject({ shipmentId: z.uuid() }),
  replies: { 200: Shipment, 404: problem("shipment-not-found") },
});
