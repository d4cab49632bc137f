/** Entry of the Lambda function of `WebSocketTokenAuthorizer`. It authorizes the connections of a WebSocket API. */
import type { APIGatewayAuthorizerResult } from "aws-lambda";
import { createResult } from "./create-result";
import { type ConnectEvent, readToken } from "./read-token";
import { readSettings } from "./settings";
import { createTokenVerifier, TokenRejection } from "./verify-token";

export type { ConnectEvent } from "./read-token";
export type { TokenAuthorizerVariables } from "./settings";

const settings = readSettings(process.env);
const verify = createTokenVerifier(settings);

/**
 * Returns a policy that allows the connection, or denies it if the token has none of the required scopes.
 *
 * @throws Error `Unauthorized` if the token is missing or invalid. API Gateway then responds with 401. After another error,
 * such as an issuer that is not reachable, it responds with 500
 */
export async function handler(event: ConnectEvent): Promise<APIGatewayAuthorizerResult> {
  try {
    const claims = await verify(readToken(event, settings));
    return createResult(event.methodArn, claims, settings.scopes);
  } catch (error) {
    if (!(error instanceof TokenRejection)) throw error;
    // The reason contains no part of the token, which could be used to connect.
    console.info(`token rejected: ${error.message}`);
    throw new Error("Unauthorized");
  }
}
