import type { APIGatewayRequestAuthorizerEvent } from "aws-lambda";

/** Authorizer that reads the token of the typed client, and denies the token `stranger`. */
export async function handler({
  queryStringParameters,
  headers,
  methodArn,
}: APIGatewayRequestAuthorizerEvent) {
  const [, protocolToken] = headers?.["Sec-WebSocket-Protocol"]?.split(/, */) ?? [];
  const token = queryStringParameters?.token ?? protocolToken ?? "none";
  const Effect = token === "stranger" ? "Deny" : "Allow";
  return {
    principalId: token,
    context: { token },
    policyDocument: {
      Version: "2012-10-17",
      Statement: [{ Action: "execute-api:Invoke", Effect, Resource: methodArn }],
    },
  };
}
