import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  PostToConnectionCommand,
} from "@aws-sdk/client-apigatewaymanagementapi";

/** Event of a connection or of a message, with the fields that the handler reads. */
interface ChatEvent {
  readonly requestContext: {
    readonly routeKey: string;
    readonly connectionId: string;
    readonly authorizer?: object;
  };
  readonly body?: string;
}

const connections = new ApiGatewayManagementApiClient({ endpoint: process.env.CONNECTIONS_URL });

/** Logs each event. `post` sends a message with `@connections`, `leave` closes the connection, and `ping` is two-way. */
export async function handler(event: ChatEvent) {
  console.log(JSON.stringify({ event }));
  const { routeKey, connectionId, authorizer } = event.requestContext;
  const ConnectionId = connectionId;
  if (routeKey === "post") {
    const Data = JSON.stringify({ posted: JSON.parse(event.body ?? "{}").text, authorizer });
    await connections.send(new PostToConnectionCommand({ ConnectionId, Data }));
  }
  if (routeKey === "leave") await connections.send(new DeleteConnectionCommand({ ConnectionId }));
  return { statusCode: 200, body: `pong ${routeKey}` };
}
