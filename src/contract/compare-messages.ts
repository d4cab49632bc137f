import { ownValue } from "#own-value";
import type { SchemaComparison } from "./compare-schemas";
import type { OperationChange } from "./document-changes";
import { type DocumentReader, itemsOf } from "./document-reader";

/** Operation of an AsyncAPI document, with the schemas of its messages. */
export interface MessageOperation {
  /** `send` for an event of the server. */
  readonly action: "receive" | "send";
  readonly payload: unknown;
  /** Schema of the replies. Undefined if the operation has none. */
  readonly reply?: unknown;
}

/** Returns the operations of an AsyncAPI document by name. Empty for another document. */
export function readMessageOperations(document: DocumentReader): ReadonlyMap<string, MessageOperation> {
  const entries = document.messageOperations.flatMap(([name, operation]) => {
    const action = ownValue(operation, "action");
    if (action !== "receive" && action !== "send") return [];
    const payload = payloadOf(ownValue(operation, "messages"), document);
    const reply = ownValue(operation, "reply");
    const replies = reply === undefined ? {} : { reply: payloadOf(ownValue(reply, "messages"), document) };
    return [[name, { action, payload, ...replies }] as const];
  });
  return new Map(entries);
}

/** Returns the schema of a list of messages. A frame matches one of them. */
function payloadOf(messages: unknown, document: DocumentReader): unknown {
  const payloads = itemsOf(messages).map((message) => ownValue(document.resolve(message), "payload"));
  return payloads.length === 1 ? payloads[0] : { anyOf: payloads };
}

/** Compares two operations with the same name. */
export function compareMessages(
  before: MessageOperation,
  after: MessageOperation,
  schemas: SchemaComparison,
): OperationChange[] {
  if (before.action !== after.action) return [removedOperation(before), addedOperation(after)];
  const isEvent = after.action === "send";
  const place = {
    direction: isEvent ? ("response" as const) : ("request" as const),
    label: isEvent ? "event" : "message",
    path: "",
  };
  return [
    ...schemas.compare(before.payload, after.payload, place),
    ...compareReplies(before, after, schemas),
  ];
}

function compareReplies(
  { reply: before }: MessageOperation,
  { reply: after }: MessageOperation,
  schemas: SchemaComparison,
): OperationChange[] {
  if (before === undefined && after === undefined) return [];
  if (before === undefined) return [{ rule: "response-added", text: "reply added" }];
  if (after === undefined) return [{ rule: "response-removed", text: "reply removed" }];
  return schemas.compare(before, after, { direction: "response", label: "reply", path: "" });
}

export function addedOperation({ action }: MessageOperation): OperationChange {
  return action === "send"
    ? { rule: "event-added", text: "event added" }
    : { rule: "operation-added", text: "operation added" };
}

export function removedOperation({ action }: MessageOperation): OperationChange {
  return action === "send"
    ? { rule: "event-removed", text: "event removed" }
    : { rule: "operation-removed", text: "operation removed" };
}
