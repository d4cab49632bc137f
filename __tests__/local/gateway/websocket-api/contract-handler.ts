import {
  ApiGatewayManagementApiClient,
  PostToConnectionCommand,
} from "@aws-sdk/client-apigatewaymanagementapi";
import type { APIGatewayProxyWebsocketEventV2WithRequestContext } from "aws-lambda";
import { requireEnvironment } from "gatewright/runtime";

const { CONNECTIONS_URL } = requireEnvironment("CONNECTIONS_URL");
const connections = new ApiGatewayManagementApiClient({ endpoint: CONNECTIONS_URL });

interface Context {
  readonly routeKey: string;
  readonly connectionId: string;
  readonly authorizer: { readonly principalId: string };
}

const problem = { status: 400, code: "invalid-input", detail: "The text is empty.", requestId: "r" };

function isTokenOffered(event: object): boolean {
  const { headers } = event as { readonly headers?: Readonly<Record<string, string>> };
  return headers?.["Sec-WebSocket-Protocol"]?.startsWith("bearer,") ?? false;
}

/** Handler of every route, which sends the frames of contracts. */
export async function handler(event: APIGatewayProxyWebsocketEventV2WithRequestContext<Context>) {
  const { routeKey, connectionId, authorizer } = event.requestContext;
  // API Gateway sends a subprotocol only if the function selects it, and clients reject a handshake without it.
  if (routeKey === "$connect")
    return {
      statusCode: 200,
      ...(isTokenOffered(event) && { headers: { "Sec-WebSocket-Protocol": "bearer" } }),
    };
  const post = (frame: object) =>
    connections.send(
      new PostToConnectionCommand({ ConnectionId: connectionId, Data: JSON.stringify(frame) }),
    );
  const { id, body } = JSON.parse(event.body ?? "{}");
  const respond = (frame: object) => ({
    statusCode: 200,
    body: JSON.stringify({ reply: routeKey, id, ...frame }),
  });
  if (routeKey === "crash") throw new Error("crash");
  if (routeKey === "typing") await post({ reply: "typing", problem: { ...problem, detail: body.channel } });
  if (routeKey !== "sendMessage") return respond({});
  if (body.text === "") return respond({ problem });
  await post({ event: "messagePosted", body: { text: body.text, token: authorizer.principalId } });
  return respond({ body: { messageId: `m-${id}` } });
}
