import { once } from "node:events";
import { startLocal } from "gatewright/local";
import { WebSocket } from "ws";

// A test runs this file in a separate process, with `--expose-gc`. It opens idle connections, and prints the bytes that
// each of them needs. Both ends of a connection are in this process.

const [dir = "", count = "0"] = process.argv.slice(2);

const CONNECTIONS_BEFORE = 500;

function usedBytes(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

async function open(url: string, connections: number): Promise<readonly WebSocket[]> {
  const sockets: WebSocket[] = [];
  while (sockets.length < connections) {
    const opened = Array.from({ length: 100 }, () => new WebSocket(url, { perMessageDeflate: false }));
    await Promise.all(opened.map((socket) => once(socket, "open")));
    sockets.push(...opened);
  }
  return sockets;
}

async function main(): Promise<void> {
  const local = await startLocal({ dir });
  await open(local.url, CONNECTIONS_BEFORE);
  const before = usedBytes();
  const sockets = await open(local.url, Number(count));
  const bytesPerConnection = (usedBytes() - before) / sockets.length;
  await local.stop();
  console.log(JSON.stringify({ bytesPerConnection, connections: sockets.length }));
}

void main();
