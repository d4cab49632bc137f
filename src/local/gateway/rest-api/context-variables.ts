import { ownValue } from "#own-value";
import { traceIdOf } from "../../http/request";
import { contextVariable } from "../core/context-variables";
import type { CompletedRecord, RequestRecord } from "../core/request-record";
import { authorizationVariable } from "./authorization-variables";
import { clientPath } from "./custom-domain";
import { formatMessage } from "./gateway-error";

type Value = string | number | boolean | undefined | null;

/**
 * Returns the value of a `$context` variable of a REST API. Variables that HTTP APIs have too have the same value.
 *
 * @param name name without `$context.`, such as `resourcePath` or `authorizer.claims.sub`
 * @returns `undefined` if the variable is unknown or has no value
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html
 */
export function restContextVariable(name: string, record: CompletedRecord): string | undefined {
  const phase = /^(authenticate|authorizer|authorize)\.(.+)$/.exec(name);
  if (phase) return toText(authorizationVariable(phase[1] ?? "", phase[2] ?? "", record));
  const variable = ownValue(VARIABLES, name);
  return variable ? toText(variable(record)) : contextVariable(name, record);
}

/** Returns the value of a `$context` variable before the response exists. */
export function restContextBefore(name: string, record: RequestRecord): string | undefined {
  const response = { status: 0, headers: [], body: Buffer.alloc(0) };
  const needsResponse = /^(?:error\.|integration|response|status$)/.test(name);
  return needsResponse ? undefined : restContextVariable(name, { ...record, response, latencyMs: 0 });
}

function toText(value: Value): string | undefined {
  return value === undefined || value === null || value === "" ? undefined : String(value);
}

/** Variables that only REST APIs have, or that have another value. */
const VARIABLES: Readonly<Record<string, (record: CompletedRecord) => Value>> = {
  "customDomain.basePathMatched": ({ mapping }) => mapping?.basePath,
  dataProcessed: () => undefined,
  deploymentId: ({ stage }) => stage?.deploymentId,
  "error.message": ({ response }) => response.error?.message,
  "error.messageString": ({ response }) => response.error && formatMessage(response.error),
  "error.responseType": ({ response }) => response.error?.type,
  // Templates write the variable in quotes, so its value is escaped.
  "error.validationErrorString": ({ response }) =>
    response.error?.validationError && JSON.stringify(response.error.validationError).slice(1, -1),
  extendedRequestId: ({ request }) => request.extendedRequestId,
  "identity.apiKey": ({ apiKey }) => apiKey?.value,
  "identity.apiKeyId": ({ apiKey }) => apiKey?.id,
  "identity.principalOrgId": () => undefined,
  "integration.responseTransferMode": (record) => transferMode(record),
  "integration.timeToAllHeaders": ({ integration }) => roundMs(integration?.headLatencyMs),
  "integration.timeToFirstContent": (record) => roundMs(firstContentMs(record)),
  isCanaryRequest: ({ stage }) => stage?.isCanary,
  path: clientPath,
  requestTimeEpoch: ({ request }) => request.timeEpoch,
  resourceId: ({ route }) => route?.resourceId,
  resourcePath: ({ route }) => route?.key.path,
  routeKey: () => undefined,
  xrayTraceId: ({ request, stage }) => (stage?.isTraced ? traceIdOf(request) : undefined),
};

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/response-streaming-troubleshoot.html */
function transferMode({ integration, response }: CompletedRecord): Value {
  if (!integration) return undefined;
  return response.stream ? "STREAMED" : "BUFFERED";
}

/** Returns the time from the request to the integration until the first byte of a streamed body. */
function firstContentMs({ integration, response }: CompletedRecord): number | undefined {
  const firstByteAtMs = response.stream?.firstByteAtMs;
  const startMs = integration?.startMs;
  return firstByteAtMs === undefined || startMs === undefined ? undefined : firstByteAtMs - startMs;
}

function roundMs(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : Math.round(ms);
}
