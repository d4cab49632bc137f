import { once } from "node:events";
import { startLocal } from "gatewright/local";
import { WebSocket } from "ws";

// A test runs this file in a separate process, with `--expose-gc`. It opens connections, sends a message with each, and
// closes them. It prints the bytes that each closed connection leaves behind.

const [dir = "", count = "0"] = process.argv.slice(2);

const CONNECTIONS_BEFORE = 500;

function usedBytes(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

async function visit(url: string): Promise<void> {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  await once(socket, "open");
  socket.send("hello");
  await once(socket, "message");
  socket.close(1000);
  await once(socket, "close");
}

async function visitMany(url: string, connections: number): Promise<void> {
  for (let visited = 0; visited < connections; visited += 100) {
    await Promise.all(Array.from({ length: 100 }, () => visit(url)));
  }
}

async function main(): Promise<void> {
  const local = await startLocal({ dir });
  await visitMany(local.url, CONNECTIONS_BEFORE);
  const before = usedBytes();
  await visitMany(local.url, Number(count));
  const bytesPerConnection = (usedBytes() - before) / Number(count);
  await local.stop();
  console.log(JSON.stringify({ bytesPerConnection }));
}

void main();
