import { WEBSOCKET_API_QUOTAS } from "#aws";
import { ownValue } from "#own-value";
import { newTraceId } from "../../http/random-id";
import type { MessageModels, WebSocketRouteModel } from "../../model/model";
import type { WebSocketApiState } from "./api-state";
import { ERROR_MESSAGES } from "./error-message";
import { createMessageEvent } from "./events";
import { invokeRoute } from "./invoke-route";
import { parseSelectionExpression } from "./selection-expression";
import type { WebSocketRecord } from "./web-socket-record";

/** Record of a message. */
export type MessageRecord = WebSocketRecord & Required<Pick<WebSocketRecord, "messageId">>;

/**
 * Handles a message of a client: it invokes the integration of the route that the message selects.
 *
 * @returns the text that the client gets, or `undefined`. An error is in the `errorMessage` of the record instead
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-route-response.html
 */
export async function runMessage(
  state: WebSocketApiState,
  record: MessageRecord,
  body: string,
): Promise<string | undefined> {
  const { route, messageId, timeEpoch } = record;
  if (!route) return fail(record, 403, "no route matches the message, and there is no route $default");
  if (!state.tryTake(record)) return fail(record, 429, "throttle limit exceeded");
  if (route.models?.kind === "NOT_EMULATED")
    return fail(record, 501, route.models.reason, route.models.reason);
  const difference = route.models && findDifference(route.models, body);
  if (difference !== undefined) {
    record.validationError = difference;
    return fail(record, 400, difference, "Bad request body");
  }
  const event = createMessageEvent(record, { routeKey: route.key, messageId, body });
  const traceHeader = `Root=${newTraceId(timeEpoch)}`;
  record.integration = await invokeRoute(state.parts, route.integration, { record, event, traceHeader });
  const { value, failure, reason } = record.integration;
  if (failure === "NOT_EMULATED") return fail(record, 501, reason ?? "", reason);
  if (failure) return fail(record, 500, reason ?? "");
  record.reason = reason ?? explainResult(route, value);
  return route.isTwoWay ? readResponse(record, value) : undefined;
}

/**
 * Returns what a client does not get of the result of a function, for the terminal: its status, and on a one-way route its
 * body. Returns `undefined` for a result without them.
 */
function explainResult({ integration, isTwoWay }: WebSocketRouteModel, value: unknown): string | undefined {
  if (integration.kind !== "AWS_PROXY") return undefined;
  const status = ownValue(value, "statusCode");
  if (typeof status === "number" && status >= 400) return `the function returned the status ${status}`;
  const isDropped = !isTwoWay && (ownValue(value, "body") ?? "") !== "";
  return isDropped ? "the route is one-way, so that the client does not get the body" : undefined;
}

/** Returns the reason why a message does not match its model, or `undefined` if it matches. */
function findDifference({ selectionExpression, byKey }: MessageModels, body: string): string | undefined {
  const key = parseSelectionExpression(selectionExpression)(body) ?? "";
  const compare = byKey.get(key) ?? byKey.get("$default");
  if (!compare) return `no model has the key "${key}", and there is no model $default`;
  try {
    const difference = compare(JSON.parse(body));
    return difference && `the message does not match its model: ${difference}`;
  } catch {
    return "the message is not JSON";
  }
}

/** @param message message for the client. Default: the one of the status */
function fail(record: MessageRecord, status: number, reason: string, message?: string): undefined {
  record.status = status;
  record.reason = reason;
  record.errorMessage = message ?? ERROR_MESSAGES[status] ?? "";
}

/**
 * Returns the body that the integration of a two-way route returned, whatever its status is. It is unverified that a result
 * without a body sends nothing. It is also unverified that a body that is too long, or not a string, is an error.
 */
function readResponse(record: MessageRecord, value: unknown): string | undefined {
  const body = ownValue(value, "body");
  const bytes = typeof body === "string" ? Buffer.byteLength(body) : 0;
  const { messageBytes } = WEBSOCKET_API_QUOTAS;
  if (bytes > messageBytes)
    return fail(record, 500, `the response has ${bytes} bytes; the limit of a message is ${messageBytes}`);
  if (typeof body === "string") return body;
  if (value !== null && typeof value === "object" && (body === undefined || body === null)) return undefined;
  return fail(record, 500, "malformed response: expected an object whose body is a string");
}
