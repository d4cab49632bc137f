export { type Listener, openListeners } from "./listener";
export { type GatewayRequest, headerOf } from "./request";
export { errorResponse, type GatewayResponse } from "./response";
