import { empty, problem, route, stream } from "gatewright/contract";
import * as z from "zod/mini";
import { NewShipment, Shipment, Status } from "./shipment";

const params = z.strictObject({ shipmentId: z.uuid() });

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
  params,
  replies: { 200: Shipment, 404: problem("shipment-not-found") },
});

export const cancelShipment = route("DELETE /shipments/{shipmentId}", {
  summary: "Cancel a shipment",
  scopes: ["shipments/write"],
  params,
  replies: { 204: empty, 404: problem("shipment-not-found"), 409: problem("shipment-delivered") },
});

export const getShipmentStatus = route("GET /shipments/{shipmentId}/status", {
  summary: "Get the status of a shipment",
  scopes: ["shipments/read"],
  params,
  replies: { 200: z.strictObject({ status: Status }), 404: problem("shipment-not-found") },
});

export const watchShipment = route("GET /shipments/{shipmentId}/events", {
  summary: "Watch the status of a shipment",
  scopes: ["shipments/read"],
  params,
  replies: { 200: stream("text/event-stream"), 404: problem("shipment-not-found") },
});
