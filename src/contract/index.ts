export {
  METHODS,
  type Method,
  type PathParameters,
  parameterNames,
  parseRouteKey,
  type RouteKey,
  type RouteKeyText,
  type Segment,
} from "#aws/route-key";
export {
  type AsyncApiDocument,
  type AsyncApiInfo,
  asyncapi,
  type ConnectionSettings,
  describeMessages,
} from "./asyncapi";
export { isWebSocketUrl } from "./asyncapi-servers";
export type { CheckedRouteKey } from "./checked-route-key";
export { type Client, client, type RequestOf, type ResponseOf } from "./client";
export type { ClientOptions } from "./client-options";
export { compareDocuments } from "./compare-documents";
export { type DeclaredParameter, declaredParameters } from "./declared-parameters";
export { deprecate } from "./deprecate";
export type { ChangeEffect, ChangeRule, DocumentChange } from "./document-changes";
export { describeDropped } from "./draft4-schema";
export type { Draft4Schema, DroppedKeyword } from "./draft4-target";
export type { Examples } from "./example-types";
export type { WithEach } from "./extend-routes";
export { lowercaseNames } from "./header-names";
export { jsonPointer, pathKeys } from "./issue-path";
export type { ToJsonSchema } from "./json-schema";
export { type JsonShape, jsonShape } from "./json-shape";
export {
  type EventSpec,
  event,
  type Message,
  type MessageReplyOf,
  type MessageSpec,
  message,
  type ReceivedBodyOf,
  type ReceivedReplyOf,
  type SentBodyOf,
  type SocketContracts,
  type SocketEvent,
} from "./message";
export { type MessageModel, messageModel } from "./message-model";
export type { BodyChunk, OpenBody, StreamBody } from "./open-body";
export { describeRoutes, type OpenApiDocument, type OpenApiInfo, openapi } from "./openapi";
export type { GatewayError } from "./openapi-gateway-errors";
export { Problem, type ProblemDetails } from "./problem";
export { type ReceivedEvent, readEvents } from "./read-events";
export {
  type Binary,
  binary,
  type Empty,
  type ErrorStatusText,
  empty,
  type ProblemReply,
  problem,
  type Redirect,
  type ReplyMedia,
  redirect,
  type Text,
  text,
  validateProblems,
} from "./reply-body";
export { type RequestModel, type RequestParameter, requestModel } from "./request-model";
export {
  type Access,
  type BodyOf,
  type Deprecation,
  type HeadersOf,
  type ParamsOf,
  type PublicConflicts,
  type QueryOf,
  type ReplyOf,
  type ReplyOptions,
  type Route,
  type RouteSpec,
  route,
  type SignalOf,
  type StringMap,
  type UnknownProperties,
  type UntypedReply,
} from "./route";
export {
  type SocketClient,
  socket,
} from "./socket";
export { SocketClosedError } from "./socket-closed-error";
export type { SocketOptions, SocketState } from "./socket-options";
export { isStream, isStreamed, type Stream, stream } from "./stream-reply";
export { validateExamples } from "./validate-examples";
export {
  routeSchemas,
  type SchemaParts,
  validateConverter,
  validateJsonSchemas,
} from "./validate-json-schemas";
export { messageSchemas, validateMessageSchemas } from "./validate-message-schemas";
export { validateAction, validateEventName, validateMessageExamples } from "./validate-messages";
export { validateNames } from "./validate-names";
export {
  type HeaderVersion,
  type MediaTypeVersion,
  type QueryVersion,
  type Version,
  versionContentType,
  versionText,
} from "./version-selector";
export { byHeader, byMediaType, byQuery } from "./versioning";
export type { WebSocketClass, WebSocketInstance, WebSocketInstanceEvent } from "./web-socket-class";
export { type PrefixedRoutes, withPrefix } from "./with-prefix";
