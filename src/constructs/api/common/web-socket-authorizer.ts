import { isRecord, type PropRule } from "../../props";
import { describeWrongValue } from "../../validation";
import type { AuthorizationSettings, AuthorizedApi } from "./authorizer";

/**
 * Access check of the connections of a WebSocket API. API Gateway authorizes the handshake of a connection, and no message.
 * `WebSocketTokenAuthorizer`, `RequestAuthorizer` and `IamAuthorizer` implement this interface.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-control-access.html
 */
export interface WebSocketAuthorizer {
  /**
   * Returns the authorization arguments of the route `$connect`. The first call for an API creates the authorizer's
   * resources.
   */
  webSocketSettings(api: AuthorizedApi): AuthorizationSettings;
  /** Returns the errors of the authorizer itself. */
  validateWebSocket(): readonly string[];
}

const AUTHORIZER_METHODS = [
  "webSocketSettings",
  "validateWebSocket",
] as const satisfies (keyof WebSocketAuthorizer)[];

/** Authorizer that creates no resource and reports no error. */
const INVALID_AUTHORIZER: WebSocketAuthorizer = {
  webSocketSettings: () => ({ authorizationType: "NONE" }),
  validateWebSocket: () => [],
};

/** Rule of a prop with an authorizer of a WebSocket API. */
export const WEB_SOCKET_AUTHORIZER: PropRule = {
  expected: "an authorizer",
  placeholder: () => INVALID_AUTHORIZER,
  validate(value, path) {
    const isObject = isRecord(value);
    if (isObject && AUTHORIZER_METHODS.every((name) => typeof value[name] === "function")) return [];
    const isUserPool = isObject && typeof value.webSocketAuthorizer === "function";
    const fix = isUserPool
      ? "Call its method webSocketAuthorizer()."
      : "Write `users.webSocketAuthorizer()`, `new WebSocketTokenAuthorizer(…)`, `new RequestAuthorizer(…)` or `new IamAuthorizer()`.";
    return [describeWrongValue(path, value, "an authorizer of a WebSocket API", fix)];
  },
};
