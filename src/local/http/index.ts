export type { ClientSocket, SocketClose } from "./client-socket";
export { HTTP_API_FORMAT } from "./http-api-format";
export { checkPort, type Listener, openListeners } from "./listen";
export { rejectForeignCaller } from "./loopback-caller";
export { newTraceId } from "./random-id";
export { type GatewayRequest, headerOf } from "./request";
export { createHttpServer, type SendResponse } from "./request-listener";
export { errorResponse, type GatewayResponse } from "./response";
export type { Upgrade } from "./upgrades";
