import { handle } from "gatewright/runtime";
import { shipmentNotFound } from "./not-found";
import { partnerOf } from "./partner";
import { getShipment } from "./routes";
import { readShipment } from "./store";

export const handler = handle(getShipment, async ({ params: { shipmentId }, claims }) => {
  const shipment = await readShipment(partnerOf(claims), shipmentId);
  return shipment ? { status: 200, body: shipment } : shipmentNotFound(shipmentId);
});
