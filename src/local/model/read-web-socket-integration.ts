import { WEBSOCKET_API_QUOTAS } from "#aws";
import { ownValue } from "#own-value";
import type { ResolvedResource } from "#terraform";
import { readLambdaTarget } from "./lambda-target";
import { formatFound, LocalError } from "./local-error";
import type { WebSocketAttributes } from "./model";
import { type IntegrationArguments, readAwsBackend } from "./read-aws-integration";
import { readConversion } from "./read-non-proxy-integration";
import { readInteger, readText, readTextMap } from "./read-value";
import { readWebSocketNonProxy } from "./read-web-socket-non-proxy";
import { isSet, type ReaderContext, readOptional, rejectUnsupported } from "./reader-context";
import type {
  WebSocketHttpIntegration,
  WebSocketIntegration,
  WebSocketLambdaIntegration,
} from "./web-socket-integration";

/** Attributes of an API, with the key of the route that has the integration. */
type RouteOfApi = WebSocketAttributes & { readonly key: string };

/**
 * Reads an `aws_apigatewayv2_integration` of a WebSocket API.
 *
 * @throws LocalError if the integration is not emulated, or if AWS would reject it
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/apigatewayv2_integration
 */
export function readWebSocketIntegration(
  context: ReaderContext,
  resource: ResolvedResource,
  route: RouteOfApi,
): WebSocketIntegration {
  rejectUnsupported(resource, {
    connection_id: "Use an integration URI that this computer can reach.",
    tls_config: "Use an integration URI whose certificate matches its host name.",
  });
  const type = readText(resource, "integration_type") ?? "";
  const read = ownValue(READERS, type);
  if (read) return read(context, resource, route);
  throw new LocalError([
    `${resource.address}: integration_type is ${formatFound(type)}; expected ${Object.keys(READERS).join(", ")}.`,
  ]);
}

type ReadIntegration = (
  context: ReaderContext,
  resource: ResolvedResource,
  route: RouteOfApi,
) => WebSocketIntegration;

const READERS: Readonly<Record<string, ReadIntegration>> = {
  AWS: (context, resource, route) =>
    readWebSocketNonProxy(context, resource, {
      backend: readAwsBackend(context, resource, listSourceArns(route), ARGUMENTS),
      timeoutMs: readTimeout(context, resource),
    }),
  AWS_PROXY: readLambdaIntegration,
  HTTP: (context, resource) =>
    readWebSocketNonProxy(context, resource, {
      backend: { kind: "HTTP", ...readEndpoint(resource) },
      timeoutMs: readTimeout(context, resource),
    }),
  HTTP_PROXY: readHttpIntegration,
  MOCK: (context, resource) =>
    readWebSocketNonProxy(context, resource, { backend: { kind: "MOCK" }, timeoutMs: 0 }),
};

const ARGUMENTS: IntegrationArguments = {
  uri: "integration_uri",
  method: "integration_method",
  credentials: "credentials_arn",
  caller: "route",
};

function readLambdaIntegration(
  context: ReaderContext,
  resource: ResolvedResource,
  route: RouteOfApi,
): WebSocketLambdaIntegration {
  return {
    kind: "AWS_PROXY",
    address: resource.address,
    function: readLambdaTarget(context, {
      resource,
      argument: "integration_uri",
      uri: readText(resource, "integration_uri") ?? "",
      sourceArns: listSourceArns(route),
      hasRole: isSet(resource.values.credentials_arn),
    }),
    timeoutMs: readTimeout(context, resource),
    contentHandling: readConversion(resource, "content_handling_strategy"),
  };
}

function readHttpIntegration(context: ReaderContext, resource: ResolvedResource): WebSocketHttpIntegration {
  return {
    kind: "HTTP_PROXY",
    address: resource.address,
    ...readEndpoint(resource),
    timeoutMs: readTimeout(context, resource),
    requestParameters: readTextMap(resource, "request_parameters"),
    contentHandling: readConversion(resource, "content_handling_strategy"),
  };
}

/** Reads an endpoint. `ANY` becomes `POST`, because a message has no HTTP method. This is unverified. */
function readEndpoint(resource: ResolvedResource): { readonly method: string; readonly uri: string } {
  const method = readText(resource, "integration_method") ?? "ANY";
  return { method: method === "ANY" ? "POST" : method, uri: readText(resource, "integration_uri") ?? "" };
}

function readTimeout(context: ReaderContext, resource: ResolvedResource): number {
  const { integrationTimeoutMs: range } = WEBSOCKET_API_QUOTAS;
  return readOptional(context, () => readInteger(resource, "timeout_milliseconds", range)) ?? range.max;
}

/** Returns the ARNs of a route, one for each stage. The `source_arn` of a permission must match one of them. */
function listSourceArns({ executionArn, stages, key }: RouteOfApi): readonly string[] {
  return stages.map(({ name }) => `${executionArn}/${name}/${key}`);
}
