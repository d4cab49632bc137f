import { Heartbeat } from "./heartbeat";
import type {
  Message,
  ReceivedBodyOf,
  ReceivedReplyOf,
  SentBodyOf,
  SocketContracts,
  SocketEvent,
} from "./message";
import { MessageQueue, SocketTimeoutError } from "./message-queue";
import { SocketConnection } from "./socket-connection";
import { gatewayProblem, readFrame } from "./socket-frames";
import { resolveSocketOptions, type SocketOptions, type SocketState } from "./socket-options";

/** Names of the messages without a body. */
type HeartbeatOf<Contracts> = {
  [Name in keyof Contracts]: Contracts[Name] extends Message & { readonly body: object }
    ? never
    : Contracts[Name] extends Message
      ? Name
      : never;
}[keyof Contracts] &
  string;

/** Argument for the body of a message. It is optional if the contract declares no body, or accepts `undefined`. */
type BodyArguments<M extends Message> =
  undefined extends SentBodyOf<M> ? [body?: SentBodyOf<M>] : [body: SentBodyOf<M>];

// The types of the names are not aliases. Error messages of the compiler therefore contain the names.

/** Client of a WebSocket API. */
export interface SocketClient<Contracts extends SocketContracts> {
  readonly state: SocketState;
  /**
   * Sends a message. Without a connection, up to 100 messages wait for it. A message is never sent twice, because the API
   * may have processed it although the connection was lost.
   *
   * @param name name of the message in the contracts
   * @returns the body of the reply. For a one-way message, `undefined` as soon as it is in the send buffer of the `WebSocket`
   * @throws Problem if the API replies with a problem. Its message starts with the route key
   * @throws TimeoutError if there is no reply, or if the message could not be sent, within `timeoutMs`
   * @throws SocketClosedError if the connection is closed before the reply, or if the client is closed
   * @throws Error if the message has more than 32 KB, or if the queue already contains 100 messages
   */
  send<
    Name extends { [N in keyof Contracts]: Contracts[N] extends Message ? N : never }[keyof Contracts] &
      string,
  >(
    name: Name,
    ...body: BodyArguments<Extract<Contracts[Name], Message>>
  ): Promise<ReceivedReplyOf<Extract<Contracts[Name], Message>>>;
  /**
   * Adds a listener for an event. The client does not validate the body.
   *
   * @param name name of the event in the contracts
   * @returns a function that removes the listener
   */
  on<
    Name extends { [N in keyof Contracts]: Contracts[N] extends SocketEvent ? N : never }[keyof Contracts] &
      string,
  >(
    name: Name,
    listener: (body: ReceivedBodyOf<Extract<Contracts[Name], SocketEvent>>) => void | Promise<void>,
  ): () => void;
  /** Closes the connection, and rejects all messages that wait. The client cannot be used afterwards. */
  close(): void;
}

/** Any listener. The type of `on` checks the type of the body. */
type Listener = (body: never) => void | Promise<void>;

/**
 * Returns a typed client of a WebSocket API, for a browser or Node. It opens a connection, and replaces it if it is lost.
 * The client does not validate the bodies that it receives. Events without a listener are ignored, as are events
 * that the contracts do not contain.
 *
 * @param contracts messages and events by name
 * @throws Error if an option is wrong, if the contracts contain a value that is neither a message nor an event, or without
 * a class `WebSocket`
 * @example
 * const typing = message("typing");
 * const channelClosed = event("channelClosed");
 * function openChat(token: string) {
 *   const chat = socket({ typing, channelClosed }, { url: "wss://api.example.com/live", token });
 *   chat.on("channelClosed", () => chat.close());
 *   return chat.send("typing");
 * }
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api.html
 */
export function socket<const Contracts extends SocketContracts>(
  contracts: Contracts,
  options: SocketOptions & { readonly heartbeat?: HeartbeatOf<Contracts> },
): SocketClient<Contracts> {
  const settings = resolveSocketOptions(options);
  const { messages, events } = readContracts(contracts);
  const { heartbeat: heartbeatName, onError, onStateChange } = settings;
  const heartbeatMessage = heartbeatName === undefined ? undefined : find(messages, "message", heartbeatName);
  if (heartbeatMessage?.body)
    throw new Error(
      `socket: the heartbeat "${heartbeatName}" declares a body; expected a message without one.`,
    );
  const listeners = new Map<string, Set<Listener>>();
  const queue = new MessageQueue(settings);

  const heartbeat =
    heartbeatMessage &&
    new Heartbeat(() => sendMessage(heartbeatMessage, undefined).catch(handleHeartbeatError));
  const connection = new SocketConnection(settings, {
    open(instance) {
      heartbeat?.start();
      queue.open(instance);
    },
    data: receive,
    lost(error, isFinal) {
      heartbeat?.stop();
      queue.lose(error, isFinal);
    },
    stateChange: (state, cause) => callSafely(() => onStateChange?.(state, cause)),
    error: report,
  });

  async function sendMessage(message: Message, body: unknown): Promise<unknown> {
    heartbeat?.recordMessage();
    return queue.send(message, body);
  }

  function receive(data: unknown): void {
    heartbeat?.recordMessage();
    const frame = readFrame(data);
    if (frame.kind === "event") emit(frame.event, frame.body);
    else if (frame.kind === "reply") queue.receiveReply(frame.id, frame.body);
    else if (frame.kind === "malformed") report(frame.error);
    else if (frame.kind === "problem") {
      if (!queue.receiveProblem(frame.id, frame.problem)) report(frame.problem);
    } else if (!queue.receiveGatewayError(frame.error)) report(gatewayProblem(frame.error));
  }

  function emit(event: string, body: unknown): void {
    for (const listener of [...(listeners.get(event) ?? [])]) {
      const run = async () => listener(body as never);
      if (listeners.get(event)?.has(listener))
        run().catch((error) => (onError ? report(error) : throwUncaught(error)));
    }
  }

  function report(error: Error): void {
    callSafely(() => onError?.(error));
  }

  /** A heartbeat without a reply shows that the connection no longer works, although it is open. */
  function handleHeartbeatError(error: Error): void {
    if (error instanceof SocketTimeoutError) connection.replace(error.message);
    else report(error);
  }

  return {
    get state() {
      return connection.state;
    },
    async send(name, ...[body]) {
      return sendMessage(find(messages, "message", name), body) as never;
    },
    on(name, listener) {
      const { event } = find(events, "event", name);
      const own = listeners.get(event) ?? new Set();
      // The same function can be added twice.
      const added: Listener = (body) => listener(body);
      listeners.set(event, own.add(added));
      return () => {
        own.delete(added);
      };
    },
    close: () => connection.close(),
  };
}

/**
 * Returns the messages and the events of the contracts by name.
 * @throws Error if a value is neither
 */
function readContracts(contracts: SocketContracts) {
  const messages = new Map<string, Message>();
  const events = new Map<string, SocketEvent>();
  for (const [name, value] of Object.entries(contracts)) {
    const { action, event } = Object(value) as Partial<Message & SocketEvent>;
    if (typeof action === "string") messages.set(name, value as Message);
    else if (typeof event === "string") events.set(name, value as SocketEvent);
    else
      throw new Error(
        `"${name}" is neither a message nor an event; expected a value from message() or event(). Remove it from the contracts.`,
      );
  }
  return { messages, events };
}

function find<Value>(values: ReadonlyMap<string, Value>, kind: string, name: string): Value {
  const value = values.get(name);
  if (value) return value;
  const names = [...values.keys()].join(", ") || "none";
  throw new Error(
    `socket: ${JSON.stringify(name)} is not ${kind === "event" ? "an" : "a"} ${kind} of the contracts; available: ${names}.`,
  );
}

/** Calls a function of the application. Its error must not stop the client. */
function callSafely(run: () => void): void {
  try {
    run();
  } catch (error) {
    throwUncaught(error);
  }
}

function throwUncaught(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
