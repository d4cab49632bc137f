import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  GetConnectionCommand,
  PostToConnectionCommand,
} from "@aws-sdk/client-apigatewaymanagementapi";
import { SignatureV4 } from "@smithy/signature-v4";
import { type Credentials, LOCAL_CREDENTIALS, WEBSOCKET_API_QUOTAS } from "#aws";
import { Sha256 } from "../../authorizers/sha256";
import { send, type TestResponse } from "../raw-http";
import { type TestClient, webSocketGateway } from "./web-socket-fixture";

// Sources of the expected results (docs/decisions/021-facts-carry-sources.md explains the marks in titles):
// - [captured]: responses of live WebSocket APIs, recorded by several public projects
// - [AWS docs]: the page apigateway-how-to-call-websocket-api-connections of the developer guide, and the API reference of
//   apigatewaymanagementapi
// - [measured]: projects that describe what they measured on AWS

const routes = { $disconnect: { to: "echo" }, $default: { to: "echo", twoWay: true } };
const api = webSocketGateway({ stages: { dev: {}, other: {}, off: { auto_deploy: false } }, routes });
const idle = webSocketGateway({ routes }, { idleTimeoutSeconds: 0.5 });

function base(gateway = api): string {
  return gateway.local.url.replace("ws://", "http://").replace(/\/dev$/, "");
}

function sdk(): ApiGatewayManagementApiClient {
  return new ApiGatewayManagementApiClient({
    endpoint: `${base()}/dev`,
    region: "eu-central-1",
    credentials: LOCAL_CREDENTIALS,
    maxAttempts: 1,
  });
}

/** Opens a connection, and returns it with its ID. */
async function open(gateway = api): Promise<{ client: TestClient; id: string }> {
  const client = await gateway.connect("/dev", { headers: { "User-Agent": "test/1" } });
  const { connectionId } = JSON.parse(await client.ask("hello")).requestContext;
  return { client, id: connectionId };
}

interface Call {
  readonly body?: string;
  readonly service?: string;
  readonly credentials?: Credentials;
  readonly gateway?: typeof api;
}

/** Sends a signed request such as `POST /dev/@connections/x`. */
async function call(
  line: string,
  { body = "", gateway = api, ...options }: Call = {},
): Promise<TestResponse> {
  const { credentials = LOCAL_CREDENTIALS, service = "execute-api" } = options;
  const [method = "", path = ""] = line.split(" ");
  const { host, hostname } = new URL(base(gateway));
  const signer = new SignatureV4({ credentials, region: "eu-central-1", service, sha256: Sha256 });
  const request = { method, protocol: "https:", hostname, path, headers: { host }, body };
  const { headers } = await signer.sign(request);
  return send(base(gateway), line, { headers, body });
}

test("a message reaches the client with the AWS SDK [AWS docs]", async () => {
  const { client, id } = await open();
  const response = await sdk().send(new PostToConnectionCommand({ ConnectionId: id, Data: "hé" }));
  expect(await client.next()).toBe("hé");
  expect(response.$metadata.httpStatusCode).toBe(200);
});

test.each(["@connections", "%40connections"])("the path %s is accepted [AWS docs]", async (name) => {
  const { client, id } = await open();
  const { status, body } = await call(`POST /dev/${name}/${encodeURIComponent(id)}`, { body: "x" });
  expect([status, body, await client.next()]).toEqual([200, "", "x"]);
});

test("a connection is described with its times and its client [AWS docs]", async () => {
  const { id } = await open();
  const { status, body } = await call(`GET /dev/@connections/${encodeURIComponent(id)}`);
  const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  expect([status, JSON.parse(body)]).toEqual([
    200,
    { connectedAt: time, identity: { sourceIp: "127.0.0.1", userAgent: "test/1" }, lastActiveAt: time },
  ]);
  const described = await sdk().send(new GetConnectionCommand({ ConnectionId: id }));
  expect(described.ConnectedAt).toBeInstanceOf(Object);
  expect(described.Identity).toEqual({ SourceIp: "127.0.0.1", UserAgent: "test/1" });
});

test("a deleted connection is closed with 1000 [captured]", async () => {
  const { client, id } = await open();
  const { $metadata } = await sdk().send(new DeleteConnectionCommand({ ConnectionId: id }));
  expect($metadata.httpStatusCode).toBe(204);
  expect(await client.closed).toEqual({ code: 1000, reason: "Connection Closed Normally" });
  const { requestContext } = await api.logged(
    ({ requestContext: { connectionId, eventType } }) => connectionId === id && eventType === "DISCONNECT",
  );
  expect(requestContext).toMatchObject({
    disconnectStatusCode: 1000,
    disconnectReason: "Connection Closed Normally",
  });
  expect((await call(`GET /dev/@connections/${encodeURIComponent(id)}`)).status).toBe(410);
});

test.each(["POST", "GET", "DELETE"])(
  "%s of a closed connection gets 410 without a body [captured]",
  async (method) => {
    const { client, id } = await open();
    await client.close();
    await api.line("request", /^200 DISCONNECT/);
    const { status, headers, body } = await call(`${method} /dev/@connections/${encodeURIComponent(id)}`);
    expect([status, headers["x-amzn-errortype"], body]).toEqual([410, "GoneException", ""]);
  },
);

test("an ID that never existed gets 410, and the AWS SDK throws its exception [captured]", async () => {
  const command = new PostToConnectionCommand({ ConnectionId: "VNRUSeldSwMCIRQ=", Data: "x" });
  await expect(sdk().send(command)).rejects.toMatchObject({ name: "GoneException" });
});

const ID = "VNRUSeldSwMCIRQ%3D";

test.each<[string, string, number, string, object]>([
  [
    "a malformed ID [captured]",
    "POST /dev/@connections/x",
    400,
    "BadRequestException",
    { message: "Invalid connectionId: x" },
  ],
  [
    "an ID that is encoded twice [AWS docs]",
    "POST /dev/@connections/VNRUSeldSwMCIRQ%253D",
    400,
    "BadRequestException",
    { message: "Invalid connectionId: VNRUSeldSwMCIRQ%3D" },
  ],
  [
    "a missing stage [captured]",
    `POST /@connections/${ID}`,
    403,
    "ForbiddenException",
    { message: "Forbidden" },
  ],
  [
    "a wrong stage [captured]",
    `POST /prod/@connections/${ID}`,
    403,
    "ForbiddenException",
    { message: "Forbidden" },
  ],
  [
    "a stage without a deployment [unverified]",
    `POST /off/@connections/${ID}`,
    403,
    "ForbiddenException",
    { message: "Forbidden" },
  ],
  [
    "a wrong path [captured]",
    `POST /dev/@connections/%40connections/${ID}`,
    404,
    "NotFoundException",
    { message: `No method found matching route dev/@connections/%40connections/${ID} for http method POST` },
  ],
  [
    "another method [unverified]",
    `PUT /dev/@connections/${ID}`,
    404,
    "NotFoundException",
    { message: `No method found matching route dev/@connections/${ID} for http method PUT` },
  ],
  [
    "a GET of the stage without a handshake [unverified]",
    "GET /dev",
    403,
    "ForbiddenException",
    { message: "Forbidden" },
  ],
])("a request with %s is rejected", async (_, line, status, exception, body) => {
  const response = await call(line);
  expect([response.status, response.headers["x-amzn-errortype"], JSON.parse(response.body)]).toEqual([
    status,
    exception,
    body,
  ]);
});

test("a connection of another stage gets 410 [unverified]", async () => {
  const { id } = await open();
  expect((await call(`POST /other/@connections/${encodeURIComponent(id)}`)).status).toBe(410);
});

test.each<[string, Call, string]>([
  ["another service", { service: "apigateway" }, "InvalidSignatureException"],
  [
    "an unknown key",
    { credentials: { accessKeyId: "AKIAUNKNOWN000000000", secretAccessKey: "x" } },
    "AccessDeniedException",
  ],
  [
    "a wrong secret",
    { credentials: { ...LOCAL_CREDENTIALS, secretAccessKey: "x" } },
    "InvalidSignatureException",
  ],
])("a request that is signed with %s gets 403 [unverified]", async (_, options, exception) => {
  const { id } = await open();
  const { status, headers } = await call(`POST /dev/@connections/${encodeURIComponent(id)}`, options);
  expect([status, headers["x-amzn-errortype"]]).toEqual([403, exception]);
});

test("a request without a signature gets 403 [unverified]", async () => {
  const { id } = await open();
  const { status, body } = await send(base(), `POST /dev/@connections/${encodeURIComponent(id)}`, {
    body: "x",
  });
  expect([status, body]).toEqual([403, '{"message":"Missing Authentication Token"}']);
});

test("a message of 128 KB is sent, and a longer one gets 413 [AWS docs]", async () => {
  const { client, id } = await open();
  const { messageBytes } = WEBSOCKET_API_QUOTAS;
  const line = `POST /dev/@connections/${encodeURIComponent(id)}`;
  expect((await call(line, { body: "x".repeat(messageBytes) })).status).toBe(200);
  expect((await client.next()).length).toBe(messageBytes);
  const { status, headers, body } = await call(line, { body: "x".repeat(messageBytes + 1) });
  expect([status, headers["x-amzn-errortype"]]).toEqual([413, "PayloadTooLargeException"]);
  expect(Object.keys(JSON.parse(body))).toEqual(["message"]);
});

test("messages to a client that reads nothing get 429 [AWS docs]", async () => {
  const { client, id } = await open();
  client.socket.pause();
  const line = `POST /dev/@connections/${encodeURIComponent(id)}`;
  const body = "x".repeat(WEBSOCKET_API_QUOTAS.messageBytes);
  let response = await call(line, { body });
  for (let sent = 0; response.status === 200 && sent < 1000; sent++) response = await call(line, { body });
  expect([response.status, response.headers["x-amzn-errortype"]]).toEqual([429, "LimitExceededException"]);
  client.socket.terminate();
});

test("a message keeps a connection open [measured]", async () => {
  const { client, id } = await open(idle);
  const line = `POST /dev/@connections/${encodeURIComponent(id)}`;
  const end = performance.now() + 1000;
  while (performance.now() < end) expect((await call(line, { body: "x", gateway: idle })).status).toBe(200);
  expect(client.socket.readyState).toBe(1);
});

test("the terminal has a line for each request", async () => {
  await call("POST /dev/@connections/wrong");
  expect(await api.line("request", /wrong/)).toMatch(
    /^400 POST \/dev\/@connections\/wrong {2}\d+(\.\d)? ms {2}Invalid connectionId: wrong$/,
  );
});
