import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createHttpServer, HTTP_API_FORMAT } from "../../../src/local/http";
import { requestHead, sendRaw } from "./raw-http";

// A request that does not arrive in time gets 408 [RFC 9110 §15.5.9; unverified: the response of API Gateway]. The server
// of these tests has shorter timeouts than the local gateway. Node checks them once per second.

let server: Server;
let respond: jest.Mock;

beforeAll(async () => {
  respond = jest.fn();
  server = createHttpServer(respond, HTTP_API_FORMAT);
  server.headersTimeout = 100;
  server.requestTimeout = 100;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});

afterAll(async () => {
  server.close();
  await once(server, "close");
});

test.each([
  ["no byte", ""],
  ["half of the headers", "GET /echo HTTP/1.1\r\nHost: x\r\n"],
  ["half of a body", `${requestHead("POST /echo HTTP/1.1", "Content-Length: 4")}ab`],
  [
    "a chunked body without its end",
    `${requestHead("POST /echo HTTP/1.1", "Transfer-Encoding: chunked")}2\r\nab\r\n`,
  ],
])("a client that sends %s gets 408", async (_, text) => {
  const { port } = server.address() as AddressInfo;
  const output = await sendRaw(`http://127.0.0.1:${port}`, text);
  expect(output).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
  expect(output).toMatch(/\r\n\r\n\{"message":"Request Timeout"\}$/);
  expect(respond).not.toHaveBeenCalled();
});
