import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";

/** Returns a port of localhost that no server uses. Another process can take it before it is used. */
export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, "localhost");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
