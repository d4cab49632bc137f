import { headerOf } from "../../http/request";
import type { Allowed } from "./authorization";
import type { RequestRecord } from "./request-record";
import { requestTime } from "./route-context";

type Value = string | number | undefined | null;

/**
 * A `$context` variable; `undefined` where there is nothing to tell.
 *
 * @param name `httpMethod`, `authorizer.claims.sub`
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html
 */
export function contextVariable(name: string, exchange: RequestRecord): string | undefined {
  const value = name.startsWith("authorizer.")
    ? authorizerVariable(name.slice("authorizer.".length), exchange)
    : VARIABLES[name]?.(exchange);
  return value === undefined || value === null || value === "" ? undefined : String(value);
}

const VARIABLES: Readonly<Record<string, (exchange: RequestRecord) => Value>> = {
  accountId: ({ accountId }) => accountId,
  apiId: ({ api }) => api.id,
  awsEndpointRequestId: ({ integration }) => integration?.requestId,
  dataProcessed: ({ request, answer }) => request.body.length + answer.body.length,
  domainName: ({ domainName }) => domainName,
  domainPrefix: ({ domainName }) => domainName.split(".")[0],
  "error.message": ({ answer }) => messageOf(answer.reason === undefined ? undefined : answer.body),
  "error.messageString": ({ answer }) =>
    quoted(messageOf(answer.reason === undefined ? undefined : answer.body)),
  "error.responseType": ({ answer }) =>
    answer.reason === undefined ? undefined : RESPONSE_TYPES[answer.status],
  extendedRequestId: ({ request }) => request.requestId,
  httpMethod: ({ request }) => request.method,
  "identity.sourceIp": ({ request }) => request.sourceIp,
  "identity.userAgent": ({ request }) => headerOf(request, "user-agent"),
  "identity.accessKey": (exchange) => iam(exchange)?.accessKey,
  "identity.accountId": (exchange) => iam(exchange)?.accountId,
  "identity.caller": (exchange) => iam(exchange)?.callerId,
  "identity.principalOrgId": (exchange) => iam(exchange)?.principalOrgId,
  "identity.user": (exchange) => iam(exchange)?.userId,
  "identity.userArn": (exchange) => iam(exchange)?.userArn,
  "integration.error": ({ integration }) => integration?.error,
  "integration.integrationStatus": ({ integration }) => integration?.status,
  "integration.latency": ({ integration }) => integration && Math.round(integration.latencyMs),
  "integration.requestId": ({ integration }) => integration?.requestId,
  "integration.status": ({ integration }) => integration?.functionStatus,
  integrationErrorMessage: ({ integration }) => integration?.error,
  integrationLatency: ({ integration }) => integration && Math.round(integration.latencyMs),
  integrationStatus: ({ integration }) => integration?.status,
  path: ({ request }) => request.path,
  protocol: ({ request }) => request.protocol,
  requestId: ({ request }) => request.requestId,
  requestTime: ({ request }) => requestTime(request.timeEpoch),
  // In seconds, as captured, where an event has milliseconds.
  requestTimeEpoch: ({ request }) => Math.floor(request.timeEpoch / 1000),
  responseLatency: ({ latencyMs }) => Math.round(latencyMs),
  responseLength: ({ answer }) => answer.body.length,
  routeKey: ({ route }) => route?.key,
  stage: ({ stage }) => stage?.name,
  status: ({ answer }) => answer.status,
};

/** What kind of refusal an answer of the gateway's own is. */
const RESPONSE_TYPES: Readonly<Record<number, string>> = {
  401: "UNAUTHORIZED",
  403: "ACCESS_DENIED",
  404: "MISSING_AUTHENTICATION_TOKEN",
  413: "REQUEST_TOO_LARGE",
  429: "THROTTLED",
  500: "INTEGRATION_FAILURE",
  503: "INTEGRATION_TIMEOUT",
};

function messageOf(body: Buffer | undefined): string | undefined {
  return body && (JSON.parse(body.toString()) as { message: string }).message;
}

function quoted(text: string | undefined): string | undefined {
  return text === undefined ? undefined : JSON.stringify(text);
}

interface Authorizer {
  readonly jwt?: { readonly claims: Readonly<Record<string, string>> };
  readonly lambda?: Readonly<Record<string, Value>>;
  readonly iam?: Readonly<Record<string, Value>>;
}

function allowed({ authorization }: RequestRecord): Allowed | undefined {
  return authorization?.isAuthorized ? authorization : undefined;
}

function iam(exchange: RequestRecord): Readonly<Record<string, Value>> | undefined {
  return (allowed(exchange)?.authorizer as Authorizer | undefined)?.iam;
}

function authorizerVariable(name: string, exchange: RequestRecord): Value {
  const { authorization } = exchange;
  if (name === "error")
    return authorization && !authorization.isAuthorized
      ? (authorization.error ?? authorization.reason)
      : undefined;
  if (name === "principalId") return allowed(exchange)?.principalId;
  const { jwt, lambda } = (allowed(exchange)?.authorizer ?? {}) as Authorizer;
  return name.startsWith("claims.") ? jwt?.claims[name.slice("claims.".length)] : lambda?.[name];
}
