import type { StandardSchemaV1 } from "@standard-schema/spec";
import type { Empty } from "./reply-body";
import type { ReadonlyValue, UnknownProperties } from "./route";

/**
 * Contract of a message that clients send over a WebSocket API, without its route key. The schemas can be from any
 * library that implements Standard Schema, such as zod: https://standardschema.dev
 */
export interface MessageSpec {
  /** Short description of the message for the AsyncAPI document, in one line. Default: none. */
  readonly summary?: string;
  /** Examples for the AsyncAPI document. Synthesis checks that they match the schemas. Default: none. */
  readonly examples?: { readonly body?: unknown; readonly reply?: unknown };
  /** Schema of the body. Default: the message has no body. */
  readonly body?: StandardSchemaV1;
  /**
   * Schema of the reply's body, or `empty` for a reply without a body. Default: none. The route is then one-way, and
   * the client receives only errors.
   */
  readonly reply?: StandardSchemaV1 | Empty;
}

/** Message that clients send over a WebSocket API: a contract and the route key, such as `sendMessage`. */
export type Message<Action extends string = string, Spec extends MessageSpec = MessageSpec> = Spec & {
  /** Route key of the message. */
  readonly action: Action;
};

/** Contract of an event that a WebSocket API sends to clients, without its name. */
export interface EventSpec {
  /** Short description of the event for the AsyncAPI document, in one line. Default: none. */
  readonly summary?: string;
  /** Example for the AsyncAPI document. Synthesis checks that it matches the schema. Default: none. */
  readonly examples?: { readonly body?: unknown };
  /** Schema of the body. Default: the event has no body. */
  readonly body?: StandardSchemaV1;
}

/** Event that a WebSocket API sends to clients: a contract and a name, such as `messagePosted`. It is not a Lambda event. */
export type SocketEvent<Name extends string = string, Spec extends EventSpec = EventSpec> = Spec & {
  /** Name of the event. */
  readonly event: Name;
};

/** Messages and events of a WebSocket API by name, such as the exports of the file that declares them. */
export type SocketContracts = Readonly<Record<string, Message | SocketEvent>>;

type SchemaOf<Spec, Name extends "body" | "reply"> =
  Spec extends Record<Name, infer Schema extends StandardSchemaV1> ? Schema : undefined;

type OutputOfSchema<Schema> = Schema extends StandardSchemaV1
  ? StandardSchemaV1.InferOutput<Schema>
  : undefined;

type InputOfSchema<Schema> = Schema extends StandardSchemaV1
  ? ReadonlyValue<StandardSchemaV1.InferInput<Schema>>
  : undefined;

/** Body that the handler of a message, or the listener of an event, receives; `undefined` if the contract declares none. */
export type ReceivedBodyOf<Contract extends Message | SocketEvent> = OutputOfSchema<
  SchemaOf<Contract, "body">
>;

/** Body that the sender of a message or of an event passes; `undefined` if the contract declares none. */
export type SentBodyOf<Contract extends Message | SocketEvent> = InputOfSchema<SchemaOf<Contract, "body">>;

/** Reply that the handler of a message returns: an object with the body, or nothing if the contract declares no body. */
export type MessageReplyOf<M extends Message> =
  SchemaOf<M, "reply"> extends StandardSchemaV1
    ? { readonly body: InputOfSchema<SchemaOf<M, "reply">> }
    : // biome-ignore lint/suspicious/noConfusingVoidType: a handler without a return statement returns void
      void | undefined;

/** Body of the reply that a client receives; `undefined` for a reply without a body, and for a one-way message. */
export type ReceivedReplyOf<M extends Message> = OutputOfSchema<SchemaOf<M, "reply">>;

type ExampleOf<Schema> = Schema extends StandardSchemaV1 ? StandardSchemaV1.InferInput<Schema> : never;

/** Examples of a contract, with the types of its schemas. An example without a schema does not compile. */
interface MessageExamplesOf<Spec> {
  readonly examples?: {
    readonly body?: ExampleOf<SchemaOf<Spec, "body">>;
    readonly reply?: ExampleOf<SchemaOf<Spec, "reply">>;
  };
}

interface EventExamplesOf<Spec> {
  readonly examples?: { readonly body?: ExampleOf<SchemaOf<Spec, "body">> };
}

/**
 * Type of a route key or the name of an event as an argument: the text, or a string that describes its error, so that the
 * message of the compiler contains the description.
 */
type CheckedName<Name extends string> = Name extends `$${string}`
  ? `${Name} starts with $, as only $connect, $disconnect and $default do, which have no contract.`
  : Name extends ""
    ? "The name is empty."
    : Name;

/**
 * Declares a message that clients send over a WebSocket API: its route key and its contract. With `reply`, the route is
 * two-way: API Gateway sends the result of the handler to the client.
 *
 * A client sends the frame `{"action":"sendMessage","id":"1","body":{…}}`. The reply is
 * `{"reply":"sendMessage","id":"1","body":{…}}`, or `{"reply":"sendMessage","id":"1","problem":{…}}` after an error.
 *
 * A malformed key does not throw an error here, because the check would slow down the start of Lambda functions. Synthesis
 * reports the error.
 *
 * @param action route key of the message, which does not start with `$`
 * @param spec contract of the message. Default: a one-way message without a body
 * @example
 * const leaveChannel = message("leaveChannel", { summary: "Leave the channel", reply: empty });
 * leaveChannel.action; // "leaveChannel"
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-develop-routes.html
 */
export function message<const Action extends string, const Spec extends MessageSpec = Record<never, never>>(
  action: CheckedName<Action>,
  spec?: Spec & UnknownProperties<Spec, MessageSpec> & MessageExamplesOf<Spec>,
): Message<Action, Spec> {
  return { ...(spec as Spec), action: action as Action };
}

/**
 * Declares an event that a WebSocket API sends to clients: its name and its contract. A client receives the frame
 * `{"event":"messagePosted","body":{…}}`.
 *
 * @param name name of the event, up to 128 characters, which does not start with `$`
 * @param spec contract of the event. Default: an event without a body
 * @example
 * const channelClosed = event("channelClosed", { summary: "The channel was closed" });
 * channelClosed.event; // "channelClosed"
 */
export function event<const Name extends string, const Spec extends EventSpec = Record<never, never>>(
  name: CheckedName<Name>,
  spec?: Spec & UnknownProperties<Spec, EventSpec> & EventExamplesOf<Spec>,
): SocketEvent<Name, Spec> {
  return { ...(spec as Spec), event: name as Name };
}
