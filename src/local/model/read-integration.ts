import type { Resource } from "#terraform";
import { validateIntegration } from "./deploy-limits";
import { readLambdaTarget } from "./lambda-target";
import { LocalError } from "./local-error";
import type { ApiAttributes, HttpIntegration, Integration, LambdaIntegration } from "./model";
import { type ReaderContext, readBlocks, readFormatVersion, rejectUnsupported } from "./reader-context";

/** A route of an API, by its key. */
interface Routed extends ApiAttributes {
  readonly key: string;
}

/** An HTTP API's longest: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
const TIMEOUT_MS = 30_000;

/**
 * `aws_apigatewayv2_integration`.
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/apigatewayv2_integration
 */
export function readIntegration(source: ReaderContext, resource: Resource, route: Routed): Integration {
  rejectUnsupported(resource, {
    integration_subtype: "have a function call the service",
    connection_id: "give the integration an address that this machine reaches",
    tls_config: "give the integration an address whose certificate needs no other name",
  });
  const type = source.values.text(resource, "integration_type");
  if (type === "AWS_PROXY") return checked(source, lambdaIntegration(source, resource, route));
  if (type === "HTTP_PROXY") return checked(source, httpIntegration(source, resource));
  throw new LocalError([
    `${resource.address}: integration_type must be AWS_PROXY or HTTP_PROXY in an HTTP API, found "${type}"`,
  ]);
}

function checked({ errors }: ReaderContext, integration: Integration): Integration {
  errors.add(...validateIntegration(integration));
  return integration;
}

/** What the `target` of an API makes: a function where it is an ARN, an address otherwise. */
export function quickIntegration(source: ReaderContext, api: Resource, route: Routed): Integration {
  const target = source.values.text(api, "target") ?? "";
  const bare = { address: api.address, timeoutMs: TIMEOUT_MS, requestParameters: {}, responseParameters: [] };
  if (!target.startsWith("arn:")) return { kind: "HTTP_PROXY", method: "ANY", uri: target, ...bare };
  const hasOwnRole = api.values.credentials_arn !== undefined;
  const called = readLambdaTarget(source, { by: api, uri: target, callers: callersOf(route), hasOwnRole });
  return { kind: "AWS_PROXY", function: called, payloadFormatVersion: "2.0", ...bare };
}

function lambdaIntegration(source: ReaderContext, resource: Resource, route: Routed): LambdaIntegration {
  const uri = source.values.text(resource, "integration_uri") ?? "";
  const hasOwnRole = resource.values.credentials_arn !== undefined;
  return {
    kind: "AWS_PROXY",
    function: readLambdaTarget(source, { by: resource, uri, callers: callersOf(route), hasOwnRole }),
    payloadFormatVersion: readFormatVersion(source, resource, "payload_format_version", "1.0"),
    ...shared(source, resource),
  };
}

function httpIntegration(source: ReaderContext, resource: Resource): HttpIntegration {
  return {
    kind: "HTTP_PROXY",
    method: source.values.text(resource, "integration_method") ?? "ANY",
    uri: source.values.text(resource, "integration_uri") ?? "",
    ...shared(source, resource),
  };
}

function shared(source: ReaderContext, resource: Resource) {
  return {
    address: resource.address,
    timeoutMs: source.values.number(resource, "timeout_milliseconds") ?? TIMEOUT_MS,
    requestParameters: (source.values.value(resource, "request_parameters") ?? {}) as Record<string, string>,
    responseParameters: readBlocks(source, resource, "response_parameters").map((body) => ({
      status: String(body.status_code),
      mappings: (body.mappings ?? {}) as Record<string, string>,
    })),
  };
}

/** In whose name API Gateway calls for a route: its stages, its method, and its path without the stage. */
function callersOf({ executionArn, stages, key }: Routed): string[] {
  const [method, path] = key === "$default" ? ["*", "/$default"] : key.split(" ");
  return stages.map(({ name }) => `${executionArn}/${name}/${method === "ANY" ? "*" : method}${path}`);
}
