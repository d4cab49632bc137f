import { socket } from "gatewright/contract";
import { WebSocket } from "ws";
import { type ClientFrame, connect, contract, replyTo, sendFrames, startSocketServer } from "./socket-server";

const states = (changes: readonly { readonly state: string }[]) => changes.map(({ state }) => state);
const answer = sendFrames((frame: ClientFrame) => replyTo(frame));

describe("a connection that is lost", () => {
  test.each([1000, 1001, 1008, 1011])(
    "a connection that the API closes with %d is replaced, and the cause is reported",
    async (code) => {
      const server = await startSocketServer(answer);
      const { chat, changes, errors, until } = connect(server.url);
      await chat.send("leave");
      server.connections[0]?.close(code, "Going away");
      await until(() => changes.length === 3);
      await chat.send("leave");
      expect(states(changes)).toEqual(["open", "connecting", "open"]);
      expect(changes[1]?.cause).toMatchObject({
        name: "SocketClosedError",
        code,
        message: `the connection was closed with ${code}: Going away`,
      });
      expect([server.requests.length, errors]).toEqual([2, []]);
    },
  );

  test("messages of the time without a connection are sent in order over the next one", async () => {
    const server = await startSocketServer(answer);
    const { chat, until } = connect(server.url);
    await until(() => chat.state === "open");
    server.connections[0]?.terminate();
    await until(() => chat.state === "connecting");
    await Promise.all([
      chat.send("typing", { channel: "1" }),
      chat.send("leave"),
      chat.send("typing", { channel: "2" }),
    ]);
    await server.until(() => server.frames.length === 3);
    expect(server.frames).toEqual([
      { action: "typing", body: { channel: "1" } },
      { action: "leaveChannel", id: "1" },
      { action: "typing", body: { channel: "2" } },
    ]);
  });

  test("each message is sent once, although its connection is lost many times", async () => {
    const counts = new Map<unknown, number>();
    const server = await startSocketServer((frame, connection) => {
      counts.set(frame.id, (counts.get(frame.id) ?? 0) + 1);
      if (counts.size % 3 === 0) connection.terminate();
      else connection.send(JSON.stringify(replyTo(frame)));
    });
    server.connected = (connection) => {
      if (server.requests.length % 2 === 0) connection.close(1001);
    };
    const { chat } = connect(server.url);
    const results: string[] = [];
    for (let index = 0; index < 30; index++) {
      await chat.send("leave").then(
        () => results.push("reply"),
        ({ name }) => results.push(name),
      );
    }
    expect(new Set(results)).toEqual(new Set(["reply", "SocketClosedError"]));
    expect(Math.max(...counts.values())).toBe(1);
    expect(server.requests.length).toBeGreaterThan(10);
  });

  test("a message that finds no connection is not sent after its timeout", async () => {
    const server = await startSocketServer(answer);
    server.status = 503;
    const { chat, until } = connect(server.url, { timeoutMs: 1000 });
    await expect(chat.send("sendMessage", { channel: "a", text: "b" })).rejects.toMatchObject({
      name: "TimeoutError",
      message:
        "sendMessage: the message was not sent within 1000 ms: the connection was closed with 1006: Unexpected server response: 503.",
    });
    server.status = 101;
    await until(() => chat.state === "open");
    await chat.send("ping");
    await server.until(() => server.frames.length > 0);
    expect(server.frames).toEqual([{ action: "ping" }]);
  });

  test("more than 100 messages without a connection are an error", async () => {
    const server = await startSocketServer(answer);
    server.status = 503;
    const { chat } = connect(server.url);
    const calls = Array.from({ length: 100 }, () => chat.send("ping"));
    await expect(chat.send("ping")).rejects.toThrow(
      "ping: the queue contains 100 messages, its maximum. Send fewer messages.",
    );
    server.status = 101;
    await Promise.all(calls);
    await server.until(() => server.frames.length === 100);
  });
});

describe("a handshake that fails", () => {
  test("the client tries again, and reports each failed attempt", async () => {
    const server = await startSocketServer(answer);
    let attempts = 0;
    server.status = 403;
    const { chat, errors, changes } = connect(server.url, {
      token() {
        if (++attempts === 4) server.status = 101;
        return `token-${attempts}`;
      },
    });
    await chat.send("leave");
    expect(states(changes)).toEqual(["open"]);
    expect(errors.map(({ message }) => message)).toEqual(
      Array(3).fill("the connection was closed with 1006: Unexpected server response: 403"),
    );
    expect(server.requests.map(({ url }) => url)).toEqual(["/live?token=token-4"]);
  });

  test("the client is closed after maxAttempts attempts, and messages are rejected", async () => {
    const server = await startSocketServer();
    server.status = 401;
    const { chat, errors, changes } = connect(server.url, { maxAttempts: 3 });
    const message =
      "ping: the connection was closed with 1006: Unexpected server response: 401; the message was not sent.";
    await expect(chat.send("ping")).rejects.toMatchObject({ name: "SocketClosedError", code: 1006, message });
    expect([chat.state, states(changes), errors.length]).toEqual(["closed", ["closed"], 2]);
    expect(changes[0]?.cause).toMatchObject({ code: 1006 });
    await expect(chat.send("ping")).rejects.toThrow(message);
  });

  test("connections that the API closes immediately count as failed attempts", async () => {
    const server = await startSocketServer();
    server.connected = (connection) => connection.close(1008, "no");
    const { changes, until } = connect(server.url, { maxAttempts: 3 });
    await until(() => changes.some(({ state }) => state === "closed"));
    expect([server.requests.length, states(changes)]).toEqual([
      3,
      ["open", "connecting", "open", "connecting", "open", "closed"],
    ]);
  });

  test("a handshake without a response ends after the timeout, and the client tries again", async () => {
    const server = await startSocketServer(answer);
    server.status = 0;
    const { chat, errors, until } = connect(server.url, { timeoutMs: 300 });
    await until(() => errors.length > 0);
    expect(errors[0]?.message).toBe("no connection within 300 ms");
    server.status = 101;
    await until(() => chat.state === "open");
  });

  test("a token function that never returns ends after the timeout, and the client tries again", async () => {
    const server = await startSocketServer(answer);
    let attempts = 0;
    const token = () => (++attempts === 1 ? new Promise<string>(() => {}) : "second");
    const { chat, until } = connect(server.url, { token, timeoutMs: 300 });
    await until(() => chat.state === "open");
    expect(server.requests.map(({ url }) => url)).toEqual(["/live?token=second"]);
  });

  test("the error of a WebSocket class is reported, and the client tries again", async () => {
    const server = await startSocketServer(answer);
    let attempts = 0;
    class FailingSocket extends WebSocket {
      constructor(url: string, protocols: string[]) {
        if (++attempts < 3) throw new Error("insecure");
        super(url, protocols);
      }
    }
    const { chat, errors } = connect(server.url, { WebSocket: FailingSocket });
    await chat.send("leave");
    expect(errors.map(({ message }) => message)).toEqual([
      "no connection: insecure",
      "no connection: insecure",
    ]);
  });
});

describe("a token", () => {
  test("a token is in the query of each handshake, and the query of the URL remains", async () => {
    const server = await startSocketServer(answer);
    let count = 0;
    const { chat, changes, until } = connect(`${server.url}?channel=a&token=old`, {
      token: async () => `t&${++count}`,
    });
    await chat.send("leave");
    server.connections[0]?.close(1001);
    await until(() => changes.length === 3);
    expect(server.requests.map(({ url }) => url)).toEqual([
      "/live?channel=a&token=t%261",
      "/live?channel=a&token=t%262",
    ]);
  });

  test("a token can be a subprotocol, before the subprotocols of the application", async () => {
    const server = await startSocketServer(answer);
    const { chat } = connect(server.url, { token: "a.b.c", tokenIn: "subprotocol", protocols: ["chat.v1"] });
    await chat.send("leave");
    const [request] = server.requests;
    expect([request?.url, request?.headers["sec-websocket-protocol"]]).toEqual([
      "/live",
      "bearer,a.b.c,chat.v1",
    ]);
  });

  test("a subprotocol of the application that is also one of the token is offered once", async () => {
    const server = await startSocketServer(answer);
    const { chat } = connect(server.url, {
      token: "a.b.c",
      tokenIn: "subprotocol",
      protocols: ["chat.v1", "bearer"],
    });
    await chat.send("leave");
    expect(server.requests[0]?.headers["sec-websocket-protocol"]).toBe("bearer,a.b.c,chat.v1");
  });

  test("a client without a token offers only the subprotocols of the application", async () => {
    const server = await startSocketServer(answer);
    const { chat } = connect(server.url, { protocols: ["chat.v1"] });
    await chat.send("leave");
    const [request] = server.requests;
    expect([request?.url, request?.headers["sec-websocket-protocol"]]).toEqual(["/live", "chat.v1"]);
  });

  test.each<[string, () => unknown, RegExp]>([
    [
      "is no subprotocol",
      () => "secret token",
      /^no connection: the token cannot be a subprotocol; expected a JSON Web Token$/,
    ],
    ["is no text", () => 5, /^no connection: the token is of the type number; expected a string$/],
    [
      "is undefined",
      () => undefined,
      /^no connection: the token is of the type undefined; expected a string$/,
    ],
    ["is empty", () => "", /^no connection: the token is empty; expected a JSON Web Token$/],
    ["cannot be read", () => Promise.reject(new Error("signed out")), /^no connection: signed out$/],
  ])("a token that %s is a failed attempt, and the error does not contain it", async (_, token, text) => {
    const server = await startSocketServer();
    const { changes, until } = connect(server.url, {
      token: token as () => string,
      tokenIn: "subprotocol",
      maxAttempts: 2,
    });
    await until(() => changes.length > 0);
    expect(changes).toEqual([
      { state: "closed", cause: expect.objectContaining({ message: expect.stringMatching(text) }) },
    ]);
    expect(server.requests).toEqual([]);
  });
});

describe("close()", () => {
  test("messages that wait are rejected, and the client does not connect again", async () => {
    const server = await startSocketServer();
    const { chat, changes, errors } = connect(server.url);
    const pending = chat.send("leave");
    await server.until(() => server.frames.length === 1);
    const closed = new Promise((resolve) => server.connections[0]?.on("close", resolve));
    chat.close();
    chat.close();
    await expect(pending).rejects.toMatchObject({
      code: 1000,
      message:
        "leaveChannel: the client is closed, before the reply. The API may have processed the message.",
    });
    expect(await closed).toBe(1005);
    await expect(chat.send("ping")).rejects.toMatchObject({
      code: 1000,
      message: "ping: the client is closed; the message was not sent.",
    });
    expect(changes).toEqual([{ state: "open" }, { state: "closed" }]);
    expect([chat.state, errors, server.requests.length]).toEqual(["closed", [], 1]);
  });

  test.each(["before the token is known", "during the handshake"])(
    "close() %s rejects the messages, and ends the attempt",
    async (time) => {
      const server = await startSocketServer();
      const { chat, changes, errors } = connect(server.url, { token: async () => "t" });
      const waiting = chat.send("ping");
      if (time === "during the handshake") await new Promise((resolve) => setImmediate(resolve));
      chat.close();
      await expect(waiting).rejects.toThrow("ping: the client is closed; the message was not sent.");
      expect([changes, errors]).toEqual([[{ state: "closed" }], []]);
    },
  );

  test("errors of the functions of the application are uncaught exceptions, and do not stop the client", async () => {
    const server = await startSocketServer(answer);
    const microtasks = jest.spyOn(globalThis, "queueMicrotask").mockImplementation(() => {});
    let attempts = 0;
    const { chat } = connect(server.url, {
      token: () => (++attempts === 1 ? Promise.reject(new Error("signed out")) : "t"),
      onError() {
        throw new Error("onError");
      },
      onStateChange(state) {
        if (state === "open") throw new Error("onStateChange");
      },
    });
    await chat.send("leave");
    const tasks = microtasks.mock.calls.map(([task]) => task);
    microtasks.mockRestore();
    expect(tasks).toHaveLength(2);
    expect(tasks[0]).toThrow("onError");
    expect(tasks[1]).toThrow("onStateChange");
  });

  test("a listener of the state can close the client", async () => {
    const server = await startSocketServer();
    const states: string[] = [];
    const closed = new Promise<void>((resolve) => {
      const chat = socket(contract, {
        url: server.url,
        WebSocket,
        onStateChange(state) {
          states.push(state);
          if (state === "open") chat.close();
          else resolve();
        },
      });
    });
    await closed;
    expect(states).toEqual(["open", "closed"]);
  });
});
