/**
 * Child process that sends messages to an echo server. It counts the bytes of the responses instead of parsing frames, so
 * that it needs less time for a message than any of the servers.
 */
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { request } from "node:http";
import type { Socket } from "node:net";
import { handleRequests, sendToParent } from "../local/child";
import { createClientFrame, createServerFrame } from "./frames";

export interface MessageLoad {
  readonly url: string;
  /** Text of each message. The server responds with the same text. */
  readonly message: string;
  /** Number of connections. Each of them sends its next message after the response to the previous one. */
  readonly connections: number;
  readonly seconds: number;
}

export interface MessageTimes {
  readonly messagesPerSecond: number;
  /** Median of the times from a message to its response, in milliseconds. */
  readonly p50Ms: number;
  /** Part of the time in which this process was busy, from 0 to 1. */
  readonly busy: number;
}

async function measureMessages({ url, message, connections, seconds }: MessageLoad): Promise<MessageTimes> {
  const sockets = await Promise.all(Array.from({ length: connections }, () => connect(url)));
  const frame = createClientFrame(message);
  const expected = createServerFrame(message);
  const startedAt = performance.now();
  const endAt = startedAt + seconds * 1000;
  const idle = performance.eventLoopUtilization();
  const times = await Promise.all(sockets.map((socket) => sendUntil(endAt, socket, { frame, expected })));
  const { utilization: busy } = performance.eventLoopUtilization(idle);
  const elapsedSeconds = (performance.now() - startedAt) / 1000;
  for (const socket of sockets) socket.destroy();
  const all = Float64Array.from(times.flat()).sort();
  return {
    messagesPerSecond: all.length / elapsedSeconds,
    p50Ms: all[Math.floor(all.length / 2)] ?? 0,
    busy,
  };
}

async function connect(url: string): Promise<Socket> {
  const handshake = request(url.replace(/^ws:/, "http:"), {
    headers: {
      Connection: "Upgrade",
      Upgrade: "websocket",
      // serverless-offline confuses connections with the same key.
      "Sec-WebSocket-Key": randomBytes(16).toString("base64"),
      "Sec-WebSocket-Version": "13",
    },
  });
  handshake.on("response", ({ statusCode }) => {
    throw new Error(`${url} responded with ${statusCode}`);
  });
  const [, socket] = await once(handshake.end(), "upgrade");
  return socket.setNoDelay();
}

/** Sends messages until a time. Returns the time of each message, in milliseconds. */
function sendUntil(
  endAt: number,
  socket: Socket,
  { frame, expected }: { readonly frame: Buffer; readonly expected: Buffer },
): Promise<number[]> {
  return new Promise((resolve, reject) => {
    const times: number[] = [];
    let sentAt = performance.now();
    let received: Buffer = Buffer.alloc(0);
    socket.on("error", reject);
    socket.on("close", () => reject(new Error("the server closed the connection")));
    socket.on("data", (data: Buffer) => {
      received = received.length === 0 ? data : Buffer.concat([received, data]);
      if (received.length < expected.length) return;
      if (!received.equals(expected)) return reject(new Error(`unexpected response: ${received}`));
      received = Buffer.alloc(0);
      const now = performance.now();
      times.push(now - sentAt);
      if (now >= endAt) return resolve(times);
      sentAt = now;
      socket.write(frame);
    });
    socket.write(frame);
  });
}

handleRequests(measureMessages);
sendToParent("ready");
