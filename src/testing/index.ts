export { type RenderedTemplate, TemplateError } from "#template";
export { type Assertions, assertions, type Shape, StackAssertionError } from "./assertions";
export { type GatewayRequestOptions, startGateway, type TestGateway } from "./gateway";
export { type InvokeRequest, invoke, type TestResponse } from "./invoke";
export {
  type ConnectParts,
  type DisconnectParts,
  invokeConnect,
  invokeDisconnect,
  invokeMessage,
  type MessageParts,
  type MessageTestResult,
  type SocketTestResult,
} from "./invoke-socket";
export type { SentEvent } from "./record-connections";
export { renderTemplate, type TemplateRequest } from "./render-template";
