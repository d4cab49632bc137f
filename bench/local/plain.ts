/** `node:http` with nothing around it, answering what it is given. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { answer, tell } from "./child";
import type { Bytes } from "./servers";

const [, , given = ""] = process.argv;
const { status, headers, body }: Bytes = JSON.parse(given);

const server = createServer((_, response) => {
  response.writeHead(status, [...headers]);
  response.end(body);
});

server.listen(0, "127.0.0.1", () => {
  answer(() => undefined);
  tell({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
