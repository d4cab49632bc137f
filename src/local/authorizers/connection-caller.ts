import { FUNCTION_CREDENTIALS, LOCAL_CREDENTIALS } from "#aws";
import type { WebSocketApiParts } from "../gateway/websocket-api/api-state";
import { authorizeRestIam } from "./rest-iam-authorizer";

/** Credentials with which a request can be signed. */
const CREDENTIALS = [LOCAL_CREDENTIALS, FUNCTION_CREDENTIALS];

/**
 * Creates a function that verifies the signature of a request to `@connections`. Its errors are those of REST APIs.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-control-access-iam.html
 */
export function createCallAuthorizer({
  accountId,
  region,
}: Pick<WebSocketApiParts, "accountId" | "region">): WebSocketApiParts["authorizeCall"] {
  return async (request) => {
    const result = await authorizeRestIam({ request, accountId, region }, CREDENTIALS, Date.now);
    return result.isAuthorized ? undefined : result.response;
  };
}
