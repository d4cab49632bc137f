import { Problem, SocketClosedError, type SocketOptions, socket } from "gatewright/contract";
import { WebSocket } from "ws";
import { type ClientFrame, connect, contract, replyTo, sendFrames, startSocketServer } from "./socket-server";

const TEXT = { channel: "general", text: "hello" };
const sent = ({ id }: ClientFrame) => ({ messageId: `m-${id}` });

describe("a two-way message", () => {
  test("the frame contains the route key, an ID and the body, and the reply resolves the call", async () => {
    const server = await startSocketServer(sendFrames((frame) => replyTo(frame, sent(frame))));
    const { chat } = connect(server.url);
    const { messageId } = await chat.send("sendMessage", TEXT);
    expect(messageId).toBe("m-1");
    expect(server.frames).toEqual([{ action: "sendMessage", id: "1", body: TEXT }]);
  });

  test("a reply without a body resolves the call with undefined", async () => {
    const server = await startSocketServer(sendFrames((frame) => replyTo(frame)));
    const { chat } = connect(server.url);
    expect(await chat.send("leave")).toBeUndefined();
    expect(server.frames).toEqual([{ action: "leaveChannel", id: "1" }]);
  });

  test("replies in another order resolve their own calls", async () => {
    const received: ClientFrame[] = [];
    const server = await startSocketServer((frame, connection) => {
      received.unshift(frame);
      if (received.length === 3)
        for (const other of received) connection.send(JSON.stringify(replyTo(other, sent(other))));
    });
    const { chat } = connect(server.url);
    const calls = [1, 2, 3].map(() => chat.send("sendMessage", TEXT));
    expect(await Promise.all(calls)).toEqual([
      { messageId: "m-1" },
      { messageId: "m-2" },
      { messageId: "m-3" },
    ]);
  });

  test("a second reply with the same ID, and a reply with an unknown ID, are ignored", async () => {
    const server = await startSocketServer(
      sendFrames(
        () => ({ reply: "sendMessage", id: "99", body: { messageId: "unknown" } }),
        (frame) => replyTo(frame, { messageId: `first-${frame.id}` }),
        (frame) => replyTo(frame, { messageId: `second-${frame.id}` }),
      ),
    );
    const { chat, errors } = connect(server.url);
    expect(await chat.send("sendMessage", TEXT)).toEqual({ messageId: "first-1" });
    expect(await chat.send("sendMessage", TEXT)).toEqual({ messageId: "first-2" });
    expect(errors).toEqual([]);
  });

  test("a problem rejects the call with all its fields", async () => {
    const errors = [{ in: "body", path: "/text", message: "too long" }];
    const problem = { status: 400, code: "invalid-input", detail: "No.", requestId: "r", errors };
    const server = await startSocketServer(sendFrames(({ action, id }) => ({ reply: action, id, problem })));
    const client = connect(server.url);
    const error = await client.chat.send("sendMessage", TEXT).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(Problem);
    expect(error).toMatchObject({ ...problem, message: "sendMessage: No." });
    expect(client.errors).toEqual([]);
  });

  test("a problem without fields has the status 500", async () => {
    const server = await startSocketServer(
      sendFrames(({ id }) => ({ reply: "leaveChannel", id, problem: {} })),
    );
    await expect(connect(server.url).chat.send("leave")).rejects.toMatchObject({
      status: 500,
      code: "http-500",
      message: "leaveChannel: the API returned 500",
    });
  });

  test("a message without a reply ends with a TimeoutError, and its late problem is reported", async () => {
    const server = await startSocketServer();
    const { chat, errors, until } = connect(server.url, { timeoutMs: 1000 });
    await until(() => chat.state === "open");
    await expect(chat.send("sendMessage", TEXT)).rejects.toMatchObject({
      name: "TimeoutError",
      message: "sendMessage: no reply within 1000 ms. The API may have processed the message.",
    });
    const [connection] = server.connections;
    connection?.send(JSON.stringify({ reply: "sendMessage", id: "1", body: { messageId: "late" } }));
    connection?.send(JSON.stringify({ reply: "sendMessage", id: "1", problem: { detail: "Late." } }));
    await until(() => errors.length > 0);
    expect(errors).toMatchObject([{ message: "sendMessage: Late." }]);
  });

  test("a lost connection rejects the call, and the message is not sent again", async () => {
    const server = await startSocketServer((frame, connection) => {
      if (frame.action === "sendMessage") connection.terminate();
      else connection.send(JSON.stringify(replyTo(frame)));
    });
    const { chat } = connect(server.url);
    const error = await chat.send("sendMessage", TEXT).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(SocketClosedError);
    expect(error).toMatchObject({
      code: 1006,
      message:
        "sendMessage: the connection was closed with 1006, before the reply. The API may have processed the message.",
    });
    await chat.send("leave");
    expect(server.frames.map(({ action }) => action)).toEqual(["sendMessage", "leaveChannel"]);
  });
});

describe("a one-way message", () => {
  test("the call is resolved without a reply, and the frame has no ID", async () => {
    const server = await startSocketServer();
    const { chat } = connect(server.url);
    expect(await chat.send("typing", { channel: "general" })).toBeUndefined();
    await chat.send("ping");
    await server.until(() => server.frames.length === 2);
    expect(server.frames).toEqual([{ action: "typing", body: { channel: "general" } }, { action: "ping" }]);
  });

  test("the problem of a one-way message is reported", async () => {
    const problem = { status: 403, code: "not-a-member", detail: "You are no member.", requestId: "r" };
    const server = await startSocketServer(sendFrames(() => ({ reply: "typing", problem })));
    const { chat, errors, until } = connect(server.url);
    await chat.send("typing", { channel: "general" });
    await until(() => errors.length > 0);
    expect(errors[0]).toBeInstanceOf(Problem);
    expect(errors).toMatchObject([{ ...problem, message: "typing: You are no member." }]);
  });

  test("messages wait while the buffer of the socket is full, and are sent in order", async () => {
    let buffered = 0;
    class SlowSocket extends WebSocket {
      constructor(url: string, protocols: string[]) {
        super(url, protocols);
        Object.defineProperty(this, "bufferedAmount", { get: () => buffered });
      }
    }
    const server = await startSocketServer();
    const { chat, until } = connect(server.url, { WebSocket: SlowSocket });
    await until(() => chat.state === "open");
    buffered = 131_073;
    const order: string[] = [];
    const calls = ["a", "b"].map((channel) =>
      chat.send("typing", { channel }).then(() => order.push(channel)),
    );
    await new Promise((resolve) => setImmediate(resolve));
    expect([order, server.frames]).toEqual([[], []]);
    buffered = 131_072;
    await Promise.all(calls);
    await server.until(() => server.frames.length === 2);
    expect([order, server.frames.map(({ body }) => body)]).toEqual([
      ["a", "b"],
      [{ channel: "a" }, { channel: "b" }],
    ]);
  });
});

describe("a message that cannot be sent", () => {
  test("a message of 32,768 bytes is sent, and a longer one is an error", async () => {
    const server = await startSocketServer();
    const { chat } = connect(server.url);
    const overhead = JSON.stringify({ action: "typing", body: { channel: "" } }).length;
    const channel = "é".repeat((32_768 - overhead - 1) / 2);
    const fill = "a".repeat(32_768 - overhead - 2 * channel.length);
    await chat.send("typing", { channel: channel + fill });
    await expect(chat.send("typing", { channel: `${channel}${fill}a` })).rejects.toThrow(
      "typing: the message has 32769 bytes; expected up to 32768. A WebSocket client sends a message as one frame",
    );
    await server.until(() => server.frames.length > 0);
    expect(server.frames).toHaveLength(1);
  });

  test("a body that is not JSON is an error with the route key", async () => {
    const server = await startSocketServer();
    const { chat } = connect(server.url);
    await expect(chat.send("typing", { channel: 1n as never })).rejects.toThrow(
      /^typing: the body cannot be converted to JSON \(TypeError: .*BigInt/,
    );
  });

  test.each(["messagePosted", "leaveChannel", "constructor", "__proto__"])(
    "the name %s, which is not a message, is an error",
    async (name) => {
      const server = await startSocketServer();
      await expect(connect(server.url).chat.send(name as "ping")).rejects.toThrow(
        `socket: "${name}" is not a message of the contracts; available: sendMessage, leave, typing, ping.`,
      );
    },
  );

  test("the field of the route key can have another name", async () => {
    const server = await startSocketServer();
    await connect(server.url, { routeKeyField: "type" }).chat.send("ping");
    await server.until(() => server.frames.length > 0);
    expect(server.frames).toEqual([{ type: "ping" }]);
  });
});

describe("an error of API Gateway", () => {
  const gatewayError = (message: string) => ({ message, connectionId: "c=", requestId: "r=" });
  const posted = JSON.stringify({ event: "channelClosed" });

  test.each([
    ["Forbidden", 403],
    ["Internal server error", 500],
    ["Bad request body", 400],
    ["Too Many Requests", 429],
  ])("%s rejects the only message that waits", async (message, status) => {
    const server = await startSocketServer(sendFrames(() => gatewayError(message)));
    const { chat, errors } = connect(server.url);
    const error = await chat.send("sendMessage", TEXT).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(Problem);
    expect(error).toMatchObject({
      status,
      code: `http-${status}`,
      message: `sendMessage: ${message}`,
      requestId: "r=",
    });
    expect(errors).toEqual([]);
  });

  test("an error during two messages is reported, and both wait for their replies", async () => {
    const server = await startSocketServer((_, connection) => {
      if (server.frames.length < 2) return;
      connection.send(JSON.stringify(gatewayError("Forbidden")));
      for (const other of server.frames) connection.send(JSON.stringify(replyTo(other, sent(other))));
    });
    const { chat, errors } = connect(server.url);
    const calls = [chat.send("sendMessage", TEXT), chat.send("sendMessage", TEXT)];
    expect(await Promise.all(calls)).toEqual([{ messageId: "m-1" }, { messageId: "m-2" }]);
    expect(errors).toMatchObject([{ name: "Problem", status: 403, message: "Forbidden" }]);
  });

  test("an error after a one-way message is reported, because this message can be its cause", async () => {
    const server = await startSocketServer((frame, connection) => {
      if (frame.action !== "sendMessage") return;
      connection.send(JSON.stringify(gatewayError("Internal server error")));
      connection.send(JSON.stringify(replyTo(frame, sent(frame))));
    });
    const { chat, errors } = connect(server.url);
    await chat.send("ping");
    expect(await chat.send("sendMessage", TEXT)).toEqual({ messageId: "m-1" });
    expect(errors).toMatchObject([{ status: 500, requestId: "r=" }]);
  });

  test("an error without a message that waits is reported", async () => {
    const server = await startSocketServer();
    server.connected = (connection) => {
      connection.send(JSON.stringify(gatewayError("Forbidden")));
      connection.send(posted);
    };
    const { chat, errors } = connect(server.url);
    await new Promise<void>((resolve) => chat.on("channelClosed", resolve));
    expect(errors).toMatchObject([{ status: 403 }]);
  });
});

describe("an event", () => {
  /** Starts a server that sends frames after the message `ping`, and then the event `channelClosed`. */
  const sending = (...frames: readonly unknown[]) =>
    startSocketServer(sendFrames(...[...frames, { event: "channelClosed" }].map((frame) => () => frame)));
  const posted = { event: "messagePosted", body: { text: "hello" } };

  /** Sends the message `ping`, and waits for the event `channelClosed`. */
  const pingUntilClosed = ({ chat }: ReturnType<typeof connect>) =>
    new Promise<void>((resolve) => {
      chat.on("channelClosed", resolve);
      chat.send("ping");
    });

  test("every listener receives the body, until it is removed", async () => {
    const server = await sending(posted);
    const client = connect(server.url);
    const texts: string[] = [];
    const add = ({ text }: { text: string }) => void texts.push(text);
    client.chat.on("messagePosted", add);
    const stop = client.chat.on("messagePosted", add);
    await pingUntilClosed(client);
    expect(texts).toEqual(["hello", "hello"]);
    stop();
    stop();
    await pingUntilClosed(client);
    expect(texts).toEqual(["hello", "hello", "hello"]);
  });

  test("a listener that another listener removes is not called", async () => {
    const server = await sending(posted);
    const client = connect(server.url);
    const second = jest.fn();
    client.chat.on("messagePosted", () => stop());
    const stop = client.chat.on("messagePosted", second);
    await pingUntilClosed(client);
    expect(second).not.toHaveBeenCalled();
  });

  test("the error of a listener is reported, and the other listeners receive the event", async () => {
    const server = await sending(posted);
    const client = connect(server.url);
    const second = jest.fn();
    client.chat.on("messagePosted", () => {
      throw new Error("first");
    });
    client.chat.on("messagePosted", async () => {
      throw new Error("async");
    });
    client.chat.on("messagePosted", second);
    await pingUntilClosed(client);
    await client.until(() => client.errors.length === 2);
    expect(second).toHaveBeenCalledWith({ text: "hello" });
    expect(client.errors.map(({ message }) => message).sort()).toEqual(["async", "first"]);
  });

  test("the error of a listener is an uncaught exception if the client has no onError", async () => {
    const server = await sending(posted);
    const microtasks = jest.spyOn(globalThis, "queueMicrotask").mockImplementation(() => {});
    const client = connect(server.url, { onError: undefined });
    client.chat.on("messagePosted", () => {
      throw new Error("no");
    });
    await pingUntilClosed(client);
    const [[task] = []] = microtasks.mock.calls;
    microtasks.mockRestore();
    expect(task).toThrow("no");
  });

  test("events that the contract does not contain, and events without a listener, are ignored", async () => {
    const server = await sending(posted, { event: "other" }, { event: "__proto__", body: {} }, { event: "" });
    const client = connect(server.url);
    await pingUntilClosed(client);
    expect(client.errors).toEqual([]);
  });

  test.each<[string, unknown, string]>([
    ["text", "hello", 'neither a reply with an ID nor an event: "hello"'],
    ["invalid JSON", '{"event":', 'neither a reply with an ID nor an event: "{\\"event\\":"'],
    ["JSON of another kind", "null", "neither a reply with an ID nor an event"],
    ["an array", "[1]", "neither a reply with an ID nor an event"],
    ["a long text", "x".repeat(200), `"${"x".repeat(100)}…"`],
    ["a reply without an ID", { reply: "sendMessage", body: {} }, "neither a reply with an ID"],
    ["another object", { message: "hello" }, "neither a reply with an ID nor an event"],
    ["a binary frame", Uint8Array.of(1, 2), "the API sent a binary message; expected JSON"],
  ])("%s is reported, and the connection stays open", async (_, frame, message) => {
    const server = await sending(frame);
    const client = connect(server.url);
    await pingUntilClosed(client);
    expect(client.errors).toHaveLength(1);
    expect(client.errors[0]?.message).toContain(message);
    expect(client.changes.map(({ state }) => state)).toEqual(["open"]);
  });

  test("a listener of a name that is not an event is an error", async () => {
    const server = await startSocketServer();
    const { chat } = connect(server.url);
    expect(() => chat.on("ping" as "channelClosed", () => {})).toThrow(
      'socket: "ping" is not an event of the contracts; available: messagePosted, channelClosed.',
    );
  });
});

describe("the options", () => {
  const url = "wss://api.example.com/live";

  test.each<[object, string]>([
    [
      { url: undefined },
      'socket: url is undefined; expected a URL with the scheme "wss" or "ws" and without "#".',
    ],
    [{ url: "https://a.example/live?token=secret" }, 'socket: url is "https://a.example/live?…"; expected'],
    [{ url: "a.example" }, 'socket: url is "a.example"; expected'],
    [{ url: "wss://a.example/#a" }, 'socket: url is "wss://a.example/#a"; expected'],
    [{ token: 5 }, "socket: token is of the type number; expected a string or a function."],
    [{ tokenIn: "header" }, 'socket: tokenIn is "header"; expected "query" or "subprotocol".'],
    [{ protocols: "v1" }, 'socket: protocols is "v1"; expected an array of different subprotocols.'],
    [{ protocols: ["v1", "v1"] }, 'socket: protocols is ["v1","v1"]; expected'],
    [{ protocols: ["v 1"] }, 'socket: protocols is ["v 1"]; expected'],
    [
      { routeKeyField: "" },
      'socket: routeKeyField is ""; expected the name of a field other than "id" and "body".',
    ],
    [{ routeKeyField: "id" }, 'socket: routeKeyField is "id"; expected'],
    [{ timeoutMs: 0 }, "socket: timeoutMs is 0; expected a number of milliseconds greater than 0"],
    [{ timeoutMs: 2 ** 31 }, "socket: timeoutMs is 2147483648; expected"],
    [{ heartbeat: 5 }, "socket: heartbeat is 5; expected the name of a message."],
    [
      { heartbeat: "beat" },
      'socket: "beat" is not a message of the contracts; available: sendMessage, leave, typing, ping.',
    ],
    [
      { heartbeat: "typing" },
      'socket: the heartbeat "typing" declares a body; expected a message without one.',
    ],
    [{ reconnectDelayMs: "1" }, 'socket: reconnectDelayMs is "1"; expected'],
    [{ maxReconnectDelayMs: Number.NaN }, "socket: maxReconnectDelayMs is NaN; expected"],
    [{ maxAttempts: 0 }, "socket: maxAttempts is 0; expected a whole number greater than 0."],
    [
      { WebSocket: undefined },
      "socket: WebSocket is undefined; expected a class. Node 20 has no global WebSocket; pass the class WebSocket of the package ws.",
    ],
    [{ onStateChange: 5 }, "socket: onStateChange is 5; expected a function."],
    [{ onError: 5 }, "socket: onError is 5; expected a function."],
    [{ retries: 5 }, "socket: retries is not an option; expected one of url, token, tokenIn"],
  ])("a client with the options %j throws an error with the option", (options, text) => {
    const global = globalThis.WebSocket;
    Object.assign(globalThis, { WebSocket: undefined });
    try {
      const wrong = { url, WebSocket, ...options } as SocketOptions as { url: string };
      expect(() => socket(contract, wrong)).toThrow(text);
    } finally {
      Object.assign(globalThis, { WebSocket: global });
    }
  });

  test.each([undefined, null, 5, "sendMessage", {}])(
    "the value %j in the contract is an error that contains its name",
    (value) => {
      expect(() => socket({ ...contract, Schema: value as never }, { url, WebSocket })).toThrow(
        '"Schema" is neither a message nor an event; expected a value from message() or event(). Remove it from the contracts.',
      );
    },
  );

  test("the default class of the connections is the global WebSocket", async () => {
    const server = await startSocketServer();
    const global = globalThis.WebSocket;
    Object.assign(globalThis, { WebSocket });
    try {
      await connect(server.url, { WebSocket: undefined }).chat.send("ping");
    } finally {
      Object.assign(globalThis, { WebSocket: global });
    }
    expect(server.requests).toHaveLength(1);
  });
});
