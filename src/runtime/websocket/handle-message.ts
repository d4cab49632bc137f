import type { Message, MessageReplyOf, ReceivedBodyOf } from "#contract";
import { toProblem } from "../to-problem";
import { connectionsOf, postFrame, type SocketConnections } from "./connections";
import {
  checkSentBody,
  readClientFrame,
  readMessageBody,
  readMessageId,
  writeFrame,
  writeProblemFrame,
} from "./frame";
import {
  type ConnectionContext,
  connectionContext,
  isOutsideLambda,
  requireEventType,
  type SocketHandler,
  type SocketLambdaEvent,
  toSocketHandler,
} from "./lambda-event";

/** Validated message that a handler receives. */
export interface MessageRequest<M extends Message = Message> extends ConnectionContext {
  /** Body, as the output of the schema. `undefined` if the contract declares no body. */
  readonly body: ReceivedBodyOf<M>;
  /** ID that the client has chosen for the message; `undefined` if it has none. */
  readonly id: string | undefined;
  /** Connections of the API, to send events to clients. */
  readonly connections: SocketConnections;
}

/** Options of {@link handleMessage}. None is required. */
export interface HandleMessageOptions {
  /**
   * Validates the body of the reply and the bodies of sent events against their contracts. If one does not match, the
   * client receives a problem with status 500, and the log contains the errors. Default: false in Lambda, because the
   * validation would cost time for each message. True elsewhere, such as in the local gateway and in tests.
   */
  readonly validateReplies?: boolean;
}

/**
 * Returns the Lambda handler of a message. The Lambda handler reads and validates the frame of the client, calls `handler`,
 * and writes the frame of the reply.
 *
 * An error becomes a frame with problem details, with the same codes as in `handle()`. On a two-way route, API Gateway
 * sends the returned frame to the client. On a one-way route, the Lambda handler sends only errors, with a request to
 * `@connections`.
 *
 * @param message contract of the message. With `reply`, the route must be two-way
 * @param handler function that receives the validated message, and returns the reply that the contract declares
 * @example
 * const leaveChannel = message("leaveChannel", { reply: empty });
 * const handler = handleMessage(leaveChannel, async ({ connectionId, log }) => {
 *   log.info("left", { connectionId });
 * });
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-develop-routes.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-route-response.html
 */
export function handleMessage<M extends Message, const Reply extends MessageReplyOf<M>>(
  message: M,
  handler: (request: MessageRequest<M>) => Reply | Promise<Reply>,
  { validateReplies = isOutsideLambda() }: HandleMessageOptions = {},
): SocketHandler {
  // JavaScript can pass a contract of another kind.
  if (!message?.action) throw new Error("the contract is not a message. Use handle() for a route.");
  const { action, body: schema, reply: replySchema }: Message = message;
  return toSocketHandler(action, async (event) => {
    const context = connectionContext(event);
    let id: string | undefined;
    try {
      requireEventType(event, "MESSAGE");
      const frame = readClientFrame(event.body);
      id = readMessageId(frame);
      requireRoute(event, action);
      const body = (await readMessageBody(schema, frame)) as ReceivedBodyOf<M>;
      const connections = connectionsOf(event, validateReplies);
      const reply = await handler({ body, id, connections, ...context });
      if (!replySchema) return { statusCode: 200 };
      return { statusCode: 200, body: await writeReply(message, id, reply, validateReplies) };
    } catch (error) {
      const problem = toProblem(error, context.log);
      const frame = writeProblemFrame(action, id, problem, context.requestId);
      if (replySchema) return { statusCode: problem.status, body: frame };
      await sendProblem(context, frame);
      return { statusCode: problem.status };
    }
  });
}

/** @throws Error if the event is for another route, whose target is this function by mistake */
function requireRoute({ requestContext: { routeKey } }: SocketLambdaEvent, action: string): void {
  if (routeKey === action) return;
  throw new Error(
    `the event is for the route "${routeKey}"; expected "${action}". Correct the target of the route in the WebSocketApi.`,
  );
}

/**
 * Returns the frame of a reply.
 * @throws Error if the reply lacks the body of the contract, if the body does not match its schema, or if the frame has more
 * than 128 KB
 */
async function writeReply(
  { action, reply: schema }: Message,
  id: string | undefined,
  reply: unknown,
  isValidated: boolean,
): Promise<string> {
  const contract = `message "${action}"`;
  if (!schema || "media" in schema) return writeFrame(contract, { reply: action, id });
  if (typeof reply !== "object" || reply === null || !("body" in reply))
    throw new Error(`${contract} violates its contract: returned no body; expected { body }`);
  if (isValidated) await checkSentBody(contract, schema, reply.body);
  return writeFrame(contract, { reply: action, id, body: reply.body });
}

/** Sends a problem to the client of a one-way route. An error is only logged, because the message has already failed. */
async function sendProblem({ event, log }: ConnectionContext, frame: string): Promise<void> {
  if (event?.requestContext?.eventType !== "MESSAGE") return;
  try {
    await postFrame(event, frame);
  } catch (error) {
    log.warn("cannot send the problem to the client", { error });
  }
}
