import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { connect } from "node:net";
import { json } from "node:stream/consumers";
import type { LocalDynamoDb } from "../../../src/local/dynamodb";
import { started, stopAll } from "./support";

let server: LocalDynamoDb;
beforeAll(async () => {
  server = await started([]);
});
afterAll(stopAll);

const HEADERS = {
  "content-type": "application/x-amz-json-1.0",
  "x-amz-target": "DynamoDB_20120810.ListTables",
  "x-amz-date": "20260101T000000Z",
  authorization:
    "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0",
};

async function send(method: string, headers: object): Promise<IncomingMessage> {
  const sent = request(server.endpoint, { method, headers: { ...HEADERS, ...headers } });
  sent.end(method === "POST" ? "{}" : undefined);
  const [response] = await once(sent, "response");
  return response;
}

function corsHeaders({ headers }: IncomingMessage): readonly string[] {
  return Object.keys(headers).filter((name) => name.startsWith("access-control-"));
}

test.each<[string, object]>([
  ["the address of the server", {}],
  ["localhost", { host: "localhost:8000" }],
  ["localhost without a port", { host: "LOCALHOST" }],
  ["another loopback address", { host: "127.0.0.2:8000" }],
  ["the IPv6 loopback address", { host: "[::1]:8000" }],
])("the local DynamoDB accepts a request with the host %s", async (_, headers) => {
  const response = await send("POST", headers);
  expect([response.statusCode, await json(response)]).toEqual([200, { TableNames: [] }]);
  expect(corsHeaders(response)).toEqual([]);
});

test.each<[string, string, object]>([
  ["of another site", "POST", { origin: "https://shop.example" }],
  ["of a local file or a sandboxed frame", "POST", { origin: "null" }],
  ["of a page on this computer", "POST", { origin: "http://localhost:5173" }],
  [
    "preflight of another site",
    "OPTIONS",
    { origin: "https://shop.example", "access-control-request-method": "POST" },
  ],
  ["for a domain that resolves to 127.0.0.1", "POST", { host: "attacker.example:8000" }],
  ["for a domain that starts with localhost", "POST", { host: "localhost.attacker.example" }],
  ["for a domain that starts with 127.", "POST", { host: "127.0.0.1.attacker.example" }],
  ["with the credentials of the gateway itself", "POST", { origin: "null", authorization: "own" }],
])("the local DynamoDB rejects a request %s", async (_, method, headers) => {
  const response = await send(method, headers);
  expect(response.statusCode).toBe(403);
  expect(corsHeaders(response)).toEqual([]);
  expect(await json(response)).toMatchObject({
    __type: "com.amazon.coral.service#AccessDeniedException",
    message: expect.stringMatching(
      /^the (request has an Origin header|Host header is ".*"; expected localhost)/,
    ),
  });
});

test.each([
  ["two hosts", ["Host: localhost", "Host: attacker.example"]],
  ["an empty host", ["Host:"]],
])("the local DynamoDB rejects a request with %s", async (_, hosts) => {
  const { hostname, port } = new URL(server.endpoint);
  const socket = connect(Number(port), hostname);
  const headers = Object.entries(HEADERS).map(([name, value]) => `${name}: ${value}`);
  socket.write(["POST / HTTP/1.1", ...hosts, ...headers, "Content-Length: 2", "", "{}"].join("\r\n"));
  const [response] = await once(socket, "data");
  socket.destroy();
  expect(String(response)).toMatch(/^HTTP\/1\.1 403 /);
});
