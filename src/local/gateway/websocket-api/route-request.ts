import type { BackendCaller } from "../integrations/backend";
import type { WebSocketEvent } from "./events";
import type { WebSocketRecord } from "./web-socket-record";

/** Handshake, message or end of a connection that the integration of a route receives. */
export interface RouteRequest {
  readonly record: WebSocketRecord;
  /** Event for a function. Templates read their values from it. */
  readonly event: WebSocketEvent;
  /** X-Ray trace header: `Root=1-…`. */
  readonly traceHeader: string;
}

/** Content type of a message in a request to a backend. It is unverified. */
const MESSAGE_TYPE = "application/json";

/** Returns the parts of a request that backends need. A message has no HTTP method, and is sent like a `POST`. */
export function toBackendCaller({ record, traceHeader }: RouteRequest): BackendCaller {
  return {
    apiId: record.apiId,
    method: "POST",
    contentType: MESSAGE_TYPE,
    traceHeader,
    stageVariables: record.stage.variables,
  };
}

/** Returns true if the client gets the result of the integration: for a message to a two-way route. */
export function isAnswered({ record: { eventType, route } }: RouteRequest): boolean {
  return eventType === "MESSAGE" && route?.isTwoWay === true;
}
