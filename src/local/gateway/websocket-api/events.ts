import { ownValue } from "#own-value";
import type { SocketClose } from "../../http/client-socket";
import type { GatewayRequest, RequestHeader } from "../../http/request";
import type { StageModel } from "../../model/model";
import { groupValues } from "../core/multi-values";
import { formatRequestTime, queryPairs } from "../core/route-context";
import type { ConnectionInfo } from "./connection";

/** Event for the integration of a route. The fields of each kind of event have their own order. */
export interface WebSocketEvent {
  readonly headers?: Readonly<Record<string, string>>;
  readonly queryStringParameters?: Readonly<Record<string, string>>;
  readonly stageVariables?: Readonly<Record<string, string>>;
  readonly requestContext: Readonly<Record<string, unknown>>;
  readonly body?: string;
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[]>>;
  readonly multiValueQueryStringParameters?: Readonly<Record<string, readonly string[]>>;
  /** True if the integration converts messages to binary data. */
  readonly isBase64Encoded: boolean;
}

/** Event of a connection, with the data that all kinds of events have. */
export interface EventSource {
  readonly connection: ConnectionInfo;
  readonly stage: StageModel;
  readonly apiId: string;
  /** Host name of the API on AWS, to which functions send requests for the API. */
  readonly domainName: string;
  readonly requestId: string;
  /** Time of the event, in milliseconds since the Unix epoch. */
  readonly timeEpoch: number;
}

/** Fields of `requestContext` that differ between the kinds of events. */
interface ContextFields {
  readonly eventType: "CONNECT" | "MESSAGE" | "DISCONNECT";
  readonly routeKey: string;
  readonly messageId?: string;
  readonly close?: SocketClose;
}

/**
 * Creates the event of a handshake. The fields and their order were captured on AWS in March 2025. The place of
 * `stageVariables` is unverified.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-integration-requests.html
 */
export function createConnectEvent(source: EventSource, request: GatewayRequest): WebSocketEvent {
  const { queryStringParameters, multiValueQueryStringParameters } = readQuery(request);
  return {
    ...readHeaders(request.headers.filter(isForwarded)),
    queryStringParameters,
    multiValueQueryStringParameters,
    stageVariables: variablesOf(source),
    requestContext: createWebSocketContext(source, { eventType: "CONNECT", routeKey: "$connect" }),
    isBase64Encoded: false,
  };
}

/** Creates the event of a message. */
export function createMessageEvent(
  source: EventSource,
  {
    routeKey,
    messageId,
    body,
  }: { readonly routeKey: string; readonly messageId: string; readonly body: string },
): WebSocketEvent {
  return {
    stageVariables: variablesOf(source),
    requestContext: createWebSocketContext(source, { eventType: "MESSAGE", routeKey, messageId }),
    body,
    isBase64Encoded: false,
  };
}

/** Creates the event of a closed connection. */
export function createDisconnectEvent(source: EventSource, close: SocketClose): WebSocketEvent {
  const headers = {
    Host: source.connection.host,
    "x-api-key": "",
    "X-Forwarded-For": source.connection.sourceIp,
    "x-restapi": "",
  };
  return {
    headers,
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    stageVariables: variablesOf(source),
    requestContext: createWebSocketContext(source, {
      eventType: "DISCONNECT",
      routeKey: "$disconnect",
      close,
    }),
    isBase64Encoded: false,
  };
}

/** Headers of the connection, which only the event of an authorizer has. They are in the example of the documentation. */
const CONNECTION_HEADERS: readonly RequestHeader[] = [
  ["connection", "upgrade", "Connection"],
  ["content-length", "0"],
  ["upgrade", "websocket", "Upgrade"],
];

/**
 * Creates the event for the function of a Lambda authorizer. Unlike the event of a handshake, a part without values is an
 * empty object.
 *
 * @param methodArn ARN that the policy of the function must allow
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-lambda-auth.html
 */
export function createConnectAuthorizerEvent(
  source: EventSource,
  request: GatewayRequest,
  methodArn: string,
): object {
  const { queryStringParameters = {}, multiValueQueryStringParameters = {} } = readQuery(request);
  return {
    type: "REQUEST",
    methodArn,
    ...readHeaders([...request.headers.filter(isForwarded), ...CONNECTION_HEADERS]),
    queryStringParameters,
    multiValueQueryStringParameters,
    stageVariables: source.stage.variables,
    requestContext: createWebSocketContext(source, { eventType: "CONNECT", routeKey: "$connect" }),
  };
}

/**
 * Creates `requestContext`. JSON.stringify omits the fields that are `undefined`. The place of `authorizer`, and the fields
 * of a signed handshake and of an API key in `identity`, are unverified.
 */
function createWebSocketContext(
  source: EventSource,
  fields: ContextFields,
): WebSocketEvent["requestContext"] {
  const { connection, requestId, timeEpoch, domainName, apiId } = source;
  const { eventType, routeKey, messageId, close } = fields;
  const { iam, authorizer } = readCaller(connection);
  return {
    routeKey,
    authorizer,
    messageId,
    disconnectStatusCode: close?.code,
    eventType,
    extendedRequestId: requestId,
    requestTime: formatRequestTime(timeEpoch),
    messageDirection: "IN",
    disconnectReason: close && describeClose(close),
    stage: connection.stage,
    connectedAt: connection.connectedAtMs,
    requestTimeEpoch: timeEpoch,
    identity: {
      accessKey: iam?.accessKey,
      accountId: iam?.accountId,
      apiKey: connection.apiKey?.value,
      apiKeyId: connection.apiKey?.id,
      caller: iam?.callerId,
      user: iam?.userId,
      userAgent: connection.userAgent,
      userArn: iam?.userArn,
      sourceIp: connection.sourceIp,
    },
    requestId,
    domainName,
    connectionId: connection.id,
    apiId,
  };
}

/** Returns the data about a caller that signed the handshake, and the context of an authorizer. */
function readCaller({ caller }: ConnectionInfo): { readonly iam?: IamCaller; readonly authorizer?: object } {
  if (!caller?.authorizer) return {};
  const { iam, ...authorizer } = caller.authorizer as { readonly iam?: IamCaller };
  return { iam, authorizer: Object.keys(authorizer).length > 0 ? authorizer : undefined };
}

/** Data about a caller that signed the handshake. */
interface IamCaller {
  readonly accessKey: string;
  readonly accountId: string;
  readonly callerId: string;
  readonly userArn: string;
  readonly userId: string;
}

/** Reason in the event of a close frame without a code. Captured on AWS. */
export function describeClose({ code, reason }: SocketClose): string {
  return code === 1005 ? "Client-side close frame status not set" : reason;
}

function variablesOf({ stage: { variables } }: EventSource): Readonly<Record<string, string>> | undefined {
  return Object.keys(variables).length > 0 ? variables : undefined;
}

/** Spelling of the headers that API Gateway sets. Other headers keep the spelling of the client. */
const HEADER_NAMES: Readonly<Record<string, string>> = {
  host: "Host",
  "x-amzn-trace-id": "X-Amzn-Trace-Id",
  "x-forwarded-for": "X-Forwarded-For",
  "x-forwarded-port": "X-Forwarded-Port",
  "x-forwarded-proto": "X-Forwarded-Proto",
};

function isForwarded([name]: RequestHeader): boolean {
  return name !== "content-length";
}

function readHeaders(headers: readonly RequestHeader[]) {
  const { last, all } = groupValues(
    headers.map(([name, value, sentAs]) => [ownValue(HEADER_NAMES, name) ?? sentAs ?? name, value]),
  );
  return { headers: sortNames(last), multiValueHeaders: sortNames(all) };
}

/** Sorts properties by their names without regard to upper and lower case, as in captured events. */
function sortNames<Value>(values: Readonly<Record<string, Value>>): Record<string, Value> {
  const entries = Object.entries(values).map(([name, value]) => [name.toLowerCase(), name, value] as const);
  entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return Object.fromEntries(entries.map(([, name, value]) => [name, value]));
}

function readQuery({ rawQuery }: GatewayRequest) {
  if (rawQuery === "") return {};
  const { last, all } = groupValues(queryPairs(rawQuery));
  return { queryStringParameters: last, multiValueQueryStringParameters: all };
}
