import { RESERVED_AWS_HEADERS, REST_API_QUOTAS, type RouteKey } from "#aws";
import type { ResolvedResource } from "#terraform";
import type { LambdaTarget } from "./lambda-interface";
import { formatFound, LocalError } from "./local-error";
import type { ApiAttributes, HttpIntegration, IntegrationModel, LambdaIntegration } from "./model";
import { REST_ARGUMENTS, readAwsBackend, readInvokedFunction } from "./read-aws-integration";
import { readNonProxyIntegration } from "./read-non-proxy-integration";
import { readStreamIdleMs, rejectStream, requireMatchingUri } from "./read-transfer-mode";
import { readInteger, readText, readTextMap } from "./read-value";
import { type ReaderContext, readOptional, rejectUnsupported } from "./reader-context";

/** Attributes of an API, with the key of the method that has the integration. */
interface MethodOfApi extends ApiAttributes {
  readonly key: RouteKey;
  /** Time without data after which a streamed response ends. */
  readonly streamIdleMs: number;
}

/**
 * Reads an `aws_api_gateway_integration`.
 *
 * @throws LocalError if the integration is not emulated, or if AWS would reject it
 * @see https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs/resources/api_gateway_integration
 */
export function readRestIntegration(
  context: ReaderContext,
  resource: ResolvedResource,
  method: MethodOfApi,
): IntegrationModel {
  const type = readText(resource, "type") ?? "";
  rejectStream(resource, type);
  const read = Object.hasOwn(READERS, type) ? READERS[type as keyof typeof READERS] : undefined;
  if (read) return read(context, resource, method);
  throw new LocalError([
    `${resource.address}: type is ${formatFound(type)}; expected ${Object.keys(READERS).join(", ")}.`,
  ]);
}

type ReadIntegration = (
  context: ReaderContext,
  resource: ResolvedResource,
  method: MethodOfApi,
) => IntegrationModel;

const READERS = {
  AWS: (context, resource, method) => {
    rejectUnsupported(resource, CONNECTION);
    const backend = readAwsBackend(context, resource, listSourceArns(method), REST_ARGUMENTS);
    return readNonProxyIntegration(context, resource, { backend, timeoutMs: readTimeout(context, resource) });
  },
  AWS_PROXY: readLambdaIntegration,
  HTTP: (context, resource) => {
    rejectUnsupported(resource, CONNECTION);
    const backend = { kind: "HTTP" as const, ...readEndpoint(resource) };
    return readNonProxyIntegration(context, resource, { backend, timeoutMs: readTimeout(context, resource) });
  },
  HTTP_PROXY: readHttpIntegration,
  MOCK: (context, resource) =>
    readNonProxyIntegration(context, resource, { backend: { kind: "MOCK" }, timeoutMs: 0 }),
} satisfies Readonly<Record<string, ReadIntegration>>;

/** Arguments that are not emulated, with the fix. */
const CONNECTION = {
  connection_id: "Use an integration URI that this computer can reach.",
  tls_config: "Use an integration URI whose certificate matches its host name.",
};

/** Rejects what is not emulated for the proxy types. */
function rejectProxySettings(resource: ResolvedResource): void {
  rejectUnsupported(resource, { ...CONNECTION, content_handling: "Convert the body in the function." });
}

function readLambdaIntegration(
  context: ReaderContext,
  resource: ResolvedResource,
  method: MethodOfApi,
): LambdaIntegration {
  rejectProxySettings(resource);
  const streamIdleMs = readStreamIdleMs(resource, method);
  requireMatchingUri(resource, streamIdleMs !== undefined);
  return {
    kind: "AWS_PROXY",
    address: resource.address,
    function: rejectReservedHeaders(
      resource,
      readInvokedFunction(context, resource, listSourceArns(method), REST_ARGUMENTS),
    ),
    payloadFormatVersion: "1.0",
    timeoutMs: readTimeout(context, resource),
    streamIdleMs,
    // Mappings do not change the event of a function. LocalStack's tests measured this on AWS.
    requestParameters: {},
    responseParameters: [],
  };
}

/** Adds the reason for which API Gateway fails, if a mapping sets a reserved header. Other mappings have no effect. */
function rejectReservedHeaders(resource: ResolvedResource, target: LambdaTarget): LambdaTarget {
  const targets = Object.keys(readTextMap(resource, "request_parameters"));
  const headers = targets.map((name) => name.replace(/^integration\.request\.header\./, ""));
  const reserved = headers.find((name) => RESERVED_AWS_HEADERS.has(name.toLowerCase()));
  if (reserved === undefined) return target;
  return {
    ...target,
    denied: `${resource.address}: request_parameters sets the header ${reserved}, which no mapping can set`,
  };
}

function readHttpIntegration(
  context: ReaderContext,
  resource: ResolvedResource,
  method: MethodOfApi,
): HttpIntegration {
  rejectProxySettings(resource);
  return {
    kind: "HTTP_PROXY",
    address: resource.address,
    ...readEndpoint(resource),
    timeoutMs: readTimeout(context, resource),
    streamIdleMs: readStreamIdleMs(resource, method),
    requestParameters: readTextMap(resource, "request_parameters"),
    responseParameters: [],
  };
}

function readEndpoint(resource: ResolvedResource): { readonly method: string; readonly uri: string } {
  return {
    method: readText(resource, "integration_http_method") ?? "ANY",
    uri: readText(resource, "uri") ?? "",
  };
}

const { integrationTimeoutMs, streamTimeoutMs } = REST_API_QUOTAS;

function readTimeout(context: ReaderContext, resource: ResolvedResource): number {
  // A raised quota of the account allows a timeout above the default.
  const range = { min: integrationTimeoutMs.min, max: streamTimeoutMs };
  const timeoutMs = readOptional(context, () => readInteger(resource, "timeout_milliseconds", range));
  return timeoutMs ?? integrationTimeoutMs.max;
}

/**
 * Returns the ARNs of a method, one for each stage. A path parameter and the method `ANY` are replaced by `*`. The
 * `source_arn` of an `aws_lambda_permission` must match one of these ARNs.
 */
function listSourceArns({ executionArn, stages, key }: MethodOfApi): string[] {
  const method = key.method === "ANY" ? "*" : key.method;
  const path = key.segments.map((segment) => (segment.kind === "literal" ? segment.text : "*")).join("/");
  return stages.map(({ name }) => `${executionArn}/${name}/${method}/${path}`);
}
