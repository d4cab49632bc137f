/** Child process with a `node:http` server that sends the same recorded response to every request. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { handleRequests, sendToParent } from "./child";
import type { RecordedResponse } from "./servers";

const [, , recording = ""] = process.argv;
const { status, headers, body }: RecordedResponse = JSON.parse(recording);

const server = createServer((_, response) => {
  response.writeHead(status, [...headers]);
  response.end(body);
});

server.listen(0, "127.0.0.1", () => {
  handleRequests(() => undefined);
  sendToParent({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
