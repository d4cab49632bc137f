/**
 * Route keys of WebSocket APIs with a fixed meaning. Other keys have no `$` at their start.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-develop-routes.html
 */
export const PREDEFINED_ROUTE_KEYS = ["$connect", "$disconnect", "$default"] as const;

/**
 * Returns true for a predefined route key, and for a key without a `$` at its start. API Gateway rejects all other keys, such
 * as `$conect`.
 */
export function isWebSocketRouteKey(key: string): boolean {
  return key.startsWith("$") ? PREDEFINED_ROUTE_KEYS.some((predefined) => predefined === key) : key !== "";
}

/**
 * Returns true for an identity source of the authorizer of a WebSocket API. Those of an HTTP API have another form:
 * `$request.header.Authorization`.
 * @see https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-authorizers-authorizerid.html
 */
export function isWebSocketIdentitySource(source: string): boolean {
  return /^(?:route\.request\.(?:header|querystring)|stageVariables|context)\.\S+$/.test(source);
}
