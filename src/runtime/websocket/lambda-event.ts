import type { APIGatewayProxyWebsocketEventV2 } from "aws-lambda";
import { createLog, type Log } from "../log";

/**
 * Lambda event of a route of a WebSocket API, as API Gateway sends it. `@types/aws-lambda` lacks the fields that are added
 * here. The type `SocketEvent` of `gatewright/contract` is an event that the API sends to clients.
 */
export type SocketLambdaEvent = Omit<APIGatewayProxyWebsocketEventV2, "requestContext"> & {
  /** Headers of a handshake. The names keep the capitalization of the client. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[]>>;
  readonly requestContext: APIGatewayProxyWebsocketEventV2["requestContext"] & {
    /** Context of the authorizer, in each event of the connection. */
    readonly authorizer?: Readonly<Record<string, unknown>>;
    readonly identity?: { readonly sourceIp: string; readonly userAgent?: string };
    /** Close code of the connection, in the event of `$disconnect`. */
    readonly disconnectStatusCode?: number;
    /** Reason in the close frame, in the event of `$disconnect`. */
    readonly disconnectReason?: string;
  };
};

/** Result of a function for an event of a WebSocket API. */
export interface SocketResult {
  readonly statusCode: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Frame for the client, if the route is two-way. */
  readonly body?: string;
}

/** Lambda handler of one or several routes of a WebSocket API. */
export interface SocketHandler {
  (event: SocketLambdaEvent): Promise<SocketResult>;
  /** Keys of the routes that the handler serves. */
  readonly routeKeys: readonly string[];
}

/** Returns the Lambda handler of one route. */
export function toSocketHandler(
  routeKey: string,
  respond: (event: SocketLambdaEvent) => Promise<SocketResult>,
): SocketHandler {
  return Object.assign(respond, { routeKeys: [routeKey] });
}

/** Data of each event of a connection. */
export interface ConnectionContext {
  /** ID of the connection. */
  readonly connectionId: string;
  /**
   * Context of the authorizer without `principalId` and `integrationLatency`, as strings. Empty if the API has no Lambda
   * authorizer.
   */
  readonly claims: Readonly<Record<string, string>>;
  /** Request ID from API Gateway. */
  readonly requestId: string;
  /** Log that adds the request ID, the route key, the connection ID and the trace ID to each entry. */
  readonly log: Log;
  /** Lambda event from API Gateway, unchanged. */
  readonly event: SocketLambdaEvent;
}

/** Returns the data of an event that is available before its validation, also for an event of an unknown form. */
export function connectionContext(event: SocketLambdaEvent): ConnectionContext {
  const { requestId = "", routeKey, connectionId = "", authorizer } = event?.requestContext ?? {};
  const log = createLog({ requestId, routeKey, connectionId });
  return { connectionId, claims: claimsOf(authorizer), requestId, log, event };
}

function claimsOf(authorizer: Readonly<Record<string, unknown>> | null | undefined): Record<string, string> {
  const { principalId, integrationLatency, ...context } = authorizer ?? {};
  const entries = Object.entries(context).map(([name, value]) => [name, toText(value)]);
  return Object.fromEntries(entries);
}

function toText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

type EventType = "CONNECT" | "MESSAGE" | "DISCONNECT";

/** Function for each type of event, for error messages. */
const HANDLERS: Readonly<Record<EventType, string>> = {
  CONNECT: "handleConnect",
  MESSAGE: "handleMessage",
  DISCONNECT: "handleDisconnect",
};

/**
 * Checks that an event is from a WebSocket API.
 * @throws Error if it has another form. The message describes the event
 */
export function requireLambdaEvent(event: SocketLambdaEvent): void {
  if (Object.hasOwn(HANDLERS, event?.requestContext?.eventType)) return;
  const form = event && `an object with the properties ${Object.keys(event)}`;
  throw new Error(`the event is ${form}; expected an event of a WebSocket API. Check the trigger.`);
}

/**
 * Checks the type of an event.
 * @throws Error if the event is not from a WebSocket API, or has another type
 */
export function requireEventType(event: SocketLambdaEvent, expected: EventType): void {
  requireLambdaEvent(event);
  const { eventType, routeKey } = event.requestContext;
  if (eventType === expected) return;
  throw new Error(
    `the event has the type ${eventType}; expected ${expected}. Use ${HANDLERS[eventType]}() for the route "${routeKey}".`,
  );
}

/** Returns true in the local gateway and in tests, where the bodies of replies and events are validated. */
export function isOutsideLambda(): boolean {
  return process.env.AWS_LAMBDA_RUNTIME_API === undefined;
}
