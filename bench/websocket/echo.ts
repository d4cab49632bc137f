/**
 * Child process with a server of the package `ws` that sends each message back. It answers each message of the parent with
 * the part of the time in which it was busy since the previous one, from 0 to 1.
 */
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";
import { handleRequests, sendToParent } from "../local/child";

async function main(): Promise<void> {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  server.on("connection", (socket) => {
    socket.on("message", (data) => socket.send(data.toString()));
  });
  await once(server, "listening");
  let start = performance.eventLoopUtilization();
  handleRequests(() => {
    const { utilization } = performance.eventLoopUtilization(start);
    start = performance.eventLoopUtilization();
    return utilization;
  });
  sendToParent({ url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}` });
}

main();
