import { WEBSOCKET_API_QUOTAS } from "#aws/web-socket-quotas";
import { Problem } from "./problem";

/** Values of a message that a client sends. */
export interface OutgoingMessage {
  readonly action: string;
  /** ID that the reply repeats. Default: none, for a one-way message. */
  readonly id?: string;
  readonly body?: unknown;
}

/**
 * Returns the frame of a message as JSON.
 *
 * @param routeKeyField field that contains the route key
 * @throws Error if the frame is too long for API Gateway, or if the body cannot be converted to JSON
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html
 */
export function formatFrame({ action, id, body }: OutgoingMessage, routeKeyField: string): string {
  const text = stringify(action, { [routeKeyField]: action, id, body });
  const size = new TextEncoder().encode(text).length;
  const { frameBytes } = WEBSOCKET_API_QUOTAS;
  if (size <= frameBytes) return text;
  throw new Error(
    `${action}: the message has ${size} bytes; expected up to ${frameBytes}. A WebSocket client sends a message as one frame, and API Gateway closes the connection after a longer frame. Send large data with an HTTP request.`,
  );
}

function stringify(action: string, frame: object): string {
  try {
    return JSON.stringify(frame);
  } catch (cause) {
    throw new Error(`${action}: the body cannot be converted to JSON (${String(cause)})`, { cause });
  }
}

/** Error of API Gateway itself, which contains no ID of a message. */
export interface GatewayFrame {
  readonly message: string;
  readonly requestId?: string;
}

/** Frame that a client has received. */
export type ReceivedFrame =
  | { readonly kind: "reply"; readonly id: string; readonly body: unknown }
  | { readonly kind: "problem"; readonly id?: string; readonly problem: Problem }
  | { readonly kind: "event"; readonly event: string; readonly body: unknown }
  | { readonly kind: "gateway"; readonly error: GatewayFrame }
  | { readonly kind: "malformed"; readonly error: Error };

/** Reads the data of a message that a client has received. Malformed data do not throw an error. */
export function readFrame(data: unknown): ReceivedFrame {
  const { reply, id, event, body, problem, message, connectionId, requestId } = readObject(data);
  const idText = typeof id === "string" ? id : undefined;
  if (typeof reply === "string" && problem !== null && typeof problem === "object")
    return { kind: "problem", id: idText, problem: readProblem({ ...problem }, reply) };
  if (typeof reply === "string" && idText !== undefined) return { kind: "reply", id: idText, body };
  if (typeof event === "string") return { kind: "event", event, body };
  if (typeof message === "string" && typeof connectionId === "string")
    return {
      kind: "gateway",
      error: { message, requestId: typeof requestId === "string" ? requestId : undefined },
    };
  return { kind: "malformed", error: new Error(`the API sent ${describe(data)}`) };
}

/** Returns the fields of a JSON object. A value of another kind has none. */
function readObject(data: unknown): Readonly<Record<string, unknown>> {
  if (typeof data !== "string") return {};
  try {
    return { ...JSON.parse(data) };
  } catch {
    return {};
  }
}

function readProblem(details: Readonly<Record<string, unknown>>, action: string): Problem {
  const { status } = details;
  return new Problem(typeof status === "number" ? status : 500, details, action);
}

/** Number of characters of a frame that an error contains. */
const MAX_QUOTED_LENGTH = 100;

function describe(data: unknown): string {
  if (typeof data !== "string") return "a binary message; expected JSON";
  const text = data.length > MAX_QUOTED_LENGTH ? `${data.slice(0, MAX_QUOTED_LENGTH)}…` : data;
  return `a message that is neither a reply with an ID nor an event: ${JSON.stringify(text)}`;
}

/**
 * Statuses of the errors of API Gateway, by their messages.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-routes-integrations.html
 */
const GATEWAY_STATUSES = new Map([
  ["Bad request body", 400],
  ["Forbidden", 403],
  ["Too Many Requests", 429],
]);

/** Returns the problem of a message for an error of API Gateway. @param action route key. Default: not known */
export function gatewayProblem({ message, requestId }: GatewayFrame, action?: string): Problem {
  return new Problem(GATEWAY_STATUSES.get(message) ?? 500, { detail: message, requestId }, action);
}
