import {
  eventMessage,
  FrameSchemas,
  gatewayErrorMessage,
  type MessageObject,
  problemMessage,
  receivedMessage,
  replyMessage,
} from "./asyncapi-messages";
import type { DocumentSchemas } from "./document-schemas";
import type { Message, SocketContracts, SocketEvent } from "./message";

/** Operation with the errors. No contract has this name, so that the operation has the same name in each version of the API. */
const ERRORS = "errors";

const CHANNEL = { $ref: "#/channels/connection" };

/** Operation before its messages are references. */
interface Operation {
  readonly action: "receive" | "send";
  readonly summary?: string;
  readonly messages: readonly string[];
  /** Possible replies. Default: the operation has no reply. */
  readonly replies?: readonly string[];
}

/**
 * Operations of an AsyncAPI document, and their messages, by name. The server receives messages, and sends events and
 * errors.
 * @see https://www.asyncapi.com/docs/reference/specification/v3.0.0#operationObject
 */
export class AsyncApiOperations {
  readonly messages = new Map<string, MessageObject>();
  readonly operations = new Map<string, object>();
  readonly #contracts: SocketContracts;
  readonly #field: string;
  readonly #schemas: DocumentSchemas;

  /** @param field field of a message with the route key */
  constructor(contracts: SocketContracts, field: string, schemas: DocumentSchemas) {
    this.#contracts = contracts;
    this.#field = field;
    this.#schemas = schemas;
    const problem = this.#otherName("problem");
    for (const [name, contract] of Object.entries(contracts)) this.#addContract(name, contract, problem);
    this.operations.set(
      ERRORS,
      operationObject({
        action: "send",
        summary: "Problems of messages, and errors of API Gateway",
        messages: [
          this.#add(problem, problemMessage()),
          this.#add(this.#otherName("gatewayError"), gatewayErrorMessage()),
        ],
      }),
    );
  }

  /** @param problem name of the message with a problem */
  #addContract(name: string, contract: Message | SocketEvent, problem: string): void {
    const schemas = new FrameSchemas(this.#schemas, name);
    const { summary } = contract;
    if ("event" in contract) {
      const messages = [this.#add(name, eventMessage(contract, schemas))];
      this.#addOperation(name, { action: "send", summary, messages });
      return;
    }
    const messages = [this.#add(name, receivedMessage(contract, this.#field, schemas))];
    const replies = contract.reply && [
      this.#add(this.#otherName(`${name}Reply`), replyMessage(contract, schemas)),
      problem,
    ];
    this.#addOperation(name, { action: "receive", summary, messages, replies });
  }

  #add(name: string, object: MessageObject): string {
    const unique = uniqueName(name, (candidate) => this.messages.has(candidate));
    this.messages.set(unique, object);
    return unique;
  }

  /** Returns a name that no contract has. */
  #otherName(name: string): string {
    return uniqueName(name, (candidate) => Object.hasOwn(this.#contracts, candidate));
  }

  #addOperation(name: string, operation: Operation): void {
    const unique = uniqueName(name, (candidate) => candidate === ERRORS || this.operations.has(candidate));
    this.operations.set(unique, operationObject(operation));
  }
}

function operationObject({ action, summary, messages, replies }: Operation): object {
  return {
    action,
    channel: CHANNEL,
    ...(summary === undefined ? {} : { summary }),
    messages: messages.map(referenceTo),
    ...(replies ? { reply: { channel: CHANNEL, messages: replies.map(referenceTo) } } : {}),
  };
}

function referenceTo(message: string): object {
  return { $ref: `${CHANNEL.$ref}/messages/${message}` };
}

/** Returns a name that is not used yet, with the characters that AsyncAPI allows. */
function uniqueName(name: string, isUsed: (candidate: string) => boolean): string {
  const valid = name.replaceAll(/[^\w-]/g, "_") || "_";
  let candidate = valid;
  for (let number = 2; isUsed(candidate); number++) candidate = `${valid}_${number}`;
  return candidate;
}
