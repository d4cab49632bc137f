import { authorizedBy, invokeArn } from "../terraform-fixture";
import { webSocketGateway } from "./web-socket-fixture";

// Sources of the expected results (docs/decisions/021-facts-carry-sources.md explains the marks in titles):
// - [captured]: events of a WebSocket API in us-east-1, recorded in March 2025
// - [AWS docs]: the pages apigateway-websocket-api-lambda-auth, apigateway-websocket-api-integration-requests and
//   apigateway-websocket-api-route-keys-connect-disconnect of the developer guide

const api = webSocketGateway({
  stages: { dev: {}, v1: { stage_variables: { color: "red" } }, $default: {} },
  routes: {
    $connect: { to: "echo" },
    $disconnect: { to: "echo" },
    $default: { to: "echo", twoWay: true },
  },
});

const secured = webSocketGateway({
  routes: {
    $connect: { to: "echo", ...authorizedBy("users", "CUSTOM") },
    $disconnect: { to: "echo" },
    $default: { to: "echo", twoWay: true },
  },
  functions: {
    authorize: {
      code: `exports.handler = async (event) => {
        console.log(JSON.stringify({ event }));
        return {
          principalId: "ada",
          context: { level: 3 },
          policyDocument: {
            Version: "2012-10-17",
            Statement: [{ Effect: "Allow", Action: "execute-api:Invoke", Resource: event.methodArn }],
          },
        };
      };`,
    },
  },
  authorizers: {
    users: {
      authorizer_uri: invokeArn("authorize"),
      identity_sources: ["route.request.querystring.token"],
    },
  },
});

const failing = webSocketGateway({ routes: { $disconnect: { to: "fail" } } });

const ID = /^[\w-]{15}=$/;
const REQUEST_TIME = /^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/;

/** Fields of `requestContext` in the order of captured events, from `stage`. */
function contextEnd(stage: string) {
  return {
    stage,
    connectedAt: expect.any(Number),
    requestTimeEpoch: expect.any(Number),
    identity: { userAgent: "test/1", sourceIp: "127.0.0.1" },
    requestId: expect.stringMatching(ID),
    domainName: expect.stringMatching(/^[a-z0-9]{10}\.execute-api\.eu-central-1\.amazonaws\.com$/),
    connectionId: expect.stringMatching(ID),
    apiId: expect.stringMatching(/^[a-z0-9]{10}$/),
  };
}

const USER_AGENT = { headers: { "User-Agent": "test/1" } };

// biome-ignore lint/suspicious/noExplicitAny: tests read single fields of an event
const isConnect = (event: any) => event.requestContext?.eventType === "CONNECT";
// biome-ignore lint/suspicious/noExplicitAny: tests read single fields of an event
const isDisconnect = (event: any) => event.requestContext?.eventType === "DISCONNECT";

test("the event of a handshake has exactly these fields in this order [captured]", async () => {
  const client = await api.connect("/dev?room=a&room=b", USER_AGENT);
  const event = await api.logged((logged) => isConnect(logged) && logged.queryStringParameters?.room === "b");
  const { host, port } = new URL(api.local.url);
  const headers = {
    Host: host,
    "Sec-WebSocket-Key": expect.stringMatching(/==$/),
    "Sec-WebSocket-Version": "13",
    "User-Agent": "test/1",
    "X-Amzn-Trace-Id": expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/),
    "X-Forwarded-For": "127.0.0.1",
    "X-Forwarded-Port": port,
    "X-Forwarded-Proto": "http",
  };
  expect(event).toEqual({
    headers,
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    queryStringParameters: { room: "b" },
    multiValueQueryStringParameters: { room: ["a", "b"] },
    requestContext: {
      routeKey: "$connect",
      eventType: "CONNECT",
      extendedRequestId: expect.stringMatching(ID),
      requestTime: expect.stringMatching(REQUEST_TIME),
      messageDirection: "IN",
      ...contextEnd("dev"),
    },
    isBase64Encoded: false,
  });
  expect(Object.keys(event.headers)).toEqual(Object.keys(headers));
  expect(Object.keys(event.requestContext).join()).toBe(
    "routeKey,eventType,extendedRequestId,requestTime,messageDirection,stage,connectedAt,requestTimeEpoch,identity,requestId,domainName,connectionId,apiId",
  );
  const { extendedRequestId, requestId } = event.requestContext;
  expect(requestId).toBe(extendedRequestId);
  await client.close();
});

test("the event of a handshake without a query has no fields of the query [captured]", async () => {
  await api.connect("/$default", USER_AGENT);
  const event = await api.logged((logged) => isConnect(logged) && logged.requestContext.stage === "$default");
  expect(Object.keys(event)).toEqual(["headers", "multiValueHeaders", "requestContext", "isBase64Encoded"]);
});

test("the event of a client without a user agent has none [captured]", async () => {
  const client = await api.connect();
  const { requestContext } = JSON.parse(await client.ask("hello"));
  expect(requestContext.identity).toEqual({ sourceIp: "127.0.0.1" });
});

test("the event of a message has exactly these fields in this order [captured]", async () => {
  const client = await api.connect("/dev", USER_AGENT);
  const text = await client.ask("hello");
  const event = JSON.parse(text);
  expect(event).toEqual({
    requestContext: {
      routeKey: "$default",
      messageId: expect.any(String),
      eventType: "MESSAGE",
      extendedRequestId: expect.stringMatching(ID),
      requestTime: expect.stringMatching(REQUEST_TIME),
      messageDirection: "IN",
      ...contextEnd("dev"),
    },
    body: "hello",
    isBase64Encoded: false,
  });
  expect(Object.keys(event).join()).toBe("requestContext,body,isBase64Encoded");
  expect(Object.keys(event.requestContext).join()).toBe(
    "routeKey,messageId,eventType,extendedRequestId,requestTime,messageDirection,stage,connectedAt,requestTimeEpoch,identity,requestId,domainName,connectionId,apiId",
  );
});

test("the events of a stage with variables contain them [AWS docs]", async () => {
  const client = await api.connect("/v1");
  expect(JSON.parse(await client.ask("hello")).stageVariables).toEqual({ color: "red" });
});

test("the event of a closed connection has exactly these fields in this order [captured]", async () => {
  const client = await api.connect("/dev?closed", USER_AGENT);
  const { connectionId } = JSON.parse(await client.ask("hello")).requestContext;
  await client.close(1000, "bye");
  const event = await api.logged(
    (logged) => isDisconnect(logged) && logged.requestContext.connectionId === connectionId,
  );
  const headers = {
    Host: new URL(api.local.url).host,
    "x-api-key": "",
    "X-Forwarded-For": "127.0.0.1",
    "x-restapi": "",
  };
  expect(event).toEqual({
    headers,
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    requestContext: {
      routeKey: "$disconnect",
      disconnectStatusCode: 1000,
      eventType: "DISCONNECT",
      extendedRequestId: expect.stringMatching(ID),
      requestTime: expect.stringMatching(REQUEST_TIME),
      messageDirection: "IN",
      disconnectReason: "bye",
      ...contextEnd("dev"),
    },
    isBase64Encoded: false,
  });
  expect(Object.keys(event.headers)).toEqual(Object.keys(headers));
  expect(Object.keys(event.requestContext).join()).toBe(
    "routeKey,disconnectStatusCode,eventType,extendedRequestId,requestTime,messageDirection,disconnectReason,stage,connectedAt,requestTimeEpoch,identity,requestId,domainName,connectionId,apiId",
  );
});

test.each([
  ["without a code [captured]", undefined, 1005, "Client-side close frame status not set"],
  ["of a browser that goes to another page [captured]", 1001, 1001, ""],
])("a close frame %s is in the event", async (_, sent, disconnectStatusCode, disconnectReason) => {
  const client = await api.connect();
  const { connectionId } = JSON.parse(await client.ask("hello")).requestContext;
  // A client cannot send 1001 with ws.
  if (sent === 1001) sendClose(client.socket, sent);
  else client.socket.close(sent);
  const { requestContext } = await api.logged(
    (logged) => isDisconnect(logged) && logged.requestContext.connectionId === connectionId,
  );
  expect(requestContext).toMatchObject({ disconnectStatusCode, disconnectReason });
});

/** Sends a close frame with any code. The masking key is 0. */
function sendClose(socket: object, code: number): void {
  const raw = (socket as { _socket: { write(data: Buffer): void } })._socket;
  raw.write(Buffer.from([0x88, 0x82, 0, 0, 0, 0, code >> 8, code & 0xff]));
}

test("a lost connection has the code 1006 in its event [unverified]", async () => {
  const client = await api.connect();
  const { connectionId } = JSON.parse(await client.ask("hello")).requestContext;
  client.socket.terminate();
  const { requestContext } = await api.logged(
    (logged) => isDisconnect(logged) && logged.requestContext.connectionId === connectionId,
  );
  expect(requestContext).toMatchObject({ disconnectStatusCode: 1006, disconnectReason: "" });
});

test("the data of an authorizer is in every event of the connection [captured]", async () => {
  const client = await secured.connect("/dev?token=x");
  const authorizer = { level: "3", principalId: "ada", integrationLatency: expect.any(Number) };
  expect(JSON.parse(await client.ask("hello")).requestContext.authorizer).toEqual(authorizer);
  const connect = await secured.logged((logged) => isConnect(logged) && logged.type === undefined);
  expect(connect.requestContext.authorizer).toEqual(authorizer);
  await client.close();
  expect((await secured.logged(isDisconnect)).requestContext.authorizer).toEqual(authorizer);
});

test("the event of an authorizer has its own fields [AWS docs]", async () => {
  await secured.connect("/dev?token=y");
  const event = await secured.logged(({ type, queryStringParameters: query }) => type && query.token === "y");
  const { apiId } = event.requestContext;
  expect(Object.keys(event).join()).toBe(
    "type,methodArn,headers,multiValueHeaders,queryStringParameters,multiValueQueryStringParameters,stageVariables,requestContext",
  );
  expect(event).toMatchObject({
    type: "REQUEST",
    methodArn: `arn:aws:execute-api:eu-central-1:123456789012:${apiId}/dev/$connect`,
    queryStringParameters: { token: "y" },
    headers: { Connection: "upgrade", "content-length": "0", Upgrade: "websocket" },
    multiValueHeaders: { Connection: ["upgrade"], Upgrade: ["websocket"] },
    stageVariables: {},
    requestContext: { routeKey: "$connect", eventType: "CONNECT", connectionId: expect.stringMatching(ID) },
  });
});

test("the result of $disconnect goes nowhere, also if its function fails [AWS docs]", async () => {
  const client = await failing.connect();
  await client.close(1000);
  expect(await failing.line("request", /DISCONNECT/)).toMatch(
    /^500 DISCONNECT \/dev .* 1000 {2}TypeError: no$/,
  );
  expect((await failing.connect()).socket.readyState).toBe(1);
});

test("the response to a handshake is 101 without a subprotocol and without extensions [AWS docs]", async () => {
  const client = await api.connect("/dev", { perMessageDeflate: true });
  expect([client.socket.protocol, client.socket.extensions]).toEqual(["", ""]);
});
