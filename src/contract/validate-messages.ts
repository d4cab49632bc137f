import type { Message, SocketEvent } from "./message";
import { validateExample } from "./validate-examples";

/** Maximum length of the name of an event. */
const MAX_EVENT_LENGTH = 128;

/**
 * Returns the errors of the route key of a message.
 * @returns error messages, to print after the key: `the route key is "$default"; expected …`
 */
export function validateAction({ action }: Message): string[] {
  if (action !== "" && !action.startsWith("$")) return [];
  return [
    `the route key is ${JSON.stringify(action)}; expected a string without "$" at its start. Rename it.`,
  ];
}

/** Returns the errors of the name of an event. */
export function validateEventName({ event }: SocketEvent): string[] {
  const length = [...event].length;
  if (length > MAX_EVENT_LENGTH)
    return [
      `the name of the event has ${length} characters; the maximum is ${MAX_EVENT_LENGTH}. Shorten it.`,
    ];
  if (length > 0 && !event.startsWith("$")) return [];
  return [
    `the name of the event is ${JSON.stringify(event)}; expected a string without "$" at its start. Rename it.`,
  ];
}

/**
 * Returns an error for each example of a message or an event that does not match its schema. Examples of a schema that
 * validates asynchronously are not checked, because synthesis is synchronous.
 */
export function validateMessageExamples(contract: Message | SocketEvent): string[] {
  const examples: Message["examples"] = contract.examples;
  const reply = "action" in contract && contract.reply && "~standard" in contract.reply && contract.reply;
  return [
    ...validateExample("body", contract.body, examples?.body),
    ...validateExample("reply", reply || undefined, examples?.reply),
  ];
}
