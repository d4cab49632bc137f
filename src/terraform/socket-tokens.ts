import { findById } from "./find-resource";
import type { ResolvedResource, ResolvedStack } from "./resolved-stack";

/** Token of a user pool that the clients of a WebSocket API need, and its place in the handshake. */
export interface SocketToken {
  /** Terraform address of the API: `aws_apigatewayv2_api.chat`. */
  readonly api: string;
  /** Terraform name of the user pool: `users`. */
  readonly pool: string;
  readonly place: "query" | "cookie" | "subprotocol";
  /** Name of the query parameter or of the cookie. Empty for a subprotocol. */
  readonly name: string;
  /** Accepted scopes; a token needs one of them. Empty if no scope is required. */
  readonly scopes: readonly string[];
  /** True if the API accepts only ID tokens. */
  readonly needsIdToken: boolean;
}

/**
 * Lists the tokens that the WebSocket APIs of a stack need, as far as a `WebSocketTokenAuthorizer` verifies them and the
 * stack has their user pool. The settings are the environment variables of the authorizer's function.
 */
export function listSocketTokens(stack: ResolvedStack): readonly SocketToken[] {
  const routes = stack.ofType("aws_apigatewayv2_route");
  return routes.flatMap((route) => {
    if (route.values.route_key !== "$connect") return [];
    const api = findById(stack, "aws_apigatewayv2_api", route, "api_id");
    const { ISSUER, TOKEN_IN, TOKEN_NAME = "", TOKEN_USE, SCOPES } = readVariables(stack, route);
    const pool = stack
      .ofType("aws_cognito_user_pool")
      .find((candidate) => ISSUER === `https://${candidate.attribute("endpoint")}`);
    if (!api || !pool || !isPlace(TOKEN_IN)) return [];
    const settings = { place: TOKEN_IN, name: String(TOKEN_NAME), needsIdToken: TOKEN_USE === "id" };
    return [{ api: api.address, pool: pool.name, ...settings, scopes: parseScopes(SCOPES) }];
  });
}

/** Returns the environment variables of the function that authorizes a route. */
function readVariables(stack: ResolvedStack, route: ResolvedResource): Readonly<Record<string, unknown>> {
  const authorizer = findById(stack, "aws_apigatewayv2_authorizer", route, "authorizer_id");
  const references = authorizer?.references("authorizer_uri") ?? [];
  const fn = stack.ofType("aws_lambda_function").find(({ address }) => references.includes(address));
  const [block] = [fn?.values.environment ?? {}].flat();
  return Object((block as { readonly variables?: unknown }).variables);
}

function isPlace(value: unknown): value is SocketToken["place"] {
  return value === "query" || value === "cookie" || value === "subprotocol";
}

function parseScopes(text: unknown): readonly string[] {
  try {
    return [JSON.parse(String(text))].flat().map(String);
  } catch {
    // Only Terraform knows the scopes.
    return [];
  }
}
