import { handle } from "gatewright/runtime";
import { partnerOf } from "./partner";
import { getShipment } from "./routes";
import { readShipment } from "./store";

export const handler = handle(getShipment, async ({ params: { shipmentId }, claims }) => {
  const shipment = await readShipment(partnerOf(claims), shipmentId);
  return shipment
    ? { status: 200, body: shipment }
    : { status: 404, code: "shipment-not-found", detail: `Shipment "${shipmentId}" does not exist.` };
});
