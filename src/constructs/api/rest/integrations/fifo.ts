import type { RouteKey } from "#contract";
import { isUnresolved } from "../../../tokens";
import { type RequestValue, validateRequestValue, valueExpression } from "./request-value";
import { formText } from "./template-text";

/** Arguments of a queue or topic that decide whether it is FIFO. */
export interface FifoTarget {
  readonly kind: "queue" | "topic";
  /** Argument `fifo_queue` or `fifo_topic`. */
  readonly isFifo: unknown;
  readonly name: string | undefined;
  /** Argument `content_based_deduplication`. */
  readonly hasContentDeduplication: unknown;
}

/** Options of a message for a FIFO queue or topic. */
interface FifoOptions {
  readonly messageGroupId?: RequestValue;
  readonly messageDeduplicationId?: RequestValue;
}

/** Returns the parameters of a message for a FIFO queue or topic, as the end of a form. */
export function fifoParameters({ messageGroupId, messageDeduplicationId }: FifoOptions): string {
  const parameters = { MessageGroupId: messageGroupId, MessageDeduplicationId: messageDeduplicationId };
  return Object.entries(parameters)
    .flatMap(([name, value]) => (value === undefined ? [] : `&${name}=${formText(valueExpression(value))}`))
    .join("");
}

/** Returns the errors of a message that a FIFO queue or topic would reject. */
export function validateFifo(
  { kind, isFifo, name, hasContentDeduplication }: FifoTarget,
  { messageGroupId, messageDeduplicationId }: FifoOptions,
  key: RouteKey,
): string[] {
  const isFifoName = typeof name === "string" && !isUnresolved(name) && name.endsWith(".fifo");
  const needsGroup = isFifo === true || isFifoName;
  const isUnknown = isUnresolved(hasContentDeduplication);
  const needsDeduplication = needsGroup && hasContentDeduplication !== true && !isUnknown;
  return [
    ...(needsGroup && messageGroupId === undefined
      ? [`the ${kind} is a FIFO ${kind}. Set messageGroupId, such as "method.request.path.id".`]
      : []),
    ...(needsDeduplication && messageDeduplicationId === undefined
      ? [
          `the FIFO ${kind} has no contentBasedDeduplication. Enable it, or set messageDeduplicationId, such as "method.request.body.id".`,
        ]
      : []),
    ...Object.entries({ messageGroupId, messageDeduplicationId }).flatMap(([field, value]) =>
      value === undefined ? [] : validateRequestValue(field, value, key),
    ),
  ];
}
