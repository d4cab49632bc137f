import type { SocketOptions, WebSocketInstance, WebSocketInstanceEvent } from "gatewright/contract";
import { connect } from "./socket-server";

/** Socket without a network. Tests send its events, and read the messages of the client. */
class FakeSocket implements WebSocketInstance {
  static all: FakeSocket[] = [];
  readyState = 0;
  bufferedAmount = 0;
  readonly sent: string[] = [];
  isClosed = false;
  readonly #listeners = new Map<string, (event: WebSocketInstanceEvent) => void>();

  constructor() {
    FakeSocket.all.push(this);
  }

  addEventListener(type: string, listener: (event: WebSocketInstanceEvent) => void): void {
    this.#listeners.set(type, listener);
  }

  emit(type: string, event: Partial<WebSocketInstanceEvent> = {}): void {
    if (type === "open") this.readyState = 1;
    this.#listeners.get(type)?.({ type, ...event });
  }

  send(text: string): void {
    this.sent.push(text);
  }

  close(): void {
    this.isClosed = true;
  }
}

const MINUTE_MS = 60_000;
const IDLE_MS = 8 * MINUTE_MS;
const PING = '{"action":"ping"}';
const LEAVE = '{"action":"leaveChannel","id":"1"}';

beforeEach(() => {
  FakeSocket.all = [];
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
  jest.restoreAllMocks();
});

/** Returns a client with an open connection without a network. */
async function open(options: Partial<SocketOptions> & { heartbeat?: "ping" | "leave" }) {
  const client = connect("wss://api.example.com/live", {
    WebSocket: FakeSocket,
    reconnectDelayMs: 1000,
    maxReconnectDelayMs: 30_000,
    ...options,
  });
  await jest.advanceTimersByTimeAsync(0);
  const [socket] = FakeSocket.all as [FakeSocket];
  socket.emit("open");
  return { ...client, socket };
}

describe("a heartbeat", () => {
  test("the message is sent after each 8 minutes without a message", async () => {
    const { socket } = await open({ heartbeat: "ping" });
    await jest.advanceTimersByTimeAsync(IDLE_MS - 1);
    expect(socket.sent).toEqual([]);
    await jest.advanceTimersByTimeAsync(1);
    expect(socket.sent).toEqual([PING]);
    await jest.advanceTimersByTimeAsync(IDLE_MS);
    expect(socket.sent).toEqual([PING, PING]);
  });

  test("messages in both directions delay it", async () => {
    const { chat, socket } = await open({ heartbeat: "ping" });
    await jest.advanceTimersByTimeAsync(5 * MINUTE_MS);
    await chat.send("typing", { channel: "a" });
    await jest.advanceTimersByTimeAsync(5 * MINUTE_MS);
    socket.emit("message", { data: '{"event":"channelClosed"}' });
    await jest.advanceTimersByTimeAsync(IDLE_MS - 1);
    expect(socket.sent).toHaveLength(1);
    await jest.advanceTimersByTimeAsync(1);
    expect(socket.sent[1]).toBe(PING);
  });

  test("a client without the option sends none", async () => {
    const { socket } = await open({});
    await jest.advanceTimersByTimeAsync(3 * IDLE_MS);
    expect([socket.sent, jest.getTimerCount()]).toEqual([[], 0]);
  });

  test("a two-way heartbeat without a reply replaces the connection", async () => {
    const { chat, changes, errors, socket } = await open({ heartbeat: "leave" });
    await jest.advanceTimersByTimeAsync(IDLE_MS + 30_000);
    expect([socket.sent, socket.isClosed, chat.state, errors]).toEqual([[LEAVE], true, "connecting", []]);
    expect(changes[1]?.cause?.message).toMatch(/^leaveChannel: no reply within 30000 ms\./);
    await jest.advanceTimersByTimeAsync(1000);
    expect(FakeSocket.all).toHaveLength(2);
  });

  test("a two-way heartbeat with a reply keeps the connection, and its problem is reported", async () => {
    const { chat, errors, socket } = await open({ heartbeat: "leave" });
    await jest.advanceTimersByTimeAsync(IDLE_MS);
    socket.emit("message", { data: '{"reply":"leaveChannel","id":"1","problem":{"status":429}}' });
    await jest.advanceTimersByTimeAsync(30_000);
    expect([chat.state, errors.map(({ message }) => message)]).toEqual([
      "open",
      ["leaveChannel: the API returned 429"],
    ]);
  });
});

describe("the delay before an attempt", () => {
  /** Returns the delays before the attempts that follow a lost connection. No attempt is successful. */
  async function delays(random: number, openMs: number): Promise<number[]> {
    jest.spyOn(Math, "random").mockReturnValue(random);
    const { socket } = await open({});
    await jest.advanceTimersByTimeAsync(openMs);
    socket.emit("close", { code: 1001, reason: "" });
    const found: number[] = [];
    for (let attempt = 1; attempt <= 7; attempt++) {
      const start = Date.now();
      while (FakeSocket.all.length === attempt) await jest.advanceTimersToNextTimerAsync();
      found.push(Date.now() - start);
      FakeSocket.all[attempt]?.emit("close", { code: 1006 });
    }
    return found;
  }

  test("the delay is at most 1 second after a stable connection, and doubles up to 30 seconds", async () => {
    expect(await delays(1, 10_000)).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
  });

  test("a connection of less than 10 seconds counts as a failed attempt", async () => {
    expect(await delays(1, 9_999)).toEqual([2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
  });

  test("the delay is a random part of this time", async () => {
    expect(await delays(0.25, 10_000)).toEqual([250, 500, 1000, 2000, 4000, 7500, 7500]);
  });
});

describe("the timers of a client", () => {
  test("close() clears the timers of messages, of the heartbeat and of attempts", async () => {
    const { chat, socket } = await open({ heartbeat: "ping" });
    chat.send("leave").catch(() => {});
    expect(jest.getTimerCount()).toBe(2);
    chat.close();
    expect([jest.getTimerCount(), socket.isClosed]).toEqual([0, true]);
  });

  test("close() clears the timer of the next attempt", async () => {
    const { chat, socket } = await open({});
    socket.emit("close", { code: 1006 });
    chat.send("leave").catch(() => {});
    chat.close();
    await jest.advanceTimersByTimeAsync(MINUTE_MS);
    expect([jest.getTimerCount(), FakeSocket.all.length]).toEqual([0, 1]);
  });

  test("an error without a close event ends an attempt, and one with a close event does so once", async () => {
    const { errors } = connect("wss://api.example.com/live", { WebSocket: FakeSocket });
    await jest.advanceTimersByTimeAsync(0);
    FakeSocket.all[0]?.emit("error", { error: new Error("refused") });
    await jest.advanceTimersByTimeAsync(10);
    FakeSocket.all[1]?.emit("error", { error: new Error("refused again") });
    FakeSocket.all[1]?.emit("close", { code: 1006, reason: "" });
    await jest.advanceTimersByTimeAsync(10);
    expect(errors.map(({ message }) => message)).toEqual([
      "the connection was closed with 1006: refused",
      "the connection was closed with 1006: refused again",
    ]);
    expect(FakeSocket.all).toHaveLength(3);
  });

  test("a client that is closed before its token is known opens no connection", async () => {
    let resolveToken = (_: string) => {};
    const { chat } = connect("wss://api.example.com/live", {
      WebSocket: FakeSocket,
      token: () => new Promise((resolve) => (resolveToken = resolve)),
    });
    chat.close();
    resolveToken("t");
    await jest.advanceTimersByTimeAsync(MINUTE_MS);
    expect([FakeSocket.all, jest.getTimerCount()]).toEqual([[], 0]);
  });

  test("a client that is closed while its connection opens has no timers", async () => {
    const onStateChange = (state: string) => state === "open" && chat.close();
    const { chat } = connect("wss://api.example.com/live", {
      WebSocket: FakeSocket,
      heartbeat: "ping",
      onStateChange,
    });
    await jest.advanceTimersByTimeAsync(0);
    FakeSocket.all[0]?.emit("open");
    expect([chat.state, jest.getTimerCount()]).toEqual(["closed", 0]);
  });

  test("events of an earlier connection are ignored", async () => {
    const { chat, changes, errors, socket } = await open({});
    socket.emit("close", { code: 1006 });
    await jest.advanceTimersByTimeAsync(2000);
    FakeSocket.all[1]?.emit("open");
    const posted = jest.fn();
    chat.on("messagePosted", posted);
    socket.emit("message", { data: '{"event":"messagePosted"}' });
    socket.emit("close", { code: 1006 });
    socket.emit("open");
    expect(posted).not.toHaveBeenCalled();
    expect([changes.length, errors, chat.state]).toEqual([3, [], "open"]);
  });

  test("an error of API Gateway belongs to the message that waits, 30 seconds after a one-way message", async () => {
    const { chat, errors, socket } = await open({});
    const receive = () =>
      socket.emit("message", { data: '{"message": "Forbidden", "connectionId":"c", "requestId":"r"}' });
    await chat.send("ping");
    await jest.advanceTimersByTimeAsync(29_999);
    const leave = chat.send("leave");
    receive();
    expect(errors).toMatchObject([{ status: 403 }]);
    await jest.advanceTimersByTimeAsync(1);
    receive();
    await expect(leave).rejects.toMatchObject({ status: 403, message: "leaveChannel: Forbidden" });
    expect(errors).toHaveLength(1);
  });

  test("a message that waits for a slow connection names this cause after its timeout", async () => {
    const { chat, socket } = await open({});
    socket.emit("close", { code: 1006 });
    await jest.advanceTimersByTimeAsync(2000);
    const next = FakeSocket.all[1] as FakeSocket;
    next.bufferedAmount = 131_073;
    next.emit("open");
    const typing = expect(chat.send("typing", { channel: "a" })).rejects.toMatchObject({
      name: "TimeoutError",
      message: "typing: the message was not sent within 30000 ms: the connection is too slow.",
    });
    await jest.advanceTimersByTimeAsync(30_000);
    await typing;
    expect(jest.getTimerCount()).toBe(0);
  });

  test("an error of API Gateway cannot belong to a one-way message of an earlier connection", async () => {
    const { chat, socket } = await open({});
    await chat.send("ping");
    socket.emit("close", { code: 1006 });
    await jest.advanceTimersByTimeAsync(2000);
    FakeSocket.all[1]?.emit("open");
    const leave = chat.send("leave");
    FakeSocket.all[1]?.emit("message", { data: '{"message": "Forbidden", "connectionId":"c"}' });
    await expect(leave).rejects.toMatchObject({ status: 403 });
  });
});
