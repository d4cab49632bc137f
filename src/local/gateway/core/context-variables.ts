import { ownValue } from "#own-value";
import { headerOf } from "../../http/request";
import type { Allowed } from "./authorization-result";
import type { CompletedRecord } from "./request-record";
import { formatRequestTime } from "./route-context";

type Value = string | number | undefined | null;

/**
 * Returns the value of a `$context` variable.
 *
 * @param name name without `$context.`, such as `httpMethod` or `authorizer.claims.sub`
 * @returns `undefined` if the variable is unknown or has no value
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html
 */
export function contextVariable(name: string, record: CompletedRecord): string | undefined {
  const value = name.startsWith("authorizer.")
    ? authorizerVariable(name.slice("authorizer.".length), record)
    : ownValue(VARIABLES, name)?.(record);
  return value === undefined || value === null || value === "" ? undefined : String(value);
}

const VARIABLES: Readonly<Record<string, (record: CompletedRecord) => Value>> = {
  accountId: ({ accountId }) => accountId,
  apiId: ({ api }) => api.id,
  awsEndpointRequestId: ({ integration }) => integration?.requestId,
  dataProcessed: ({ request, response }) => request.body.length + response.body.length,
  domainName: ({ domainName }) => domainName,
  domainPrefix: ({ domainName }) => domainName.split(".")[0],
  "error.message": ({ response }) => messageOf(response.reason === undefined ? undefined : response.body),
  "error.messageString": ({ response }) =>
    toJson(messageOf(response.reason === undefined ? undefined : response.body)),
  "error.responseType": ({ response }) =>
    response.reason === undefined ? undefined : RESPONSE_TYPES[response.status],
  extendedRequestId: ({ request }) => request.requestId,
  httpMethod: ({ request }) => request.method,
  "identity.sourceIp": ({ request }) => request.sourceIp,
  "identity.userAgent": ({ request }) => headerOf(request, "user-agent"),
  "identity.accessKey": (record) => iam(record)?.accessKey,
  "identity.accountId": (record) => iam(record)?.accountId,
  "identity.caller": (record) => iam(record)?.callerId,
  "identity.principalOrgId": (record) => iam(record)?.principalOrgId,
  "identity.user": (record) => iam(record)?.userId,
  "identity.userArn": (record) => iam(record)?.userArn,
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
  requestTime: ({ request }) => formatRequestTime(request.timeEpoch),
  // Access logs captured from API Gateway contain this time in seconds, while events contain it in
  // milliseconds.
  requestTimeEpoch: ({ request }) => Math.floor(request.timeEpoch / 1000),
  responseLatency: ({ latencyMs }) => Math.round(latencyMs),
  responseLength: ({ response }) => response.stream?.bytes ?? response.body.length,
  routeKey: ({ route }) => route?.key.text,
  stage: ({ stage }) => stage?.name,
  status: ({ response }) => response.status,
};

/** Values of `$context.error.responseType`, by the status of a response that the gateway created itself. */
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

function toJson(text: string | undefined): string | undefined {
  return text === undefined ? undefined : JSON.stringify(text);
}

interface Authorizer {
  readonly jwt?: { readonly claims: Readonly<Record<string, string>> };
  readonly lambda?: Readonly<Record<string, Value>>;
  readonly iam?: Readonly<Record<string, Value>>;
}

function allowed({ authorization }: CompletedRecord): Allowed | undefined {
  return authorization?.isAuthorized ? authorization : undefined;
}

function iam(record: CompletedRecord): Readonly<Record<string, Value>> | undefined {
  return (allowed(record)?.authorizer as Authorizer | undefined)?.iam;
}

function authorizerVariable(name: string, record: CompletedRecord): Value {
  const { authorization } = record;
  if (name === "error")
    return authorization && !authorization.isAuthorized
      ? (authorization.error ?? authorization.reason)
      : undefined;
  if (name === "principalId") return allowed(record)?.principalId;
  const { jwt, lambda } = (allowed(record)?.authorizer ?? {}) as Authorizer;
  return name.startsWith("claims.")
    ? ownValue(jwt?.claims, name.slice("claims.".length))
    : ownValue(lambda, name);
}
