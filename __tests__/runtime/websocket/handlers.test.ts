import fc from "fast-check";
import { empty, event, type Message, message, route } from "gatewright/contract";
import { HttpError, handle } from "gatewright/runtime";
import {
  type ConnectRequest,
  type DisconnectRequest,
  handleConnect,
  handleDisconnect,
  handleMessage,
  handleSocket,
  type MessageRequest,
  type SocketHandler,
  type SocketLambdaEvent,
} from "gatewright/runtime/websocket";
import * as z from "zod/mini";
import { connectEvent, disconnectEvent, messageEvent } from "./events";

const AUTHORIZER = { principalId: "ann", integrationLatency: 12, sub: "ann", level: 3, admin: true };
const CLAIMS = { sub: "ann", level: "3", admin: "true" };

afterEach(() => jest.restoreAllMocks());

/** Runs a function, and returns the log entries that it writes. */
async function captureLog(
  level: "info" | "warn" | "error",
  run: () => Promise<unknown>,
): Promise<Record<string, unknown>[]> {
  const spy = jest.spyOn(console, level).mockImplementation(() => {});
  await run();
  return spy.mock.calls.map(([entry]) => entry);
}

describe("handleConnect", () => {
  test("a handler receives query, headers with lowercase names, claims, subprotocols and the event", async () => {
    let request: ConnectRequest | undefined;
    const handler = handleConnect((received) => {
      request = received;
    });
    const event = connectEvent(
      {
        query: { token: "t" },
        headers: { Origin: "https://example.com", "Sec-WebSocket-Protocol": "a, b" },
      },
      { authorizer: AUTHORIZER },
    );
    expect(await handler(event)).toEqual({ statusCode: 200 });
    expect(request).toMatchObject({
      connectionId: "VNRUSeldSwMCIRQ=",
      requestId: "request-1",
      query: { token: "t" },
      claims: CLAIMS,
      protocols: ["a", "b"],
      headers: { origin: "https://example.com", host: expect.any(String) },
    });
    expect(request?.event).toBe(event);
    expect(request?.event.headers).toHaveProperty("Origin");
    expect(request).not.toHaveProperty("connections");
  });

  test("a handshake without query, subprotocols and authorizer has empty values", async () => {
    let request: ConnectRequest | undefined;
    await handleConnect((received) => {
      request = received;
    })(connectEvent());
    expect(request).toMatchObject({ query: {}, claims: {}, protocols: [] });
  });

  test.each<[string, unknown, string]>([
    ["the result of a Lambda function", { statusCode: 403 }, "an object with the properties statusCode"],
    ["false", false, "a boolean"],
    ["a status", 403, "a number"],
  ])("%s does not open the connection", async (_, result, found) => {
    const handler = handleConnect(() => result as undefined);
    const [entry] = await captureLog("error", async () => {
      expect(await handler(connectEvent())).toEqual({ statusCode: 500 });
    });
    expect(entry).toMatchObject({
      error: {
        message: `the handler of $connect returned ${found}; expected nothing or { protocol }. Throw an HttpError to reject the connection.`,
      },
    });
  });

  test.each([undefined, null, {}, { protocol: undefined }])("the result %j opens it", async (result) => {
    expect(await handleConnect(() => result as undefined)(connectEvent())).toEqual({ statusCode: 200 });
  });

  test("subprotocols in several headers are one list", async () => {
    let protocols: readonly string[] = [];
    const event = connectEvent();
    await handleConnect((request) => {
      protocols = request.protocols;
    })({ ...event, multiValueHeaders: { "sec-websocket-protocol": ["a,b", " c"] } });
    expect(protocols).toEqual(["a", "b", "c"]);
  });

  test.each<[string, string, string | undefined, string | undefined]>([
    ["a selected subprotocol is sent", "a, b", "b", "b"],
    ["no subprotocol is sent if the handler selects none", "a, b", undefined, undefined],
    ["bearer is sent if the handler selects none", "bearer, eyJ.a.b", undefined, "bearer"],
    [
      "a subprotocol after the token is sent instead of bearer",
      "bearer, eyJ.a.b, chat.v1",
      "chat.v1",
      "chat.v1",
    ],
    ["bearer without a token is sent", "bearer", undefined, "bearer"],
  ])("%s", async (_, offered, protocol, expected) => {
    const event = connectEvent({ headers: { "Sec-WebSocket-Protocol": offered } });
    const result = await handleConnect(async () => ({ protocol }))(event);
    expect(result).toEqual({
      statusCode: 200,
      ...(expected && { headers: { "Sec-WebSocket-Protocol": expected } }),
    });
  });

  test("the token that follows bearer is no subprotocol", async () => {
    const event = connectEvent({ headers: { "Sec-WebSocket-Protocol": "bearer, eyJ.a.b, chat.v1" } });
    let protocols: readonly string[] = [];
    await handleConnect((request) => {
      protocols = request.protocols;
    })(event);
    expect(protocols).toEqual(["bearer", "chat.v1"]);
  });

  test.each([
    [
      "a subprotocol that the client does not offer",
      "a",
      "b",
      'the protocol "b" is not one that the client offers; expected a',
    ],
    [
      "the token",
      "bearer, eyJ.a.b",
      "eyJ.a.b",
      "the protocol is not one that the client offers; expected bearer",
    ],
    [
      "a subprotocol although the client offers none",
      "",
      "b",
      'the protocol "b" is not one that the client offers; expected none',
    ],
  ])(
    "a handler that selects %s rejects the connection and logs the error",
    async (_, offered, protocol, expected) => {
      const event = connectEvent({ headers: offered ? { "Sec-WebSocket-Protocol": offered } : {} });
      let result: unknown;
      const [entry] = await captureLog("error", async () => {
        result = await handleConnect(() => ({ protocol }))(event);
      });
      expect(result).toEqual({ statusCode: 500 });
      expect(entry).toMatchObject({ error: { message: expected } });
    },
  );

  test("an HttpError rejects the connection with its status, and is not logged", async () => {
    const handler = handleConnect(() => {
      throw new HttpError(403, "unknown-origin", "The origin is unknown.");
    });
    const entries = await captureLog("error", async () => {
      expect(await handler(connectEvent())).toEqual({ statusCode: 403 });
    });
    expect(entries).toEqual([]);
  });

  test("any other error rejects the connection with 500, and is logged with the connection", async () => {
    const handler = handleConnect(async () => {
      throw new Error("a secret");
    });
    const [entry] = await captureLog("error", async () => {
      expect(await handler(connectEvent())).toEqual({ statusCode: 500 });
    });
    expect(entry).toMatchObject({
      message: "unhandled error in handler",
      requestId: "request-1",
      routeKey: "$connect",
      connectionId: "VNRUSeldSwMCIRQ=",
      error: { message: "a secret", stack: expect.stringContaining("handlers.test.ts") },
    });
  });

  test("the log contains neither the token of the query nor that of the subprotocol", async () => {
    const handler = handleConnect(({ query, headers, event, log }) =>
      log.info("connect", { query, headers, event }),
    );
    const event = connectEvent({
      query: { token: "eyJ.a.b", v: "1" },
      headers: { "Sec-WebSocket-Protocol": "bearer, eyJ.a.b" },
    });
    const [entry] = await captureLog("info", () => handler(event));
    expect(entry).toMatchObject({ query: { token: "[secret]", v: "1" } });
    expect(JSON.stringify(entry)).not.toContain("eyJ");
  });
});

describe("handleDisconnect", () => {
  test("a handler receives close code, reason and claims", async () => {
    let request: DisconnectRequest | undefined;
    const handler = handleDisconnect((received) => {
      request = received;
    });
    const context = { disconnectStatusCode: 1001, disconnectReason: "Going away", authorizer: AUTHORIZER };
    expect(await handler(disconnectEvent(context))).toEqual({ statusCode: 200 });
    expect(request).toMatchObject({
      closeCode: 1001,
      reason: "Going away",
      claims: CLAIMS,
      connectionId: "VNRUSeldSwMCIRQ=",
    });
  });

  test("an event without a close code has 1005 and no reason", async () => {
    let request: DisconnectRequest | undefined;
    await handleDisconnect((received) => {
      request = received;
    })(disconnectEvent());
    expect(request).toMatchObject({ closeCode: 1005, reason: "" });
  });

  test("an event that does not match its contract is logged as an error", async () => {
    const left = event("left", { body: z.object({ name: z.string() }) });
    const handler = handleDisconnect(async ({ connections }) => {
      await connections.send("a", left, { name: 1 as unknown as string });
    });
    const [entry] = await captureLog("error", async () => {
      expect(await handler(disconnectEvent())).toEqual({ statusCode: 500 });
    });
    expect(entry).toMatchObject({
      error: { message: expect.stringMatching(/^event "left" violates its contract: .*\/name: /) },
    });
  });

  test.each([
    ["an error", new Error("a secret")],
    ["an HttpError", new HttpError(409, "taken", "It is taken.")],
  ])("%s of the handler is logged, and not thrown", async (_, error) => {
    const handler = handleDisconnect(async () => {
      throw error;
    });
    const [entry] = await captureLog("error", async () => {
      expect(await handler(disconnectEvent())).toEqual({ statusCode: 500 });
    });
    expect(entry).toMatchObject({ routeKey: "$disconnect", error: { message: error.message } });
  });
});

describe("handleMessage", () => {
  const rename = message("rename", { body: z.object({ name: z._default(z.string(), "new") }), reply: empty });

  test("a handler receives the output of the schema, the ID, claims and the event", async () => {
    let request: MessageRequest<typeof rename> | undefined;
    const handler = handleMessage(rename, (received) => {
      request = received;
    });
    const event = messageEvent("rename", '{"action":"rename","id":"7","body":{}}', {
      authorizer: AUTHORIZER,
    });
    await handler(event);
    expect(request).toMatchObject({
      body: { name: "new" },
      id: "7",
      claims: CLAIMS,
      connectionId: "VNRUSeldSwMCIRQ=",
      requestId: "request-1",
    });
    expect(request?.event).toBe(event);
  });

  test("an unknown error is logged with its stack and the route, and the client receives no details", async () => {
    const handler = handleMessage(rename, () => {
      throw new Error("a secret");
    });
    let body = "";
    const [entry] = await captureLog("error", async () => {
      ({ body = "" } = await handler(messageEvent("rename", '{"body":{}}')));
    });
    expect(entry).toMatchObject({
      routeKey: "rename",
      connectionId: "VNRUSeldSwMCIRQ=",
      error: { message: "a secret", stack: expect.stringContaining("handlers.test.ts") },
    });
    expect(body).not.toContain("secret");
  });

  const count = message("count", { reply: z.object({ total: z.number().check(z.lt(10)) }) });
  const countEvent = messageEvent("count", '{"id":"1"}');

  test.each<[string, unknown]>([
    ["undefined", undefined],
    ["null", null],
    ["an object without a body", {}],
    ["a text", "text"],
  ])("a reply that is %s violates a contract with a body", async (_, reply) => {
    const handler = handleMessage(count, () => reply as { body: { total: number } }, {
      validateReplies: false,
    });
    const [entry] = await captureLog("error", async () => {
      const { statusCode, body = "" } = await handler(countEvent);
      expect(statusCode).toBe(500);
      expect(JSON.parse(body)).toMatchObject({
        reply: "count",
        id: "1",
        problem: { code: "internal-error" },
      });
    });
    expect(entry).toMatchObject({
      error: { message: 'message "count" violates its contract: returned no body; expected { body }' },
    });
  });

  test("the body of a reply is validated only with validateReplies", async () => {
    const reply = () => ({ body: { total: 10 } });
    const lax = await handleMessage(count, reply, { validateReplies: false })(countEvent);
    expect(JSON.parse(lax.body ?? "")).toEqual({ reply: "count", id: "1", body: { total: 10 } });
    const [entry] = await captureLog("error", async () => {
      const strict = await handleMessage(count, reply, { validateReplies: true })(countEvent);
      expect(strict.statusCode).toBe(500);
    });
    expect(entry).toMatchObject({
      error: { message: expect.stringMatching(/^message "count" violates its contract: .*\/total: /) },
    });
  });

  test("the bodies of replies are not validated in Lambda", async () => {
    process.env.AWS_LAMBDA_RUNTIME_API = "127.0.0.1:9001";
    const handler = handleMessage(count, () => ({ body: { total: 10 } }));
    delete process.env.AWS_LAMBDA_RUNTIME_API;
    expect((await handler(countEvent)).statusCode).toBe(200);
  });

  const read = message("read", { reply: z.string() });
  const readEvent = messageEvent("read", "{}");

  test("a reply whose frame has 128 KB is sent, and a longer one is an error", async () => {
    const overhead = '{"reply":"read","body":""}'.length;
    const fitting = await handleMessage(read, () => ({ body: "x".repeat(131_072 - overhead) }))(readEvent);
    expect([fitting.statusCode, fitting.body?.length]).toEqual([200, 131_072]);
    const [entry] = await captureLog("error", async () => {
      const long = await handleMessage(read, () => ({ body: "ä".repeat(65_536) }))(readEvent);
      expect(long.statusCode).toBe(500);
    });
    expect(entry).toMatchObject({
      error: {
        message:
          'message "read": the frame has 131098 bytes; expected at most 131072, the limit of API Gateway. Send less data, or a URL of the data.',
      },
    });
  });

  test("a problem with more than 128 KB of errors is sent without the errors", async () => {
    const sum = message("sum", { body: z.array(z.number()), reply: empty });
    const frame = { id: "1", body: Array.from({ length: 5000 }, () => "x") };
    const { body = "" } = await handleMessage(sum, () => {})(messageEvent("sum", JSON.stringify(frame)));
    expect(JSON.parse(body)).toEqual({
      reply: "sum",
      id: "1",
      problem: {
        status: 400,
        code: "invalid-input",
        detail: "The message is invalid.",
        requestId: "request-1",
      },
    });
  });
});

test.each<[string, unknown]>([
  ["an event", event("posted")],
  ["a route", route("GET /a")],
  ["a route key", "send"],
  ["no contract", undefined],
])("%s as the contract of handleMessage() is an error", (_, contract) => {
  expect(() => handleMessage(contract as Message, () => {})).toThrow(
    "the contract is not a message. Use handle() for a route.",
  );
});

describe("handleSocket", () => {
  const ping = message("ping", { reply: empty });
  const pong = message("pong", { reply: empty });

  test("the route of the event selects the handler, also in nested handlers", async () => {
    const calls: string[] = [];
    const handler = handleSocket(
      handleConnect(() => void calls.push("connect")),
      handleSocket(
        handleDisconnect(() => void calls.push("disconnect")),
        handleMessage(ping, () => void calls.push("ping")),
      ),
      handleMessage(pong, () => void calls.push("pong")),
    );
    for (const event of [
      connectEvent(),
      messageEvent("pong", "{}"),
      messageEvent("ping", "{}"),
      disconnectEvent(),
    ])
      expect((await handler(event)).statusCode).toBe(200);
    expect(calls).toEqual(["connect", "pong", "ping", "disconnect"]);
    expect(handler.routeKeys).toEqual(["$connect", "$disconnect", "ping", "pong"]);
  });

  test("no handler, and two handlers for a route, are errors", () => {
    expect(() => handleSocket()).toThrow("handleSocket() needs at least one handler");
    expect(() =>
      handleSocket(
        handleMessage(ping, () => {}),
        handleMessage(ping, () => {}),
      ),
    ).toThrow('handleSocket() has two handlers for the route "ping". Remove one.');
  });

  test.each<[string, unknown]>([
    ["a list of handlers", [handleMessage(ping, () => {})]],
    ["a Lambda handler", async () => ({ statusCode: 200 })],
    ["a handler of an HTTP route", handle(route("GET /a"), () => ({ status: 200 }))],
    ["no value", undefined],
  ])("%s as an argument is an error", (_, other) => {
    expect(() => handleSocket(other as SocketHandler)).toThrow(
      "handleSocket() needs handlers of this module as its arguments. Use handleAll() for HTTP.",
    );
  });

  test.each<[string, SocketLambdaEvent, object]>([
    [
      "a message",
      messageEvent("other", '{"id":"1"}'),
      { statusCode: 500, frame: { reply: "other", id: "1", problem: { code: "internal-error" } } },
    ],
    [
      "a message that is not JSON",
      messageEvent("$default", "text"),
      { statusCode: 500, frame: { reply: "$default", problem: { code: "internal-error" } } },
    ],
    ["a handshake", connectEvent(), { statusCode: 500, frame: undefined }],
    ["the end of a connection", disconnectEvent(), { statusCode: 500, frame: undefined }],
  ])("%s without a handler is an error", async (_, event, expected) => {
    const handler = handleSocket(
      handleMessage(ping, () => {}),
      handleMessage(pong, () => {}),
    );
    const [entry] = await captureLog("error", async () => {
      const { statusCode, body } = await handler(event);
      expect({ statusCode, frame: body && JSON.parse(body) }).toMatchObject(expected);
    });
    const { routeKey } = event.requestContext;
    expect(entry).toMatchObject({
      error: { message: `no handler for the route "${routeKey}"; this function handles ping, pong` },
    });
  });
});

const anyContext = fc.record(
  {
    eventType: fc.oneof(fc.constantFrom("CONNECT", "MESSAGE", "DISCONNECT"), fc.jsonValue()),
    routeKey: fc.oneof(fc.constantFrom("$connect", "$disconnect", "add"), fc.jsonValue()),
    authorizer: fc.jsonValue(),
    connectionId: fc.jsonValue(),
    requestId: fc.jsonValue(),
    disconnectStatusCode: fc.jsonValue(),
    disconnectReason: fc.jsonValue(),
  },
  { requiredKeys: [] },
);
const anyFrame = fc.record({ id: fc.jsonValue(), body: fc.jsonValue() }, { requiredKeys: [] });
const anyEvent = fc.oneof(
  fc.jsonValue(),
  fc.record(
    {
      requestContext: fc.oneof(anyContext, fc.jsonValue()),
      headers: fc.oneof(fc.dictionary(fc.string(), fc.string()), fc.jsonValue()),
      multiValueHeaders: fc.oneof(fc.dictionary(fc.string(), fc.array(fc.string())), fc.jsonValue()),
      queryStringParameters: fc.jsonValue(),
      body: fc.oneof(
        anyFrame.map((frame) => JSON.stringify(frame)),
        fc.string(),
        fc.jsonValue(),
      ),
    },
    { requiredKeys: [] },
  ),
);

test("no event makes a handler throw, and no frame contains a stack trace", async () => {
  jest.spyOn(console, "error").mockImplementation(() => {});
  const add = message("add", { body: z.object({ a: z.number() }), reply: empty });
  const handlers = [handleConnect(() => {}), handleDisconnect(() => {}), handleMessage(add, () => {})];
  const all = [...handlers, handleSocket(...handlers)];
  await fc.assert(
    fc.asyncProperty(anyEvent, async (event) => {
      for (const handler of all) {
        const { statusCode, body = "{}" } = await handler(event as unknown as SocketLambdaEvent);
        expect([200, 400, 500]).toContain(statusCode);
        expect(JSON.parse(body).problem?.status ?? statusCode).toBe(statusCode);
        expect(body).not.toMatch(/\bat .*\.ts:\d+|Error:/);
      }
    }),
    { numRuns: 500 },
  );
});

const ping = message("ping");
const HANDLERS: readonly (readonly [string, SocketHandler])[] = [
  ["handleConnect", handleConnect(() => {})],
  ["handleDisconnect", handleDisconnect(() => {})],
  ["handleMessage", handleMessage(ping, () => {})],
  ["handleSocket", handleSocket(handleMessage(ping, () => {}))],
];

describe.each(HANDLERS)("%s", (_, handler) => {
  test.each<[unknown, string]>([
    [undefined, "the event is undefined"],
    [null, "the event is null"],
    [
      { version: "2.0", routeKey: "GET /", requestContext: { requestId: "r" } },
      "the event is an object with the properties version,routeKey,requestContext",
    ],
    [{ Records: [] }, "the event is an object with the properties Records"],
    [
      { requestContext: { eventType: "constructor" } },
      "the event is an object with the properties requestContext",
    ],
  ])("the event %j of another service is logged as an error", async (event, description) => {
    const [entry] = await captureLog("error", async () => {
      expect(await handler(event as SocketLambdaEvent)).toMatchObject({ statusCode: 500 });
    });
    expect(entry).toMatchObject({
      error: { message: `${description}; expected an event of a WebSocket API. Check the trigger.` },
    });
  });
});

test.each<[string, SocketHandler, SocketLambdaEvent, string]>([
  [
    "a handshake",
    handleMessage(message("ping", { reply: empty }), () => {}),
    connectEvent(),
    'the event has the type CONNECT; expected MESSAGE. Use handleConnect() for the route "$connect".',
  ],
  [
    "a handshake",
    handleMessage(ping, () => {}),
    connectEvent(),
    'the event has the type CONNECT; expected MESSAGE. Use handleConnect() for the route "$connect".',
  ],
  [
    "a message",
    handleConnect(() => {}),
    messageEvent("ping", "{}"),
    'the event has the type MESSAGE; expected CONNECT. Use handleMessage() for the route "ping".',
  ],
  [
    "the end of a connection",
    handleConnect(() => {}),
    disconnectEvent(),
    'the event has the type DISCONNECT; expected CONNECT. Use handleDisconnect() for the route "$disconnect".',
  ],
])("%s for the handler of another event is logged as an error", async (_, handler, event, expected) => {
  const warn = jest.spyOn(console, "warn");
  const [entry] = await captureLog("error", async () => {
    expect((await handler(event)).statusCode).toBe(500);
  });
  expect(entry).toMatchObject({ error: { message: expected } });
  expect(warn).not.toHaveBeenCalled();
});

test.each(["pong", "$default"])(
  "a message of the route %s does not reach the handler of ping",
  async (route) => {
    const call = jest.fn();
    const handler = handleMessage(message("ping", { reply: empty }), call);
    const [entry] = await captureLog("error", async () => {
      const { statusCode, body } = await handler(messageEvent(route, '{"id":"1"}'));
      expect(statusCode).toBe(500);
      expect(JSON.parse(body ?? "")).toMatchObject({ id: "1", problem: { code: "internal-error" } });
    });
    expect(entry).toMatchObject({
      error: {
        message: `the event is for the route "${route}"; expected "ping". Correct the target of the route in the WebSocketApi.`,
      },
    });
    expect(call).not.toHaveBeenCalled();
  },
);
