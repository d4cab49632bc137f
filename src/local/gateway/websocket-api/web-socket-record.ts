import { escapeLine } from "#printable";
import type { SocketClose } from "../../http/client-socket";
import type { GatewayRequest } from "../../http/request";
import type { WebSocketRouteModel } from "../../model/model";
import type { AuthorizationResult } from "../core/authorization-result";
import { displayTarget } from "../core/request-record";
import type { EventSource } from "./events";

/** Handshake, message or end of a connection. Each step adds its results. */
export interface WebSocketRecord extends EventSource {
  readonly eventType: "CONNECT" | "MESSAGE" | "DISCONNECT";
  /** Handshake of a connection. */
  readonly request?: GatewayRequest;
  readonly messageId?: string;
  readonly close?: SocketClose;
  readonly startMs: number;
  /** Absent if no route matches. `$connect` and `$disconnect` are optional. */
  readonly route?: WebSocketRouteModel;
  authorization?: AuthorizationResult;
  authorizationLatencyMs?: number;
  integration?: RouteInvocation;
  /** Message to the client, if the gateway reports an error. */
  errorMessage?: string;
  /** Reason of an error, for the terminal. */
  reason?: string;
  /** Difference between a message and its model. */
  validationError?: string;
  status: number;
  latencyMs: number;
}

/** Result of the integration of a route. */
export interface RouteInvocation {
  /**
   * Value that the function returned. Other integrations have a value of the same form: `{ statusCode, headers, body }`.
   * Absent if the integration failed.
   */
  readonly value?: unknown;
  readonly failure?: IntegrationFailureKind;
  /** Reason of a failure, or error of a function of a non-proxy integration, for the terminal. */
  readonly reason?: string;
  /** Status of the Lambda service, the endpoint or the AWS service, or of a mock integration. */
  readonly status?: number;
  readonly requestId?: string;
  readonly latencyMs: number;
}

/** Reason why an integration gave no result. */
export type IntegrationFailureKind = "FAILED" | "NOT_EMULATED" | "NOT_PERMITTED" | "TIMED_OUT";

/**
 * Formats an event of a connection for the terminal: `200 CONNECT /dev  12 ms`, `403 MESSAGE  0.4 ms  no route matches`,
 * `200 DISCONNECT /dev  3.0 ms  1001 Going away`. The name after `MESSAGE` is the key of the route.
 */
export function formatWebSocketEvent(record: WebSocketRecord): string {
  const { status, eventType, latencyMs, reason, close, route } = record;
  const subject = describeSubject(record);
  const routeKey = eventType === "CONNECT" && reason !== undefined && route ? ` (${route.key})` : "";
  const details = [
    ...(close ? [`${close.code} ${close.reason}`.trim()] : []),
    ...(reason === undefined ? [] : [`${reason}${routeKey}`]),
  ].map((text) => `  ${escapeLine(text)}`);
  return `${status} ${eventType}${subject}  ${formatDuration(latencyMs)}${details.join("")}`;
}

export function formatDuration(latencyMs: number): string {
  return `${latencyMs < 10 ? latencyMs.toFixed(1) : Math.round(latencyMs)} ms`;
}

function describeSubject({ eventType, route, request, connection }: WebSocketRecord): string {
  if (eventType === "MESSAGE") return route ? ` ${escapeLine(route.key)}` : "";
  return request ? ` ${displayTarget(request)}` : ` /${connection.stage}`;
}
