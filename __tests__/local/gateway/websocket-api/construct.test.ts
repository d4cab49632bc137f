import {
  App,
  AwsProvider,
  NodejsFunction,
  RequestAuthorizer,
  TerraformStack,
  WebSocketApi,
} from "gatewright";
import { temporaryFolder } from "../../../support";
import { WebSocketTestGateway } from "./web-socket-fixture";

// The whole way: construct, Terraform, local gateway, socket, handler, `@connections`.

const FOLDER = "__tests__/local/gateway/websocket-api";

/** Returns a stack with a WebSocket API, as a user declares it. */
function chatStack(): TerraformStack {
  const stack = new TerraformStack(new App({ outdir: temporaryFolder() }), "test");
  new AwsProvider(stack, "aws", { region: "eu-central-1" });
  const check = new NodejsFunction(stack, "check", { entry: `${FOLDER}/chat-authorizer.ts` });
  const authorizer = new RequestAuthorizer("clients", {
    function: check,
    identitySources: ["route.request.querystring.name"],
  });
  const chat = new WebSocketApi(stack, "chat", { authorizer, stageName: "v1", account: "existing" });
  const answer = new NodejsFunction(stack, "answer", {
    entry: `${FOLDER}/chat-handler.ts`,
    environment: { CONNECTIONS_URL: chat.managementUrl, CHAT_URL: chat.url },
  });
  chat.grantManageConnections(answer);
  for (const key of ["$connect", "$disconnect", "post", "leave"]) chat.route(key, answer);
  chat.route("ping", answer, { twoWay: true });
  return stack;
}

const gateway = new WebSocketTestGateway();
beforeAll(() => gateway.start({ stack: chatStack() }));
afterAll(() => gateway.stop());

const open = (name: string) => gateway.connect(`/v1?name=${name}`);

test("the local gateway serves the construct at the stage of its URL", () => {
  expect(gateway.local.url).toMatch(/^ws:\/\/127\.0\.0\.1:\d+\/v1$/);
});

test("the authorizer denies a client, and rejects a client without an identity", async () => {
  expect((await gateway.rejection("/v1?name=stranger")).status).toBe(403);
  expect((await gateway.rejection("/v1")).status).toBe(401);
});

test("a two-way route sends the result of its function", async () => {
  const client = await open("ann");
  expect(await client.ask({ action: "ping" })).toBe("pong ping");
});

test("a one-way route sends only what its function posts to the connection", async () => {
  const client = await open("bob");
  const posted = JSON.parse(await client.ask({ action: "post", text: "hello" }));
  expect(posted).toMatchObject({ posted: "hello", authorizer: { principalId: "bob" } });
  expect(await client.ask({ action: "ping" })).toBe("pong ping");
});

test("a message without a route gets Forbidden", async () => {
  const client = await open("cid");
  expect(JSON.parse(await client.ask({ action: "other" })).message).toBe("Forbidden");
});

test("a function closes a connection, and $disconnect runs", async () => {
  const client = await open("dan");
  client.socket.send(JSON.stringify({ action: "leave" }));
  expect((await client.closed).code).toBe(1000);
  const event = await gateway.logged(
    ({ requestContext }) =>
      requestContext.routeKey === "$disconnect" && requestContext.authorizer.principalId === "dan",
  );
  expect(event.requestContext.disconnectStatusCode).toBe(1000);
});
