import { setTimeout } from "node:timers/promises";
import { formatEvent, handle } from "gatewright/runtime";
import { shipmentNotFound } from "./not-found";
import { partnerOf } from "./partner";
import { watchShipment } from "./routes";
import type { Shipment, Status } from "./shipment";
import { readShipment } from "./store";

const POLL_MS = 1000;

/** Maximum duration of a stream. The client then connects again, and gets the current status first. */
const MAX_STREAM_MS = 180_000;

/** Comment of a stream of events, which clients ignore. API Gateway closes a connection without data. */
const WAIT = ": wait\n\n";

export const handler = handle(watchShipment, async ({ params: { shipmentId }, claims, signal }) => {
  const partner = partnerOf(claims);
  const shipment = await readShipment(partner, shipmentId);
  return shipment
    ? { status: 200, body: statusEvents(partner, shipment, signal) }
    : shipmentNotFound(shipmentId);
});

/** Yields an event for the current status of a shipment, and one for each change until its last status. */
async function* statusEvents(
  partner: string,
  { shipmentId, status }: Shipment,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const end = Date.now() + MAX_STREAM_MS;
  yield statusEvent(status);
  while (status === "created" && Date.now() < end) {
    // The signal ends the wait as soon as the client closes the connection.
    await setTimeout(POLL_MS, undefined, { signal });
    const next = (await readShipment(partner, shipmentId))?.status ?? status;
    yield next === status ? WAIT : statusEvent(next);
    status = next;
  }
}

function statusEvent(status: Status): string {
  return formatEvent({ event: "status", data: status });
}
