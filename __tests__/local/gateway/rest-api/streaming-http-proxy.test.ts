import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { gunzipSync, gzipSync } from "node:zlib";
import { testBackend } from "../backend";
import { restGateway } from "./rest-fixture";
import { openResponse } from "./streaming-fixture";

// Sources of the expected results (docs/decisions/021-facts-carry-sources.md explains the marks in titles):
// - [AWS docs]: the page response-transfer-mode of the developer guide

const backend = testBackend();
const api = restGateway(() => ({
  methods: {
    "ANY /{path+}": {
      request_parameters: { "method.request.path.path": true },
      integration: {
        type: "HTTP_PROXY",
        integration_http_method: "ANY",
        uri: `${backend.url}/{path}`,
        request_parameters: { "integration.request.path.path": "method.request.path.path" },
        response_transfer_mode: "STREAM",
      },
    },
    "GET /down": {
      integration: {
        type: "HTTP_PROXY",
        integration_http_method: "GET",
        uri: "http://127.0.0.1:1/",
        response_transfer_mode: "STREAM",
      },
    },
  },
}));

/** Waits for the line of a request in the terminal, which is written when the response has ended. */
async function lastRequest(): Promise<string> {
  for (;;) {
    const line = api.takeLogs("request").find((text) => text.includes(" HEAD "));
    if (line !== undefined) return line;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Opens a response of the endpoint through the gateway. Returns the endpoint's side and the client's side. */
async function open(start: (response: ServerResponse) => void) {
  const endpoint = new Promise<ServerResponse>((resolve) => {
    backend.respondWith((_, response) => {
      start(response);
      resolve(response);
    });
  });
  const client = await openResponse(api.local.url, "GET /dev/x");
  return { client, endpoint: await endpoint };
}

test("each chunk of an endpoint arrives before the endpoint has sent the next one [AWS docs]", async () => {
  const { client, endpoint } = await open((response) => response.write("one"));
  expect(client.incoming.headers["transfer-encoding"]).toBe("chunked");
  expect(await client.next()).toBe("one");
  endpoint.write("two");
  expect(await client.next()).toBe("two");
  endpoint.end("three");
  expect(await client.rest()).toBe("three");
});

test("the head of an endpoint arrives before its body [AWS docs]", async () => {
  const { client, endpoint } = await open((response) => {
    response.writeHead(201, { "x-one": "1", "content-type": "text/event-stream" });
    response.flushHeaders();
  });
  expect(client.incoming).toMatchObject({
    statusCode: 201,
    headers: { "x-one": "1", "content-type": "text/event-stream" },
  });
  endpoint.end();
  expect(await client.rest()).toBe("");
});

test("an encoded body and its headers pass unchanged, because streams have no content encoding [AWS docs]", async () => {
  backend.respondWith((_, response) => {
    const body = gzipSync("text");
    response.writeHead(200, { "content-encoding": "gzip", "content-length": body.length });
    response.end(body);
  });
  const { headers, bytes } = await api.call("GET /dev/x");
  expect([headers["content-encoding"], headers["content-length"]]).toEqual(["gzip", String(bytes.length)]);
  expect(gunzipSync(bytes).toString()).toBe("text");
});

test("a response without a body, and a response to HEAD, end immediately [our choice]", async () => {
  backend.respondWith((_, response) => {
    response.writeHead(204).end();
  });
  expect(await api.call("GET /dev/x")).toMatchObject({ status: 204, body: "" });
  backend.respondWith((_, response) => {
    response.writeHead(200, { "content-length": 5 }).end();
  });
  const { status, headers, body } = await api.call("HEAD /dev/x");
  expect([status, headers["content-length"], body]).toEqual([200, "5", ""]);
  expect(await lastRequest()).toMatch(/^200 HEAD \/dev\/x {2}[\d.]+ ms$/);
});

test("a client that closes the connection ends the request to the endpoint [our choice]", async () => {
  const { client, endpoint } = await open((response) => response.write("one"));
  const closed = once(endpoint, "close");
  client.close();
  await closed;
  expect(endpoint.writableFinished).toBe(false);
});

test("an endpoint that fails after the first chunk closes the connection of the client [our choice]", async () => {
  const { client, endpoint } = await open((response) => response.write("one"));
  expect(await client.next()).toBe("one");
  endpoint.destroy();
  await expect(client.rest()).rejects.toThrow("aborted");
});

test("a client that does not read slows down the endpoint [our choice]", async () => {
  const chunk = Buffer.alloc(64 * 1024);
  const { client, endpoint } = await open((response) => {
    while (response.write(chunk));
  });
  let written = 0;
  const isDrained = () =>
    new Promise<boolean>((resolve) => {
      endpoint.once("drain", () => resolve(true));
      setTimeout(resolve, 300, false);
    });
  while (written < 100 * 1024 * 1024 && (await isDrained())) {
    do written += chunk.length;
    while (endpoint.write(chunk));
  }
  expect(written).toBeLessThan(64 * 1024 * 1024);
  endpoint.end();
  expect((await client.rest()).length).toBeGreaterThan(written);
});

test("an endpoint that cannot be reached is 504, as without streaming [measured: ministack]", async () => {
  const { status, body } = await api.call("GET /dev/down");
  expect([status, body]).toEqual([504, '{"message": "Network error communicating with endpoint"}']);
});
