import { STATUS_CODES } from "node:http";
import { ownValue } from "#own-value";
import { isSubprotocol } from "../../http/upgrades";
import type { WebSocketApiState } from "./api-state";
import { ERROR_MESSAGES } from "./error-message";
import { createConnectEvent } from "./events";
import { invokeRoute } from "./invoke-route";
import { findMissingParameters } from "./request-parameters";
import type { IntegrationFailureKind, WebSocketRecord } from "./web-socket-record";

/** Record of a handshake. */
export type ConnectRecord = WebSocketRecord & Required<Pick<WebSocketRecord, "request">>;

/** Result of a handshake: the connection is opened, or rejected with the status and the message of the record. */
export interface ConnectResult {
  readonly isAccepted: boolean;
  /** Subprotocol that the integration selected. */
  readonly protocol?: string;
}

const REJECTED: ConnectResult = { isAccepted: false };

/**
 * Statuses of handshakes whose integration failed. The 502 of a function that failed was captured on AWS. Those of a
 * timeout and of a missing permission are unverified.
 */
const FAILURE_STATUS: Readonly<Record<IntegrationFailureKind, number>> = {
  FAILED: 502,
  NOT_EMULATED: 501,
  NOT_PERMITTED: 500,
  TIMED_OUT: 502,
};

/**
 * Decides if a client may connect: throttle, authorization, API key, parameters and `$connect` route, which are all optional.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-route-keys-connect-disconnect.html
 */
export async function runConnect(state: WebSocketApiState, record: ConnectRecord): Promise<ConnectResult> {
  const { route, request } = record;
  if (!state.tryTake(record)) return reject(record, 429, "throttle limit exceeded");
  if (!route) return { isAccepted: true };
  if (!(await authorize(state, record))) return REJECTED;
  if (route.apiKeyRequired && !checkApiKey(state, record)) return REJECTED;
  const missing = findMissingParameters(route, record);
  if (missing.length > 0) {
    const message = `Missing required request parameters: [${missing.join(", ")}]`;
    return reject(record, 400, message, message);
  }
  const event = createConnectEvent(record, request);
  const { traceHeader } = request;
  record.integration = await invokeRoute(state.parts, route.integration, { record, event, traceHeader });
  const { value, failure, reason } = record.integration;
  if (failure === "NOT_EMULATED") return reject(record, FAILURE_STATUS[failure], reason ?? "", reason);
  if (failure) return reject(record, FAILURE_STATUS[failure], reason ?? "");
  // The effect of an error of a function of a non-proxy integration is unverified.
  return reason === undefined ? readConnectResult(record, value) : reject(record, 502, reason);
}

/** Authorizes a client, and adds its data to the connection. Returns false if the client is denied. */
async function authorize(state: WebSocketApiState, record: ConnectRecord): Promise<boolean> {
  const { accountId, region, api, authorize: authorizeConnection } = state.parts;
  const authorization = record.route?.authorization ?? { kind: "NONE" as const };
  if (authorization.kind === "NONE") return true;
  if (authorization.kind === "NOT_EMULATED")
    return reject(record, 501, authorization.reason, authorization.reason).isAccepted;
  const methodArn = `${api.executionArn}/${record.stage.name}/$connect`;
  const startMs = performance.now();
  const result = await authorizeConnection({ record, accountId, region, methodArn }, authorization);
  record.authorizationLatencyMs = performance.now() - startMs;
  record.authorization = result;
  if (!result.isAuthorized) return reject(record, result.status, result.reason).isAccepted;
  record.connection.caller = result;
  return true;
}

/**
 * Checks the API key of a handshake, and counts it against the usage plan. The statuses are those of REST APIs. Which ones
 * WebSocket APIs have is unverified.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html
 */
function checkApiKey({ apiKeys, parts }: WebSocketApiState, record: ConnectRecord): boolean {
  const { connection, stage } = record;
  const { api, usage } = parts;
  const isHeader = api.apiKeySource === "HEADER";
  const value = isHeader
    ? record.request.headers.findLast(([name]) => name === "x-api-key")?.[1]
    : connection.caller?.usageIdentifierKey;
  const source = isHeader ? "x-api-key" : "usageIdentifierKey of the authorizer";
  const result = apiKeys.find(value, stage.name, source);
  if ("reason" in result) return reject(record, 403, result.reason).isAccepted;
  const { key, plan } = result;
  connection.apiKey = key;
  const exceeded = usage.count(plan, key, { apiId: api.id, stage: stage.name, routeKey: "$connect" });
  if (exceeded === "THROTTLE")
    return reject(record, 429, `throttle of usage plan ${plan.name} exceeded`).isAccepted;
  if (exceeded === "QUOTA")
    return reject(record, 429, `quota of usage plan ${plan.name} exceeded`, "Limit Exceeded").isAccepted;
  return true;
}

/** @param message message for the client. Default: the one of the status */
function reject(record: ConnectRecord, status: number, reason: string, message?: string): ConnectResult {
  record.status = status;
  record.reason = reason;
  record.errorMessage = message ?? ERROR_MESSAGES[status] ?? STATUS_CODES[status] ?? "";
  return REJECTED;
}

/**
 * Reads the value that the integration of `$connect` returned. Any status of 2xx opens the connection. It is unverified that
 * a status between quotes is valid.
 */
function readConnectResult(record: ConnectRecord, value: unknown): ConnectResult {
  const status = Number(ownValue(value, "statusCode") ?? Number.NaN);
  if (!Number.isInteger(status) || status < 200 || status > 599)
    return reject(record, 502, `malformed response of $connect: ${shorten(JSON.stringify(value))}`);
  if (status >= 300) return reject(record, status, `$connect returned ${status}`);
  const headers = Object.entries(Object(ownValue(value, "headers")));
  const [, protocol] = headers.find(([name]) => name.toLowerCase() === "sec-websocket-protocol") ?? [];
  if (protocol === undefined) return { isAccepted: true };
  if (typeof protocol === "string" && isSubprotocol(protocol)) return { isAccepted: true, protocol };
  return reject(record, 502, `Sec-WebSocket-Protocol of $connect is ${shorten(JSON.stringify(protocol))}`);
}

function shorten(json: string): string {
  return json.length > 200 ? `${json.slice(0, 200)}…` : json;
}
