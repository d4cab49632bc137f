import type { Message, SocketEvent } from "#contract";
import { knownRule, TEXT } from "../../prop-rules";
import { isRecord, type PropRule, type PropRules, required } from "../../props";
import { describeWrongValue } from "../../validation";
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

/** Rules for the parts of an event. */
export const EVENT_RULES: PropRules<SocketEvent> = {
  event: required(NAME),
  summary: TEXT,
  examples: OBJECT,
  body: SCHEMA,
};
