import { type Message, type SocketEvent, validateEventName, validateMessageExamples } from "#contract";
import { knownRule, listRule, TEXT } from "../../prop-rules";
import { isRecord, type PropRule, type PropRules, required, validateMembers } from "../../props";
import { describeWrongValue } from "../../validation";
import { findContractKind, validateContractKind } from "../common/contract-kind";
import { OBJECT } from "../common/route-rules";

/** Returns true for a Standard Schema, which is an object or, with some libraries, a function. */
function isSchema(value: unknown): boolean {
  return (isRecord(value) || typeof value === "function") && "~standard" in value;
}

/** Rule of the schema of a body. */
const SCHEMA: PropRule = {
  expected: "a schema",
  validate: (value, path) =>
    isSchema(value)
      ? []
      : [describeWrongValue(path, value, "a schema", "Use a library that implements Standard Schema.")],
};

/** Rule of a reply, which is a schema or `empty`. */
const REPLY: PropRule = {
  expected: "a schema or empty",
  validate(value, path) {
    if (isSchema(value) || (isRecord(value) && value.media === "empty")) return [];
    return [
      describeWrongValue(path, value, "a schema or `empty`", "A message has one reply, without statuses."),
    ];
  },
};

const NAME = knownRule(TEXT);

/** Rules for the parts of a message. */
export const MESSAGE_RULES: PropRules<Message> = {
  action: required(NAME),
  summary: TEXT,
  examples: OBJECT,
  body: SCHEMA,
  reply: REPLY,
};

const EVENT_RULES: PropRules<SocketEvent> = {
  event: required(NAME),
  summary: TEXT,
  examples: OBJECT,
  body: SCHEMA,
};

const EVENT: PropRule = {
  expected: "an event",
  validate(value, path) {
    const wrongKind = validateContractKind(path, value, "event");
    if (wrongKind.length > 0) return wrongKind;
    if (isRecord(value) && findContractKind(value)) return validateMembers(value, EVENT_RULES, path);
    return [describeWrongValue(path, value, "an event", 'Write `event("name", { … })`.')];
  },
};

/** Rule of a list of events. */
export const EVENTS: PropRule = knownRule(
  listRule(EVENT, "a list of events", '[event("name", { … })]'),
  "Write a list of events.",
);

/** Returns the errors of events whose parts have the right types. */
export function validateEvents(events: readonly SocketEvent[]): string[] {
  const names = events.map(({ event }) => event);
  const duplicates = names.filter((name, index) => names.indexOf(name) !== index);
  return [
    ...[...new Set(duplicates)].map((name) => `duplicate event "${name}". Remove one.`),
    ...events.flatMap((event) =>
      [...validateEventName(event), ...validateMessageExamples(event)].map(
        (error) => `event "${event.event}": ${error}`,
      ),
    ),
  ];
}
