import { App, AwsProvider, NodejsFunction, TerraformStack, UserPool, WebSocketApi } from "gatewright";
import { SocketClosedError, socket } from "gatewright/contract";
import type { TokenOptions } from "gatewright/local";
import { WebSocket } from "ws";
import { temporaryFolder } from "../../../support";
import { whoAmI } from "./token-contract";
import { WebSocketTestGateway } from "./web-socket-fixture";

// The parts together: contract, client, token authorizer of a user pool, and handlers.

const PLACES = ["query", "subprotocol"] as const;

/** Returns a stack with a WebSocket API for each place of the token that the client supports. */
function chatStack(): TerraformStack {
  const stack = new TerraformStack(new App({ outdir: temporaryFolder() }), "test");
  new AwsProvider(stack, "aws", { region: "eu-central-1" });
  const users = new UserPool(stack, "users", { scopes: ["chat/read"] });
  users.addSrpClient("web");
  const entry = "__tests__/local/gateway/websocket-api/token-socket.ts";
  const answer = new NodejsFunction(stack, "answer", { entry });
  for (const tokenIn of PLACES) {
    const authorizer = users.webSocketAuthorizer({ tokenIn, scopes: ["chat/read"] }, tokenIn);
    const chat = new WebSocketApi(stack, tokenIn, { authorizer });
    chat.route("$connect", answer);
    chat.route(whoAmI, answer);
  }
  return stack;
}

const gateway = new WebSocketTestGateway();
beforeAll(() => gateway.start({ stack: chatStack() }));

describe.each(PLACES)("the client socket() with the token in the %s", (tokenIn) => {
  const chats: { close(): void }[] = [];
  afterEach(() => {
    for (const chat of chats.splice(0)) chat.close();
  });

  /** Creates a client that tries to connect once. */
  function open(token: TokenOptions, protocols: readonly string[] = []) {
    const chat = socket(
      { whoAmI },
      {
        url: gateway.local.urls.get(`aws_apigatewayv2_api.${tokenIn}`) ?? "",
        token: () => gateway.local.token(token),
        tokenIn,
        maxAttempts: 1,
        WebSocket,
        protocols,
      },
    );
    chats.push(chat);
    return chat;
  }

  test("a client with a token connects, and the handler of a message receives its claims", async () => {
    const chat = open({ subject: "ann", scopes: ["chat/read", "openid"] });
    const { sub, scope, expiresAt } = await chat.send("whoAmI");
    expect({ sub, scope }).toEqual({ sub: "ann", scope: "chat/read openid" });
    expect(expiresAt).toBeGreaterThan(Date.now() / 1000);
  });

  test("a client that offers another subprotocol connects only if it also offers bearer", async () => {
    const answer = open({ subject: "bob", scopes: ["chat/read"] }, ["chat.v1"]).send("whoAmI");
    if (tokenIn === "subprotocol") expect((await answer).sub).toBe("bob");
    // The function selects no subprotocol, and the client closes the connection.
    else await expect(answer).rejects.toThrow(SocketClosedError);
  });

  test.each<[string, TokenOptions]>([
    ["expired", { scopes: ["chat/read"], expiresInMinutes: -1 }],
    ["without the required scope", { scopes: ["openid"] }],
  ])("a client with a token that is %s cannot connect", async (_, token) => {
    await expect(open(token).send("whoAmI")).rejects.toThrow(SocketClosedError);
  });
});

test("no log entry contains the signature of a token", async () => {
  const token = await gateway.local.token({ scopes: ["chat/read"] });
  await gateway.connect(`${gateway.local.urls.get("aws_apigatewayv2_api.query")}?token=${token}`);
  const protocols = ["bearer", token];
  await gateway.connect(gateway.local.urls.get("aws_apigatewayv2_api.subprotocol"), { protocols });
  await gateway.line("function", /connected/);
  const [, , signature = ""] = token.split(".");
  expect(JSON.stringify(gateway.local.logs()).includes(signature)).toBe(false);
});
