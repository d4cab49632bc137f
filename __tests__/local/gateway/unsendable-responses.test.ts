import { createServer } from "node:net";
import { testBackend } from "./backend";
import { testGateway } from "./test-gateway";

// A response can come from a function, a mapping, the CORS configuration or an HTTP endpoint. Whatever it contains, the
// caller gets a response, and the line in the terminal shows the status that was sent.
//
// Sources of the expected results:
// - hop-by-hop headers: https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1
// - [our choice]: 500 for a response that Node cannot write

const endpoint = testBackend();

/** Endpoint that answers every request with this status line. */
const rawEndpoint = createServer((socket) => {
  socket.once("data", () => socket.end("HTTP/1.1 099 Odd\r\nContent-Length: 0\r\n\r\n"));
});
beforeAll((done) => void rawEndpoint.listen(0, "127.0.0.1", done));
afterAll((done) => void rawEndpoint.close(done));

const mapped = (mappings: object) => ({
  to: "returnBody",
  integration: { response_parameters: [{ status_code: "200", mappings }] },
});

const api = testGateway(() => ({
  api: { cors_configuration: { allow_origins: ["*"], expose_headers: ["x-a\r\nx-b"] } },
  routes: {
    "POST /return": { to: "returnBody" },
    "POST /v1": { to: "returnBody", integration: { payload_format_version: "1.0" } },
    "POST /mapped-trailer": mapped({ "overwrite:header.trailer": "x" }),
    "POST /mapped-length": mapped({ "overwrite:header.content-length": "1" }),
    "POST /mapped-name": mapped({ "overwrite:header.x y": "1" }),
    "GET /endpoint": { to: endpoint.url },
    "GET /raw": { to: `http://127.0.0.1:${(rawEndpoint.address() as { readonly port: number }).port}` },
  },
}));

const OK = JSON.stringify({ statusCode: 200, body: "abc" });
const returned = (name: string, value: unknown = "x") =>
  JSON.stringify({ statusCode: 200, body: "abc", headers: { [name]: value } });

const HOP_BY_HOP = [
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
];

/** Sends a request, and checks that its line in the terminal has the status of the response. */
async function callAndCheckLine(line: string, content: { body?: string; headers?: string[] }) {
  api.takeLogs("request");
  const response = await api.call(line, content);
  const [text] = api.takeLogs("request");
  expect(text).toMatch(new RegExp(`^${response.status} `));
  return { response, text };
}

test.each([
  ...HOP_BY_HOP.map((name) => ["POST /return", name, returned(name)]),
  ...HOP_BY_HOP.map((name) => ["POST /return", name, returned(name.toUpperCase())]),
  ...HOP_BY_HOP.map((name) => ["POST /v1", name, returned(name)]),
  ["POST /return", "content-length", returned("content-length", "1")],
  ["POST /return", "content-length", returned("content-length", 1e9)],
  ["POST /return", "date", returned("date")],
  ["POST /mapped-trailer", "trailer", OK],
  ["POST /mapped-length", "content-length", OK],
])("%s sends the body without the header %s of the connection", async (line, name, body) => {
  const { response } = await callAndCheckLine(line, { body });
  expect([response.status, response.body]).toEqual([200, "abc"]);
  expect(response.rawHeaders.filter(([, value]) => value === "x")).toEqual([]);
  if (name === "content-length") expect(response.headers[name]).toBe("3");
});

test("a header that the header Connection lists is not sent", async () => {
  const body = JSON.stringify({
    statusCode: 200,
    headers: { connection: "x-one, X-Two", "x-two": "2", "x-three": "3" },
  });
  const { headers } = await api.call("POST /return", { body });
  expect([headers["x-two"], headers["x-three"]]).toEqual([undefined, "3"]);
});

test("the hop-by-hop headers of an HTTP endpoint are not sent", async () => {
  endpoint.respondWith((_, response) => {
    response.writeHead(200, { "Proxy-Connection": "x", "Keep-Alive": "x", "X-One": "1" });
    response.end("abc");
  });
  const { response } = await callAndCheckLine("GET /endpoint", {});
  expect([response.status, response.body]).toEqual([200, "abc"]);
  expect([response.headers["proxy-connection"], response.headers["x-one"]]).toEqual([undefined, "1"]);
});

test.each([
  ["a header name with a space", "POST /mapped-name", { body: OK }, /Header name must be a valid HTTP token/],
  [
    "a line break in the CORS headers",
    "POST /return",
    { body: OK, headers: ["origin: https://a"] },
    /Invalid character/,
  ],
  ["a status below 100", "GET /raw", {}, /Invalid status code|unreachable/],
])(
  "a response that cannot be written is replaced, and the line has the reason: %s",
  async (_, line, content, reason) => {
    const { response, text } = await callAndCheckLine(line, content);
    expect(response.status).toBeGreaterThanOrEqual(500);
    expect(text).toMatch(reason);
    expect((await api.call("POST /return", { body: OK })).status).toBe(200);
  },
);
