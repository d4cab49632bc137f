import { asyncapi, compareDocuments, empty, event, message, openapi, route } from "gatewright/contract";
import * as z from "zod";

type Contracts = Parameters<typeof asyncapi>[0];

const INFO = { title: "Chat", version: "1.0.0" };

/** Returns the changes between the documents of contracts, as text. */
function changesBetween(before: Contracts, after: Contracts, jsonSchema?: () => object): readonly string[] {
  const info = { ...INFO, jsonSchema };
  return compareDocuments(asyncapi(before, info), asyncapi(after, { ...info, title: "Other" })).map(
    ({ operation, effect, text }) => `${effect}: ${operation}: ${text}`,
  );
}

const text = z.object({ text: z.string() });
const more = z.object({ text: z.string(), size: z.int() });
const send = (body?: z.ZodType, reply?: z.ZodType | typeof empty) => ({
  send: message("send", { ...(body ? { body } : {}), ...(reply ? { reply } : {}) }),
});
const posted = (body?: z.ZodType) => ({ posted: event("posted", body ? { body } : {}) });

describe("the changes between two AsyncAPI documents", () => {
  test.each<[string, Contracts, Contracts, string, string]>([
    ["a message", {}, send(), "compatible: send: operation added", "breaking: send: operation removed"],
    ["an event", {}, posted(), "compatible: posted: event added", "breaking: posted: event removed"],
    [
      "a reply",
      send(text),
      send(text, empty),
      "compatible: send: reply added",
      "breaking: send: reply removed",
    ],
    [
      "the body of a message",
      send(),
      send(text),
      'breaking: send: required message property "body" added',
      'breaking: send: message property "body" removed',
    ],
    [
      "the body of a reply",
      send(text, empty),
      send(text, text),
      'compatible: send: reply property "body" added',
      'breaking: send: reply property "body" removed',
    ],
    [
      "a property of a message",
      send(text),
      send(more),
      'breaking: send: required message property "body.size" added',
      'breaking: send: message property "body.size" removed',
    ],
    [
      "a property of a reply",
      send(text, text),
      send(text, more),
      'compatible: send: reply property "body.size" added',
      'breaking: send: reply property "body.size" removed',
    ],
    [
      "a property of an event",
      posted(text),
      posted(more),
      'compatible: posted: event property "body.size" added',
      'breaking: posted: event property "body.size" removed',
    ],
    [
      "a value of a reply",
      send(text, z.object({ kind: z.enum(["a", "b"]) })),
      send(text, z.object({ kind: z.enum(["a", "b", "c"]) })),
      'breaking: send: reply property "body.kind": value "c" added',
      'compatible: send: reply property "body.kind": value "c" removed',
    ],
  ])("%s is added or removed", (_, before, after, added, removed) => {
    expect(changesBetween(before, after)[0]).toEqual(added);
    expect(changesBetween(after, before)[0]).toEqual(removed);
  });

  test("another type of an item of a tuple is a breaking change", () => {
    const changes = changesBetween(send(z.tuple([z.string()])), send(z.tuple([z.int()])));
    expect(changes).toEqual(['breaking: send: message property "body": condition "prefixItems 0" changed']);
  });

  test("a message that becomes an event is removed and added", () => {
    expect(changesBetween({ a: message("a") }, { a: event("a") })).toEqual([
      "compatible: a: event added",
      "breaking: a: operation removed",
    ]);
  });

  test("a message with the name of an event is only added", () => {
    const typing = event("typing", { body: text });
    const after = { typing: message("typing", { body: text }), typing2: typing };
    expect(changesBetween({ typing }, after)).toEqual(["compatible: typing: operation added"]);
  });

  test("a tuple that contains itself has no changes", () => {
    const jsonSchema = () => ({ $defs: { A: { prefixItems: [{ $ref: "#/$defs/A" }] } }, $ref: "#/$defs/A" });
    const contracts = { a: message("a", { body: z.any() }) };
    expect(changesBetween(contracts, contracts, jsonSchema)).toEqual([]);
  });

  test("another message, another description and another example are no changes of a message", () => {
    const before = { a: message("a", { body: text, reply: text }), b: event("b", { body: text }) };
    const after = {
      a: message("a", { summary: "A", body: text, reply: text, examples: { body: { text: "a" } } }),
      b: event("b", { summary: "B", body: text.describe("Text") }),
      c: message("c", { reply: empty }),
    };
    expect(changesBetween(before, after)).toEqual(["compatible: c: operation added"]);
  });

  test("another field of the route key is a breaking change", () => {
    const before = asyncapi({ a: message("a") }, INFO);
    const components = JSON.parse(JSON.stringify(before.components).replaceAll('"action"', '"type"'));
    expect(compareDocuments(before, { ...before, components })).toMatchObject([
      { operation: "a", text: 'message property "action" removed', effect: "breaking" },
      { operation: "a", text: 'required message property "type" added', effect: "breaking" },
    ]);
  });

  test("if only one document is incomplete, schemas are not compared", () => {
    const before = asyncapi({ a: message("a", { body: text }) }, INFO);
    const after = asyncapi({ a: message("a", { body: more }), b: event("b") }, INFO);
    expect(compareDocuments({ ...before, "x-incomplete-schemas": true }, after)).toMatchObject([
      { operation: "b", text: "event added" },
    ]);
  });

  test("an OpenAPI document has no messages, and an AsyncAPI document has no routes", () => {
    const http = openapi({ a: route("GET /a") }, INFO);
    const socket = asyncapi({ a: message("a") }, INFO);
    expect(compareDocuments(http, socket).map(({ operation }) => operation)).toEqual([
      "GET /a",
      "a",
      "errors",
    ]);
  });

  test.each([
    ["an event", event("errors")],
    ["a message", message("errors")],
  ])("%s with the name errors is only added", (_, errors) => {
    const typing = event("typing", { body: text });
    const [change, ...others] = compareDocuments(
      asyncapi({ typing }, INFO),
      asyncapi({ typing, errors }, INFO),
    );
    expect([change?.effect, others]).toEqual(["compatible", []]);
  });

  test("operations of another tool with the same constant are compared by their names", () => {
    const payload = { properties: { version: { const: 1 } } };
    const operation = { action: "send", messages: [{ payload }] };
    const document = (...names: string[]) => ({
      asyncapi: "3.0.0",
      operations: Object.fromEntries(names.map((name) => [name, operation])),
    });
    expect(compareDocuments(document("a", "b", "c"), document("a", "b"))).toMatchObject([
      { operation: "c", text: "event removed" },
    ]);
  });

  test.each([
    { asyncapi: "3.0.0" },
    { asyncapi: "3.0.0", operations: { a: null, b: { action: "receive" }, c: { action: "other" } } },
    { asyncapi: "3.0.0", operations: { a: { $ref: "#/missing" } } },
    null,
  ])("the document %j of another tool is no error", (document) => {
    expect(compareDocuments(document, document)).toEqual([]);
  });
});
