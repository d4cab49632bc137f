import type { RouteHandler } from "./handle";

/**
 * Function that handles an event. If it streams the response in Lambda, it also receives a stream, and returns no result.
 */
type Run = (...request: Parameters<RouteHandler>) => Promise<Awaited<ReturnType<RouteHandler>> | undefined>;

/**
 * Returns a handler of the same routes that runs code around each request. The code around a streamed response ends with
 * the stream. For a handler that is an argument of `handleAll()`, it ends with the first chunk of the stream.
 *
 * @param handler handler to wrap, from `handle()` or `handleAll()`
 * @param wrap returns the function that is called instead of `run`. It must pass all its arguments to `run`
 * @returns a handler that Lambda and `handleAll()` call like `handler`
 */
export function wrapHandler(handler: RouteHandler, wrap: (run: Run) => Run): RouteHandler {
  const { respond } = handler as { readonly respond?: Run };
  // The properties of the handler include the symbol that marks a streaming function for the runtime of Lambda.
  return Object.assign(wrap(handler) as RouteHandler, handler, respond && { respond: wrap(respond) });
}
