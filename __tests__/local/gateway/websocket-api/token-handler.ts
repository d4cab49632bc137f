import type {
  APIGatewayProxyWebsocketEventV2,
  APIGatewayProxyWebsocketEventV2WithRequestContext,
} from "aws-lambda";

type Event = APIGatewayProxyWebsocketEventV2WithRequestContext<
  APIGatewayProxyWebsocketEventV2["requestContext"] & { readonly authorizer?: object }
> & { readonly headers?: Readonly<Record<string, string>> };

/** Selects the subprotocol `bearer` if the client offers it, and answers each message with the data of the authorizer. */
export async function handler({ headers, requestContext }: Event) {
  if (requestContext.eventType === "MESSAGE")
    return { statusCode: 200, body: JSON.stringify(requestContext.authorizer) };
  const isOffered = headers?.["Sec-WebSocket-Protocol"]?.startsWith("bearer,");
  return { statusCode: 200, headers: isOffered ? { "Sec-WebSocket-Protocol": "bearer" } : {} };
}
