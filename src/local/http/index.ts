export { type Listener, openListeners } from "./listen";
export { type GatewayRequest, headerOf } from "./request";
export { errorResponse, type GatewayResponse } from "./response";
