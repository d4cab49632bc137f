import type { RouteHandler } from "./handle";
import type { SocketHandler, SocketLambdaEvent } from "./websocket/lambda-event";

/** Lambda handler of routes of an HTTP API, a REST API or a WebSocket API. */
export type ApiHandler = RouteHandler | SocketHandler;

/** Event of an HTTP API, a REST API or a WebSocket API. */
export type ApiEvent = Parameters<RouteHandler>[0] | SocketLambdaEvent;

/**
 * Function that handles an event. If it streams the response in Lambda, it also receives a stream, and returns no result.
 */
type Run = (
  event: ApiEvent,
  ...others: readonly unknown[]
) => Promise<{ readonly statusCode?: number } | undefined>;

/**
 * Returns a handler of the same routes that runs code around each request. The code around a streamed response ends with
 * the stream. For a handler that is an argument of `handleAll()`, it ends with the first chunk of the stream.
 *
 * @param handler handler to wrap
 * @param wrap returns the function that is called instead of `run`. It must pass all its arguments to `run`
 * @returns a handler that Lambda, `handleAll()` and `handleSocket()` call like `handler`
 */
export function wrapHandler<Handler extends ApiHandler>(handler: Handler, wrap: (run: Run) => Run): Handler {
  const { respond } = handler as { readonly respond?: Run };
  // The properties of the handler include the symbol that marks a streaming function for the runtime of Lambda.
  const wrapped = Object.assign(wrap(handler as Run), handler, respond && { respond: wrap(respond) });
  return wrapped as unknown as Handler;
}
