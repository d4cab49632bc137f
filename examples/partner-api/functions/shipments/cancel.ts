import { handle } from "gatewright/runtime";
import { shipmentNotFound } from "./not-found";
import { partnerOf } from "./partner";
import { cancelShipment as route } from "./routes";
import { cancelShipment } from "./store";

export const handler = handle(route, async ({ params: { shipmentId }, claims, log }) => {
  const status = await cancelShipment(partnerOf(claims), shipmentId);
  if (status === undefined) return shipmentNotFound(shipmentId);
  if (status === "delivered") {
    return { status: 409, code: "shipment-delivered", detail: `Shipment "${shipmentId}" is delivered.` };
  }
  log.info("shipment canceled", { shipmentId });
  return { status: 204 };
});
