import { FUNCTION_CREDENTIALS, functionOfToken, LOCAL_CREDENTIALS } from "#aws";
import type { ManagementCall, WebSocketApiParts } from "../gateway/websocket-api/api-state";
import { managementError } from "../gateway/websocket-api/management-error";
import type { GatewayRequest } from "../http/request";
import type { GatewayResponse } from "../http/response";
import { evaluatePolicy } from "../iam/policy";
import { readSignature } from "../iam/sigv4-parse";
import type { FunctionRole } from "../model/model";
import { authorizeRestIam } from "./rest-iam-authorizer";

/** Credentials with which a request can be signed. */
const CREDENTIALS = [LOCAL_CREDENTIALS, FUNCTION_CREDENTIALS];

const ACTION = "execute-api:ManageConnections";

/** Data with which requests to `@connections` are authorized. */
export interface CallAuthorizerOptions {
  readonly accountId: string;
  readonly region: string;
  readonly executionArn: string;
  /** Returns the role of a function by its name; `undefined` if its policies are unknown. */
  readonly roleOf: (functionName: string) => FunctionRole | undefined;
}

/**
 * Creates a function that authorizes requests to `@connections`: it verifies the signature, and the permission of the
 * function that signed the request. The user of the local credentials has all permissions. The errors of a signature are
 * those of REST APIs.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-control-access-iam.html
 */
export function createCallAuthorizer(options: CallAuthorizerOptions): WebSocketApiParts["authorizeCall"] {
  return async (request, call) => {
    const { accountId, region } = options;
    const result = await authorizeRestIam({ request, accountId, region }, CREDENTIALS, Date.now);
    return result.isAuthorized ? checkPermission(request, call, options) : result.response;
  };
}

function checkPermission(
  request: GatewayRequest,
  { method, stage, connectionId }: ManagementCall,
  { accountId, executionArn, roleOf }: CallAuthorizerOptions,
): GatewayResponse | undefined {
  const functionName = functionOfToken(readSignature(request)?.sessionToken);
  const role = functionName === undefined ? undefined : roleOf(functionName);
  if (!role) return undefined;
  const resource = `${executionArn}/${stage}/${method}/@connections/${connectionId}`;
  const decisions = role.policies.map((policy) => evaluatePolicy(policy, resource, ACTION));
  if (!decisions.includes("DENY") && decisions.includes("ALLOW")) return undefined;
  const user = `arn:aws:sts::${accountId}:assumed-role/${role.name}/${functionName}`;
  const masked = resource.replace(accountId, accountId.slice(-4).padStart(accountId.length, "*"));
  // The account was masked in captured responses.
  const message = `User: ${user} is not authorized to perform: ${ACTION} on resource: ${masked}`;
  const reason = `the role ${role.name} does not allow ${ACTION} on ${resource}`;
  return managementError("AccessDeniedException", { message }, reason);
}
