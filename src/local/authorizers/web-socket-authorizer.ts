import { FUNCTION_CREDENTIALS, LOCAL_CREDENTIALS, WEBSOCKET_API_QUOTAS } from "#aws";
import { errorMessage } from "#error";
import { ownValue } from "#own-value";
import type { AuthorizationResult, Denied } from "../gateway/core/authorization-result";
import { queryPairs } from "../gateway/core/route-context";
import type { AuthorizeConnection, Handshake } from "../gateway/websocket-api/api-state";
import { webSocketVariable } from "../gateway/websocket-api/context-variables";
import { createConnectAuthorizerEvent } from "../gateway/websocket-api/events";
import type { Failed } from "../model/lambda-interface";
import type { WebSocketLambdaAuthorization } from "../model/model";
import type { AuthorizerOptions } from "./authorizer";
import { authorizerFailure, denyUnauthorized } from "./denials";
import { authorizeIam } from "./iam-authorizer";
import { invokeAuthorizerFunction } from "./invoke-function";
import { readRestResult, toRestResult } from "./rest-lambda-result";

/** Credentials with which a handshake can be signed. */
const CREDENTIALS = [LOCAL_CREDENTIALS, FUNCTION_CREDENTIALS];

/** Time after which API Gateway stops waiting for the function. It is unverified; an integration has the same limit. */
const TIMEOUT_MS = WEBSOCKET_API_QUOTAS.integrationTimeoutMs.max;

const { authorizerResultBytes: MAX_BYTES } = WEBSOCKET_API_QUOTAS;

/**
 * Creates a function that authorizes the handshakes of WebSocket APIs as API Gateway does. If an unexpected error occurs,
 * the function denies the handshake with status 500.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-lambda-auth.html
 */
export function createWebSocketAuthorizer({
  lambda,
  now = Date.now,
}: Pick<AuthorizerOptions, "lambda" | "now">): AuthorizeConnection {
  return async (handshake, authorization) => {
    try {
      if (authorization.kind === "REQUEST")
        return await authorizeByFunction(handshake, authorization, lambda);
      const { record, accountId, region } = handshake;
      return await authorizeIam({ request: record.request, accountId, region }, CREDENTIALS, now);
    } catch (error) {
      return authorizerFailure(`$connect: the authorizer failed: ${errorMessage(error)}`);
    }
  };
}

async function authorizeByFunction(
  handshake: Handshake,
  { address, identitySources, function: target }: WebSocketLambdaAuthorization,
  lambda: AuthorizerOptions["lambda"],
): Promise<AuthorizationResult> {
  const prefix = `Lambda authorizer ${address}:`;
  const missing = identitySources.filter((source) => !readIdentity(source, handshake));
  if (missing.length > 0) return denyUnauthorized(`${prefix} missing identity source ${missing.join(", ")}`);
  if (target.denied !== undefined) return authorizerFailure(target.denied);
  const { record, methodArn } = handshake;
  const event = JSON.stringify(createConnectAuthorizerEvent(record, record.request, methodArn));
  const startMs = performance.now();
  const { request } = record;
  const invoked = await invokeAuthorizerFunction(
    { request },
    { lambda, target, event, timeoutMs: TIMEOUT_MS },
  );
  if (invoked === undefined) return authorizerFailure(`${prefix} no response within ${TIMEOUT_MS / 1000} s`);
  const latencyMs = performance.now() - startMs;
  const status = invoked.isSuccess || !invoked.isThrottled ? 200 : 429;
  const invocation = { requestId: invoked.requestId, latencyMs, status };
  if (!invoked.isSuccess) return { ...toFailure(prefix, invoked), invocation };
  const bytes = Buffer.byteLength(invoked.json);
  if (bytes > MAX_BYTES)
    return {
      ...authorizerFailure(`${prefix} result has ${bytes} bytes; the limit is ${MAX_BYTES}`),
      invocation,
    };
  const result = readRestResult(invoked.json);
  if ("isAuthorized" in result) return { ...result, reason: `${prefix} ${result.reason}`, invocation };
  return { ...toRestResult(result, methodArn, latencyMs), invocation };
}

/** A function that fails with exactly `Unauthorized` denies the handshake with 401. */
function toFailure(prefix: string, { errorType, errorMessage: message }: Failed): Denied {
  return message === "Unauthorized"
    ? denyUnauthorized(`${prefix} function failed with Unauthorized`)
    : authorizerFailure(`${prefix} function failed: ${errorType}: ${message}`);
}

/** Format of an identity source: a kind, a dot and a name, such as `route.request.header.Authorization`. */
const IDENTITY_SOURCE = /^(route\.request\.header|route\.request\.querystring|context|stageVariables)\.(.+)$/;

/** Reads the value of an identity source. Returns `undefined` if the value is absent. */
function readIdentity(source: string, handshake: Handshake): string | undefined {
  const [, kind = "", name = ""] = IDENTITY_SOURCE.exec(source) ?? [];
  return ownValue(READERS, kind)?.(handshake, name);
}

const READERS: Readonly<Record<string, (handshake: Handshake, name: string) => string | undefined>> = {
  "route.request.header": ({ record }, name) =>
    record.request.headers.findLast(([key]) => key === name.toLowerCase())?.[1],
  "route.request.querystring": ({ record }, name) =>
    queryPairs(record.request.rawQuery).findLast(([key]) => key === name)?.[1],
  context: ({ record }, name) => webSocketVariable(name, record),
  stageVariables: ({ record }, name) => ownValue(record.stage.variables, name),
};
