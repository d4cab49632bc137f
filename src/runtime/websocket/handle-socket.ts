import { toProblem } from "../to-problem";
import { readClientFrame, readMessageId, writeProblemFrame } from "./frame";
import {
  connectionContext,
  requireLambdaEvent,
  type SocketHandler,
  type SocketLambdaEvent,
  type SocketResult,
} from "./lambda-event";

/**
 * Combines handlers into the Lambda handler of a function that serves several routes of a WebSocket API. The route key of
 * the Lambda event selects the handler.
 *
 * @throws Error if there are no handlers, if an argument is not a handler, or if two of them serve the same route
 * @example
 * const ping = message("ping", { reply: empty });
 * const handler = handleSocket(
 *   handleConnect(() => {}),
 *   handleMessage(ping, () => {}),
 *   handleDisconnect(() => {}),
 * );
 */
export function handleSocket(...handlers: readonly SocketHandler[]): SocketHandler {
  if (!handlers.every((handler) => handler?.routeKeys))
    throw new Error(
      "handleSocket() needs handlers of this module as its arguments. Use handleAll() for HTTP.",
    );
  const entries = handlers.flatMap((handler) => handler.routeKeys.map((key) => [key, handler] as const));
  if (entries.length === 0) throw new Error("handleSocket() needs at least one handler");
  const routeKeys = entries.map(([key]) => key);
  const duplicate = routeKeys.find((key, index) => routeKeys.indexOf(key) !== index);
  if (duplicate !== undefined)
    throw new Error(`handleSocket() has two handlers for the route "${duplicate}". Remove one.`);
  const byKey = new Map(entries);
  const respond = async (event: SocketLambdaEvent) => {
    const handler = byKey.get(event?.requestContext?.routeKey);
    return handler ? handler(event) : rejectEvent(event, routeKeys);
  };
  return Object.assign(respond, { routeKeys });
}

/** Returns the result for an event without a handler, and logs the error. */
function rejectEvent(event: SocketLambdaEvent, routeKeys: readonly string[]): SocketResult {
  const context = connectionContext(event);
  try {
    requireLambdaEvent(event);
    const { routeKey } = event.requestContext;
    throw new Error(`no handler for the route "${routeKey}"; this function handles ${routeKeys.join(", ")}`);
  } catch (error) {
    const problem = toProblem(error, context.log);
    const { eventType, routeKey } = event?.requestContext ?? {};
    if (eventType !== "MESSAGE") return { statusCode: problem.status };
    return {
      statusCode: problem.status,
      body: writeProblemFrame(routeKey, findId(event), problem, context.requestId),
    };
  }
}

function findId({ body }: SocketLambdaEvent): string | undefined {
  try {
    return readMessageId(readClientFrame(body));
  } catch {
    return undefined;
  }
}
