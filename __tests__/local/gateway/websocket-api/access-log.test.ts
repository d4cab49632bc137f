import { authorizedBy, invokeArn } from "../terraform-fixture";
import { webSocketGateway } from "./web-socket-fixture";

// The variables are those of the page websocket-api-logging of the developer guide. [our choice] marks values that do not
// come from AWS.

const VARIABLES = [
  "eventType",
  "routeKey",
  "status",
  "stage",
  "apiId",
  "connectionId",
  "connectedAt",
  "messageId",
  "requestId",
  "extendedRequestId",
  "requestTime",
  "requestTimeEpoch",
  "domainName",
  "identity.sourceIp",
  "identity.userAgent",
  "error.message",
  "error.messageString",
  "error.responseType",
  "integration.error",
  "integration.integrationStatus",
  "integration.requestId",
  "integration.latency",
  "authorizer.principalId",
  "authorizer.team",
  "authorizer.error",
  "authorizer.status",
  "unknown",
];
const format = VARIABLES.map((name) => `${name}=$context.${name}`).join("|");

const api = webSocketGateway({
  stages: { dev: { access_log_settings: { destination_arn: "arn:aws:logs:x", format } } },
  routes: {
    $connect: { to: "echo", ...authorizedBy("users", "CUSTOM") },
    $disconnect: { to: "echo" },
    send: { to: "echo", twoWay: true },
    failing: { to: "fail" },
  },
  functions: {
    authorize: {
      code: `exports.handler = async ({ methodArn, queryStringParameters: { token } }) => ({
        principalId: "ada",
        context: { team: "red" },
        policyDocument: {
          Version: "2012-10-17",
          Statement: [{ Effect: token === "no" ? "Deny" : "Allow", Action: "execute-api:Invoke", Resource: methodArn }],
        },
      });`,
    },
  },
  authorizers: {
    users: { authorizer_uri: invokeArn("authorize"), identity_sources: ["route.request.querystring.token"] },
  },
});

/** Waits for a line of the access log, and returns the values of its variables. */
async function variables(pattern: RegExp): Promise<Record<string, string>> {
  const line = await api.line("access", pattern);
  return Object.fromEntries(line.split("|").map((part) => part.split("=", 2)));
}

const ID = expect.stringMatching(/^[\w-]{15}$/);
const NUMBER = expect.stringMatching(/^\d+$/);

/** Values that are the same for each event of a connection. */
const COMMON = {
  stage: "dev",
  apiId: expect.stringMatching(/^[a-z0-9]{10}$/),
  connectionId: ID,
  connectedAt: NUMBER,
  requestId: ID,
  extendedRequestId: ID,
  requestTime: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
  requestTimeEpoch: NUMBER,
  domainName: expect.stringMatching(/^[a-z0-9]{10}\.execute-api\.eu-central-1\.amazonaws\.com$/),
  "identity.sourceIp": "127.0.0.1",
  "identity.userAgent": "test/1",
  "error.message": "-",
  "error.messageString": '"-"',
  "error.responseType": "-",
  "integration.error": "-",
  "integration.integrationStatus": "200",
  "integration.requestId": expect.stringMatching(/^[0-9a-f-]{36}$/),
  "integration.latency": NUMBER,
  "authorizer.principalId": "ada",
  "authorizer.team": "red",
  "authorizer.error": "-",
  "authorizer.status": "-",
  messageId: "-",
  unknown: "-",
};

const HEADERS = { headers: { "User-Agent": "test/1" } };

test("each event of a connection has a line with the variables of WebSocket APIs [AWS docs]", async () => {
  const client = await api.connect("/dev?token=x", HEADERS);
  await client.ask({ action: "send" });
  await client.ask({ action: "failing" });
  await client.ask({ action: "none" });
  await client.close();
  expect(await variables(/eventType=CONNECT.*status=200/)).toEqual({
    ...COMMON,
    eventType: "CONNECT",
    routeKey: "$connect",
    status: "200",
    "authorizer.status": "200",
  });
  expect(await variables(/routeKey=send/)).toEqual({
    ...COMMON,
    eventType: "MESSAGE",
    routeKey: "send",
    status: "200",
    messageId: ID,
  });
  expect(await variables(/routeKey=failing/)).toEqual({
    ...COMMON,
    eventType: "MESSAGE",
    routeKey: "failing",
    status: "500",
    messageId: ID,
    "error.message": "Internal server error",
    "error.messageString": '"Internal server error"',
    "error.responseType": "INTEGRATION_FAILURE",
    "integration.error": "TypeError: no",
  });
  expect(await variables(/eventType=MESSAGE\|routeKey=-/)).toMatchObject({
    status: "403",
    "error.message": "Forbidden",
    "integration.requestId": "-",
  });
  expect(await variables(/eventType=DISCONNECT/)).toEqual({
    ...COMMON,
    eventType: "DISCONNECT",
    routeKey: "$disconnect",
    status: "200",
  });
});

test("a rejected handshake has a line with the error of the authorizer [our choice]", async () => {
  await api.rejection("/dev?token=no", HEADERS);
  expect(await variables(/eventType=CONNECT.*status=403/)).toMatchObject({
    eventType: "CONNECT",
    "error.message": "Forbidden",
    "error.responseType": "ACCESS_DENIED",
    "authorizer.status": "403",
    "authorizer.error": expect.stringMatching(/^policy: DENY arn:aws:execute-api:/),
  });
});
