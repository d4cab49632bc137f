/** Returns the reply to a request for a shipment that does not exist, or that belongs to another partner. */
export function shipmentNotFound(shipmentId: string) {
  return {
    status: 404,
    code: "shipment-not-found",
    detail: `Shipment "${shipmentId}" does not exist.`,
  } as const;
}
