import { type AsyncApiInfo, asyncapi, empty, event, message, openapi, route } from "gatewright/contract";
import * as classic from "zod";
import * as z from "zod/mini";
import { payloadValidator, validateAsyncApi } from "./validate-asyncapi";

const INFO = {
  title: "Chat",
  version: "1.0.0",
  jsonSchema: (schema: z.core.$ZodType) => z.toJSONSchema(schema, { io: "input" }),
};

const NewMessage = z.strictObject({ channel: z.string(), text: z.string().check(z.maxLength(10)) });
const chat = {
  sendMessage: message("sendMessage", {
    summary: "Send a message",
    body: NewMessage,
    reply: z.strictObject({ messageId: z.string() }),
    examples: { body: { channel: "news", text: "hello" }, reply: { messageId: "m-1" } },
  }),
  typing: message("typing", { body: z.strictObject({ channel: z.string() }) }),
  leave: message("leave", { reply: empty }),
  messagePosted: event("messagePosted", {
    summary: "A message was posted",
    body: NewMessage,
    examples: { body: { channel: "news", text: "hello" } },
  }),
  closed: event("closed"),
};

/** Document with the members that the tests read. */
interface ReadDocument {
  readonly operations: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly components: {
    readonly messages: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    readonly schemas: Readonly<Record<string, unknown>>;
  };
}

function documentOf(contracts: Parameters<typeof asyncapi>[0], info: AsyncApiInfo = INFO): ReadDocument {
  const document = asyncapi(contracts, info);
  expect(validateAsyncApi(document)).toEqual([]);
  return document as unknown as ReadDocument;
}

const messages = (...names: readonly string[]) =>
  names.map((name) => ({ $ref: `#/channels/connection/messages/${name}` }));

describe("the AsyncAPI document", () => {
  test("a message is received, a two-way message has a reply, and an event is sent", () => {
    const { operations } = documentOf(chat);
    const channel = { $ref: "#/channels/connection" };
    expect(operations).toEqual({
      sendMessage: {
        action: "receive",
        channel,
        summary: "Send a message",
        messages: messages("sendMessage"),
        reply: { channel, messages: messages("sendMessageReply", "problem") },
      },
      typing: { action: "receive", channel, messages: messages("typing") },
      leave: {
        action: "receive",
        channel,
        messages: messages("leave"),
        reply: { channel, messages: messages("leaveReply", "problem") },
      },
      messagePosted: {
        action: "send",
        channel,
        summary: "A message was posted",
        messages: messages("messagePosted"),
      },
      closed: { action: "send", channel, messages: messages("closed") },
      errors: {
        action: "send",
        channel,
        summary: "Problems of messages, and errors of API Gateway",
        messages: messages("problem", "gatewayError"),
      },
    });
  });

  const problem = { status: 400, code: "invalid-input", detail: "d", requestId: "r" };
  const errors = [{ in: "body", path: "/text", message: "Too big" }];
  const body = { channel: "news", text: "hello" };

  test.each<[string, object]>([
    ["sendMessage", { action: "sendMessage", id: "1", body }],
    ["sendMessage", { action: "sendMessage", body }],
    ["sendMessageReply", { reply: "sendMessage", id: "1", body: { messageId: "m" } }],
    ["leave", { action: "leave" }],
    ["leaveReply", { reply: "leave", id: "1" }],
    ["messagePosted", { event: "messagePosted", body }],
    ["closed", { event: "closed" }],
    ["problem", { reply: "typing", id: "1", problem: { ...problem, errors } }],
    ["problem", { reply: "leave", problem }],
    ["gatewayError", { message: "Forbidden", connectionId: "a=", requestId: "b=" }],
  ])("the schema of %s accepts the frame %j", (name, frame) => {
    const matches = payloadValidator(documentOf(chat), name);
    matches(frame);
    expect(matches.errors).toBeNull();
  });

  test.each<[string, object]>([
    ["sendMessage", { action: "sendMessage" }],
    ["sendMessage", { action: "typing", body }],
    ["sendMessage", { action: "sendMessage", body: { ...body, text: "longer than 10" } }],
    ["sendMessage", { action: "sendMessage", id: 1, body }],
    ["sendMessage", { action: "sendMessage", id: "", body }],
    ["sendMessage", { action: "sendMessage", id: "1".repeat(129), body }],
    ["sendMessageReply", { reply: "sendMessage", body: {} }],
    ["leaveReply", { action: "leave" }],
    ["messagePosted", { event: "closed", body }],
    ["problem", { problem }],
    ["problem", { reply: "typing", problem: { ...problem, code: undefined } }],
    ["problem", { reply: "typing", problem: { ...problem, errors: [{ ...errors[0], in: "query" }] } }],
  ])("the schema of %s rejects the frame %j", (name, frame) => {
    const matches = payloadValidator(documentOf(chat), name);
    expect(matches(JSON.parse(JSON.stringify(frame)))).toBe(false);
  });

  test("examples are whole frames, and a body without an example has none", () => {
    const { components } = documentOf(chat);
    const examples = Object.fromEntries(
      Object.entries(components.messages).map(([name, object]) => [name, object.examples]),
    );
    expect(examples).toEqual({
      sendMessage: [{ payload: { action: "sendMessage", id: "1", body } }],
      sendMessageReply: [{ payload: { reply: "sendMessage", id: "1", body: { messageId: "m-1" } } }],
      typing: undefined,
      leave: [{ payload: { action: "leave", id: "1" } }],
      leaveReply: [{ payload: { reply: "leave", id: "1" } }],
      messagePosted: [{ payload: { event: "messagePosted", body } }],
      closed: [{ payload: { event: "closed" } }],
      problem: undefined,
      gatewayError: [{ payload: expect.objectContaining({ message: "Internal server error" }) }],
    });
  });

  test("a body that can be absent is not required", () => {
    const { components } = documentOf({
      a: message("a", { body: z.optional(z.string()) as never }),
      b: message("b", { body: z.string().check(z.refine(async () => true)) }),
    });
    expect(components.messages.a?.payload).toMatchObject({ required: ["action"] });
    expect(components.messages.b?.payload).toMatchObject({ required: ["action", "body"] });
  });

  test("the same contracts have the same document", () => {
    expect(JSON.stringify(asyncapi(chat, INFO))).toBe(JSON.stringify(asyncapi({ ...chat }, { ...INFO })));
  });

  test("servers have the host, the path and the protocol of their URLs", () => {
    const servers = [
      { url: "wss://chat.example.com/live", description: "Production" },
      { url: "ws://localhost:3001" },
    ];
    expect(documentOf(chat, { ...INFO, description: "A chat", servers })).toMatchObject({
      info: { title: "Chat", version: "1.0.0", description: "A chat" },
      servers: {
        server: {
          host: "chat.example.com",
          pathname: "/live",
          protocol: "wss",
          description: "Production",
        },
        server2: { host: "localhost:3001", protocol: "ws" },
      },
    });
  });

  test("contracts can have the names of the messages and operations of errors", () => {
    const contracts = {
      send: message("send", { reply: empty }),
      sendReply: event("sendReply"),
      problem: event("problem"),
      gatewayError: event("gatewayError"),
      errors: event("errors"),
    };
    const { operations, components } = documentOf(contracts);
    expect(Object.keys(operations)).toEqual([
      ...["send", "sendReply", "problem", "gatewayError", "errors_2", "errors"],
    ]);
    expect(Object.keys(components.messages)).toEqual([
      ...["send", "sendReply_2", "sendReply", "problem", "gatewayError", "errors"],
      ...["problem_2", "gatewayError_2"],
    ]);
    expect(components.messages.problem).toMatchObject({ name: "problem", payload: { required: ["event"] } });
  });

  test("names have the characters that AsyncAPI allows", () => {
    const { operations } = documentOf({ "chat/send": message("chat/send"), chat_send: message("b") });
    expect(Object.keys(operations)).toEqual(["chat_send", "chat_send_2", "errors"]);
  });
});

describe("schemas in the AsyncAPI document", () => {
  const { jsonSchema: _, ...info } = INFO;

  test("contracts share the definitions of their schemas", () => {
    const Money = classic.object({ amount: classic.int() }).meta({ id: "Money" });
    const { components } = documentOf(
      {
        pay: message("pay", { body: classic.object({ price: Money }), reply: Money }),
        paid: event("paid", { body: classic.array(Money) }),
      },
      info,
    );
    expect(Object.keys(components.schemas)).toEqual(["Money"]);
    expect(components.messages.paid?.payload).toMatchObject({
      properties: { body: { items: { $ref: "#/components/schemas/Money" } } },
    });
  });

  test("a schema that contains itself is a component", () => {
    const Tree = classic.object({
      get children() {
        return classic.array(Tree);
      },
    });
    const document = documentOf({ grow: event("grow", { body: Tree }) }, info);
    const matches = payloadValidator(document, "grow");
    expect(matches({ event: "grow", body: { children: [{ children: [] }] } })).toBe(true);
    expect(matches({ event: "grow", body: { children: [{}] } })).toBe(false);
  });

  test.each<[string, object, unknown, unknown]>([
    [
      "a tuple",
      { type: "array", prefixItems: [{ type: "string" }], items: { type: "integer" } },
      ["a", 1],
      ["a", "b"],
    ],
    ["a tuple without other items", { prefixItems: [{ type: "string" }], items: false }, ["a"], ["a", 1]],
    ["a tuple with any other items", { prefixItems: [{ type: "string" }] }, ["a", 1], [1]],
    ["a list", { items: { type: "string" } }, ["a"], [1]],
    ["required properties", { dependentRequired: { a: ["b"] } }, { a: 1, b: 1 }, { a: 1 }],
    ["the schema of a property", { dependentSchemas: { a: { required: ["b"] } } }, { a: 1, b: 1 }, { a: 1 }],
    [
      "both for the same property",
      { dependentRequired: { a: ["b"] }, dependentSchemas: { a: { required: ["c"] } } },
      { a: 1, b: 1, c: 1 },
      { a: 1, c: 1 },
    ],
    ["a contained item", { contains: { type: "string" } }, ["a"], [1]],
    [
      "a reference with other keywords",
      { $defs: { Text: { type: "string" } }, $ref: "#/$defs/Text", minLength: 2 },
      "ab",
      "a",
    ],
  ])("%s is converted to draft 7", (_, schema, valid, invalid) => {
    const document = documentOf({ a: event("a", { body: z.any() }) }, { ...INFO, jsonSchema: () => schema });
    const matches = payloadValidator(document, "a");
    expect(matches({ event: "a", body: valid })).toBe(true);
    expect(matches({ event: "a", body: invalid })).toBe(false);
  });

  test("a list that need not contain an item accepts an empty list", () => {
    const jsonSchema = () => ({ contains: { type: "string" }, minContains: 0 });
    const document = documentOf({ a: event("a", { body: z.any() }) }, { ...INFO, jsonSchema });
    expect(payloadValidator(document, "a")({ event: "a", body: [] })).toBe(true);
  });
});

describe("an AsyncAPI document with errors", () => {
  test("every error of every contract has a line", () => {
    const wrong = {
      a: message("$a" as string),
      b: event("b".repeat(129)),
      c: event("" as string),
      d: message("d", { body: z.string(), examples: { body: 5 } } as never),
      e: message("e", { reply: z.date() }),
      f: message("f", { body: z.any(), examples: { body: 1n } }),
      g: message("e"),
      h: event("e"),
      i: route("GET /a") as never,
      j: chat as never,
      k: undefined as never,
    };
    expect(() => asyncapi(wrong, INFO)).toThrow(
      new Error(
        [
          'route "$a": the route key is "$a"; expected a string without "$" at its start. Rename it.',
          `event "${"b".repeat(129)}": the name of the event has 129 characters; the maximum is 128. Shorten it.`,
          'event "": the name of the event is ""; expected a string without "$" at its start. Rename it.',
          'route "d": has a body example that its schema rejects (Invalid input: expected string, received number). Correct the example or the schema.',
          'route "e": reply has no JSON Schema (the function `jsonSchema` failed: Date cannot be represented in JSON Schema), but the AsyncAPI document needs it. Use a type of JSON, such as an ISO date, or correct the function `jsonSchema`.',
          'route "f": examples are not JSON (Do not know how to serialize a BigInt). Use values that JSON can represent.',
          'duplicate route "e". Remove one.',
          '"i" is not a contract of a WebSocket API; expected a value from message() or event(). Pass a route to openapi().',
          '"j" is not a contract of a WebSocket API; expected a value from message() or event(). Pass a group of contracts separately, or add its contracts with `...j`.',
          '"k" is not a contract of a WebSocket API; expected a value from message() or event(). Pass a group of contracts separately, or add its contracts with `...k`.',
        ].join("\n"),
      ),
    );
  });

  test.each(["https://chat.example.com", "chat.example.com", ""])("the server %j is an error", (url) => {
    expect(() => asyncapi(chat, { ...INFO, servers: [{ url }] })).toThrow(
      `servers[0].url is ${JSON.stringify(url)}; expected a URL of a WebSocket API. Write "wss://…".`,
    );
  });

  test("openapi() names the function for a message", () => {
    expect(() => openapi(chat as never, INFO)).toThrow(
      '"sendMessage" is a message or an event of a WebSocket API; expected a value from route(). Pass it to asyncapi() or socket().',
    );
  });
});
