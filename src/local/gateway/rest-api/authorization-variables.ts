import { ownValue } from "#own-value";
import type { AuthorizationResult } from "../core/authorization-result";
import type { CompletedRecord } from "../core/request-record";

type Value = string | number | undefined | null;

/** Kinds of authorization with a phase `authorizer`: they have an `aws_api_gateway_authorizer`. */
const AUTHORIZERS: readonly string[] = ["TOKEN", "REQUEST", "COGNITO_USER_POOLS"];

/**
 * Returns the value of a `$context` variable about the authorization. With IAM, the signature is verified in the phase
 * `authenticate`. An authorizer runs in the phase `authorizer`. The policy of an IAM user or of the result of a Lambda
 * authorizer is evaluated in the phase `authorize`.
 *
 * @param phase `authenticate`, `authorizer` or `authorize`
 * @param name name of the variable without the phase: `status`, `claims.sub`
 * @see https://aws.amazon.com/blogs/compute/troubleshooting-amazon-api-gateway-with-enhanced-observability-variables/
 */
export function authorizationVariable(phase: string, name: string, record: CompletedRecord): Value {
  const { authorization, route } = record;
  if (authorization === undefined || !route) return undefined;
  const { kind } = route.authorization;
  if (phase === "authorizer")
    return AUTHORIZERS.includes(kind) ? authorizerVariable(name, authorization, record) : undefined;
  if (phase === "authenticate")
    return kind === "AWS_IAM" ? phaseVariable(name, authorization, record.authorizationLatencyMs) : undefined;
  return hasPolicy(kind, authorization) ? phaseVariable(name, authorization, 0) : undefined;
}

/** Returns true if a policy was evaluated. A caller that is not authenticated has no policy. */
function hasPolicy(kind: string, authorization: AuthorizationResult): boolean {
  if (kind === "AWS_IAM") return authorization.isAuthorized;
  if (kind !== "TOKEN" && kind !== "REQUEST") return false;
  return authorization.isAuthorized || authorization.response?.error?.type === "ACCESS_DENIED";
}

function phaseVariable(name: string, authorization: AuthorizationResult, latencyMs = 0): Value {
  if (name === "latency") return Math.round(latencyMs);
  if (authorization.isAuthorized) return name === "status" ? 200 : undefined;
  if (name === "error") return authorization.response?.error?.message;
  return name === "status" ? authorization.status : undefined;
}

/** The values of the function's context have priority over variables with the same name. */
function authorizerVariable(
  name: string,
  authorization: AuthorizationResult,
  { authorizationLatencyMs = 0 }: CompletedRecord,
): Value {
  const { claims, ...values } = readValues(authorization);
  const claim = /^claims(?:\.(.+)|\['(.+)'\])$/.exec(name);
  if (claim) return ownValue(claims, claim[1] ?? claim[2] ?? "");
  const value = ownValue(values, name);
  if (value !== undefined) return value;
  const { invocation } = authorization;
  const variables: Readonly<Record<string, Value>> = {
    error: authorization.isAuthorized ? undefined : authorization.reason,
    integrationLatency: invocation && Math.round(invocation.latencyMs),
    integrationStatus: invocation?.status,
    latency: Math.round(authorizationLatencyMs),
    requestId: invocation?.requestId,
    status: authorization.isAuthorized ? 200 : authorization.status,
  };
  return ownValue(variables, name);
}

type Values = Readonly<Record<string, Value>> & { readonly claims?: Readonly<Record<string, string>> };

function readValues(authorization: AuthorizationResult): Values {
  return ((authorization.isAuthorized && authorization.authorizer) || {}) as Values;
}
