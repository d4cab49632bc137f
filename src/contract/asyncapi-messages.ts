import type { StandardSchemaV1 } from "@standard-schema/spec";
import type { DocumentSchemas } from "./document-schemas";
import { toDraft7 } from "./draft7-schema";
import { acceptsNoBody, type FrameBody, frameSchema } from "./frame-schema";
import type { Message, SocketEvent } from "./message";
import { problemSchema } from "./problem-schema";
import { replySchema } from "./validate-message-schemas";

/** Message object of an AsyncAPI document. */
export type MessageObject = Readonly<Record<string, unknown>>;

const CORRELATION = { description: "ID that the client chooses", location: "$message.payload#/id" };

/** ID of the message in examples. */
const EXAMPLE_ID = "1";

/** Returns the message that clients send. */
export function receivedMessage(contract: Message, field: string, schemas: FrameSchemas): MessageObject {
  const { action, summary, body, examples } = contract;
  return messageObject({
    name: action,
    summary,
    payload: frameSchema({
      name: [field, { const: action }],
      hasId: true,
      body: body && schemas.body(body, "body"),
    }),
    hasId: true,
    example: exampleFrame({ [field]: action, id: EXAMPLE_ID }, body, examples?.body),
  });
}

/** Returns the reply to a two-way message. */
export function replyMessage(contract: Message, schemas: FrameSchemas): MessageObject {
  const { action, examples } = contract;
  const schema = replySchema(contract);
  return messageObject({
    name: `${action} reply`,
    summary: `Reply to ${action}`,
    payload: frameSchema({
      name: ["reply", { const: action }],
      hasId: true,
      body: schema && schemas.body(schema, "reply"),
    }),
    hasId: true,
    example: exampleFrame({ reply: action, id: EXAMPLE_ID }, schema, examples?.reply),
  });
}

/** Returns the message of an event. */
export function eventMessage(contract: SocketEvent, schemas: FrameSchemas): MessageObject {
  const { event, summary, body, examples } = contract;
  return messageObject({
    name: event,
    summary,
    payload: frameSchema({
      name: ["event", { const: event }],
      hasId: false,
      body: body && schemas.body(body, "body"),
    }),
    hasId: false,
    example: exampleFrame({ event }, body, examples?.body),
  });
}

/** Returns the message with the problem of any message. Its schema does not depend on the contracts. */
export function problemMessage(): MessageObject {
  const schema = problemSchema({ type: "string" }, ["body"]);
  return messageObject({
    name: "problem",
    summary: "Problem of a message",
    payload: frameSchema({
      name: ["reply", { type: "string" }],
      hasId: true,
      body: { field: "problem", schema, isRequired: true },
    }),
    hasId: true,
    example: undefined,
  });
}

/**
 * Returns the message with which API Gateway reports an error. It does not contain the ID of the client's message.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-request-validation.html
 */
export function gatewayErrorMessage(): MessageObject {
  const text = { type: "string" };
  return messageObject({
    name: "gatewayError",
    summary: "Error of API Gateway, such as Forbidden for a message without a route",
    payload: {
      type: "object",
      required: ["message"],
      properties: { message: text, connectionId: text, requestId: text },
    },
    hasId: false,
    example: {
      message: "Internal server error",
      connectionId: "VNRUSeldSwMCIRQ=",
      requestId: "VNRUSEAbSwMFhbA=",
    },
  });
}

/** Converts the schemas of one contract. */
export class FrameSchemas {
  readonly #schemas: DocumentSchemas;
  readonly #contract: string;

  /** @param contract name of the contract, which a schema that refers to itself gets */
  constructor(schemas: DocumentSchemas, contract: string) {
    this.#schemas = schemas;
    this.#contract = contract;
  }

  /** Returns the body of a frame. @param part part of the contract: `reply` */
  body(schema: StandardSchemaV1, part: "body" | "reply"): FrameBody {
    const name = `${this.#contract}${part === "body" ? "Body" : "Reply"}`;
    return {
      field: "body",
      schema: Object(toDraft7(this.#schemas.convert(schema, name))),
      isRequired: !acceptsNoBody(schema),
    };
  }
}

interface MessageParts {
  readonly name: string;
  readonly summary: string | undefined;
  readonly payload: object;
  readonly hasId: boolean;
  readonly example: object | undefined;
}

/** @see https://www.asyncapi.com/docs/reference/specification/v3.0.0#messageObject */
function messageObject({ name, summary, payload, hasId, example }: MessageParts): MessageObject {
  return {
    name,
    ...(summary === undefined ? {} : { summary }),
    contentType: "application/json",
    ...(hasId ? { correlationId: CORRELATION } : {}),
    payload,
    ...(example ? { examples: [{ payload: example }] } : {}),
  };
}

/** Returns a frame as an example. Undefined if the contract declares a body without an example. */
function exampleFrame(
  fields: object,
  schema: StandardSchemaV1 | undefined,
  example: unknown,
): object | undefined {
  if (!schema) return fields;
  return example === undefined ? undefined : { ...fields, body: example };
}
