import { ownValue } from "#own-value";
import type { SchemaComparison } from "./compare-schemas";
import type { OperationChange } from "./document-changes";
import { type DocumentReader, itemsOf } from "./document-reader";

/** Operation of an AsyncAPI document, with the schemas of its messages. */
export interface MessageOperation {
  readonly name: string;
  /** `send` for an event of the server. */
  readonly action: "receive" | "send";
  readonly payload: unknown;
  /** Schema of the replies. Undefined if the operation has none. */
  readonly reply?: unknown;
}

/**
 * Returns the operations of an AsyncAPI document by a key that does not depend on their names. A message and an event with the
 * same name have different keys, although a number is added to one of their names. Empty for another document.
 */
export function readMessageOperations(document: DocumentReader): ReadonlyMap<string, MessageOperation> {
  const operations = new Map<string, MessageOperation>();
  for (const [name, operation] of document.messageOperations) {
    const action = ownValue(operation, "action");
    if (action !== "receive" && action !== "send") continue;
    const payload = payloadOf(ownValue(operation, "messages"), document);
    const reply = ownValue(operation, "reply");
    const replies = reply === undefined ? {} : { reply: payloadOf(ownValue(reply, "messages"), document) };
    const key = JSON.stringify([action, frameName(payload) ?? { name }]);
    // Several operations can have the same constant in a document of another tool.
    const uniqueKey = operations.has(key) ? JSON.stringify([action, { name }]) : key;
    operations.set(uniqueKey, { name, action, payload, ...replies });
  }
  return operations;
}

/** Returns the constant that names a frame, which is the route key or the name of the event. */
function frameName(payload: unknown): unknown {
  const schemas = Object.values(Object(ownValue(payload, "properties")));
  return schemas.map((schema) => ownValue(schema, "const")).find((value) => value !== undefined);
}

/** Returns the schema of a list of messages. A frame matches one of them. */
function payloadOf(messages: unknown, document: DocumentReader): unknown {
  const payloads = itemsOf(messages).map((message) => ownValue(document.resolve(message), "payload"));
  return payloads.length === 1 ? payloads[0] : { anyOf: payloads };
}

/** Compares two operations with the same key. */
export function compareMessages(
  before: MessageOperation,
  after: MessageOperation,
  schemas: SchemaComparison,
): OperationChange[] {
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
