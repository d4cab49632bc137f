import type { APIGatewayAuthorizerResult } from "aws-lambda";
import { WEBSOCKET_AUTHORIZER_RESULT_BYTES } from "#aws/web-socket-quotas";
import { formatClaim, hasScope } from "./claims";
import { TokenRejection, type VerifiedClaims } from "./verify-token";

/** Fields of the authorizer in an event that API Gateway sets itself. */
const RESERVED_NAMES = ["principalId", "integrationLatency"];

/**
 * Returns the policy for a connection, with the claims of the token as the context. Without one of the required scopes, the
 * policy denies the connection, and API Gateway responds with 403.
 *
 * The claims are added by their size, the smallest first. Claims that would make the result larger than API Gateway
 * accepts are left out. Only the largest claims can therefore be missing.
 *
 * @throws TokenRejection if the result would be too large without any claim, because of a long `sub`
 */
export function createResult(
  methodArn: string,
  claims: VerifiedClaims,
  scopes: readonly string[],
): APIGatewayAuthorizerResult {
  const isAllowed = hasScope(claims, scopes);
  const result: APIGatewayAuthorizerResult = {
    principalId: claims.sub,
    policyDocument: {
      Version: "2012-10-17",
      Statement: [
        { Action: "execute-api:Invoke", Effect: isAllowed ? "Allow" : "Deny", Resource: methodArn },
      ],
    },
  };
  // The last claim has no comma after it.
  const maxBytes = WEBSOCKET_AUTHORIZER_RESULT_BYTES - sizeOf({ ...result, context: {} }) + 1;
  if (maxBytes < 1)
    throw new TokenRejection(`sub has ${Buffer.byteLength(claims.sub)} bytes, which is too long`);
  if (!isAllowed) {
    console.info(`token rejected: no scope of ${scopes.join(", ")}`);
    return result;
  }
  const { context, omitted } = createContext(claims, maxBytes);
  if (omitted.length > 0) console.warn(`claims left out of the context: ${omitted.join(", ")}`);
  return { ...result, context };
}

function createContext(claims: VerifiedClaims, maxBytes: number) {
  const entries = Object.entries(claims)
    .filter(([name, claim]) => claim !== null && !RESERVED_NAMES.includes(name))
    .map(([name, claim]) => {
      const text = formatClaim(claim);
      // The size of `"name":"text",` in JSON.
      return { name, text, size: sizeOf({ [name]: text }) - 1 };
    })
    .sort((a, b) => a.size - b.size || (a.name < b.name ? -1 : 1));
  let rest = maxBytes;
  const count = entries.filter(({ size }) => {
    rest -= size;
    return rest >= 0;
  }).length;
  return {
    context: Object.fromEntries(entries.slice(0, count).map(({ name, text }) => [name, text])),
    omitted: entries.slice(count).map(({ name }) => name),
  };
}

function sizeOf(value: object): number {
  return Buffer.byteLength(JSON.stringify(value));
}
