// Functions import these two constants, so that their bundles do not contain the other quotas.

/** Size of a message in either direction. */
export const WEBSOCKET_MESSAGE_BYTES = 131_072;

/** Size of the result of a Lambda authorizer. */
export const WEBSOCKET_AUTHORIZER_RESULT_BYTES = 8192;

/**
 * Quotas and other limits of WebSocket APIs. AWS raises `integrations`, `routes` and `authorizers` on request; the other
 * values are fixed. Code that runs in browsers and functions imports this file, because bundles would contain the quotas of
 * other services.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html
 */
export const WEBSOCKET_API_QUOTAS = {
  routes: 300,
  integrations: 300,
  integrationTimeoutMs: { min: 50, max: 29_000 },
  authorizerResultBytes: WEBSOCKET_AUTHORIZER_RESULT_BYTES,
  messageBytes: WEBSOCKET_MESSAGE_BYTES,
  /** Size of the schema of a model. */
  modelBytes: 32_768,
  /** Length of the name of a model. */
  modelNameLength: 128,
  /** Size of a frame. A longer message consists of several frames. */
  frameBytes: 32_768,
  /** Time without a message in either direction after which a connection is closed. */
  idleSeconds: 600,
  /** Longest time that a connection is open. */
  connectionSeconds: 7200,
} as const;
