import { handle } from "gatewright/runtime";
import { partnerOf } from "./partner";
import { createShipment as route } from "./routes";
import { createShipment } from "./store";

export const handler = handle(route, async ({ body, claims, log }) => {
  const shipment = await createShipment(partnerOf(claims), body);
  log.info("shipment created", { shipmentId: shipment.shipmentId });
  // The location is relative to the URL of the request, because the path of the URL starts with the stage.
  return { status: 201, headers: { location: `shipments/${shipment.shipmentId}` }, body: shipment };
});
