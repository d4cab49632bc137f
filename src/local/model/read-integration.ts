import { HTTP_API_QUOTAS, type RouteKey } from "#aws";
import type { ResolvedResource } from "#terraform";
import { validateIntegration } from "./http-api-limits";
import { readLambdaTarget } from "./lambda-target";
import { LocalError, notEmulatedError } from "./local-error";
import type { ApiAttributes, HttpIntegration, IntegrationModel, LambdaIntegration } from "./model";
import { readNumber, readText, readTextMap } from "./read-value";
import {
  isSet,
  type ReaderContext,
  readFormatVersion,
  readOptional,
  rejectUnsupported,
} from "./reader-context";
import { readBlocks } from "./resolved-block";

/** Attributes of an API, with the key of the route that uses the integration. */
interface RouteOfApi extends ApiAttributes {
  readonly key: RouteKey;
}

/** Default timeout of an integration. It is also the maximum that an HTTP API allows. */
const DEFAULT_TIMEOUT_MS = HTTP_API_QUOTAS.integrationTimeoutMs.max;

/**
 * Reads an `aws_apigatewayv2_integration`.
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/apigatewayv2_integration
 */
export function readIntegration(
  context: ReaderContext,
  resource: ResolvedResource,
  route: RouteOfApi,
): IntegrationModel {
  const subtype = readText(resource, "integration_subtype");
  if (subtype) {
    throw notEmulatedError(
      `${resource.address}: integration_subtype is "${subtype}"; AWS service integrations are not emulated. Call the AWS service from a function.`,
    );
  }
  rejectUnsupported(resource, {
    connection_id: "Use an integration URL that this computer can reach.",
    tls_config: "Use an integration URL whose certificate matches its host name.",
  });
  const type = readText(resource, "integration_type");
  if (type === "AWS_PROXY") return validated(context, readLambdaIntegration(context, resource, route));
  if (type === "HTTP_PROXY") return validated(context, readHttpIntegration(context, resource));
  throw new LocalError([
    `${resource.address}: integration_type is "${type}"; expected AWS_PROXY or HTTP_PROXY, the types of an HTTP API.`,
  ]);
}

function validated(
  { errors }: ReaderContext,
  integration: LambdaIntegration | HttpIntegration,
): IntegrationModel {
  errors.add(...validateIntegration(integration));
  return integration;
}

/**
 * Returns the integration that AWS creates for an API with a `target` ("quick create"). A `target` that is an
 * ARN names a function; any other `target` is the URL of an HTTP endpoint.
 */
export function createDefaultIntegration(
  context: ReaderContext,
  api: ResolvedResource,
  route: RouteOfApi,
): IntegrationModel {
  const target = readText(api, "target") ?? "";
  const common = {
    address: api.address,
    timeoutMs: DEFAULT_TIMEOUT_MS,
    requestParameters: {},
    responseParameters: [],
  };
  if (!target.startsWith("arn:")) return { kind: "HTTP_PROXY", method: "ANY", uri: target, ...common };
  const invoked = readLambdaTarget(context, {
    resource: api,
    argument: "target",
    uri: target,
    sourceArns: listSourceArns(route),
    hasRole: isSet(api.values.credentials_arn),
  });
  return { kind: "AWS_PROXY", function: invoked, payloadFormatVersion: "2.0", ...common };
}

function readLambdaIntegration(
  context: ReaderContext,
  resource: ResolvedResource,
  route: RouteOfApi,
): LambdaIntegration {
  return {
    kind: "AWS_PROXY",
    function: readLambdaTarget(context, {
      resource,
      argument: "integration_uri",
      uri: readText(resource, "integration_uri") ?? "",
      sourceArns: listSourceArns(route),
      hasRole: isSet(resource.values.credentials_arn),
    }),
    payloadFormatVersion: readFormatVersion(context, resource, "payload_format_version", "1.0"),
    ...readCommon(context, resource),
  };
}

function readHttpIntegration(context: ReaderContext, resource: ResolvedResource): HttpIntegration {
  return {
    kind: "HTTP_PROXY",
    method: readText(resource, "integration_method") ?? "ANY",
    uri: readText(resource, "integration_uri") ?? "",
    ...readCommon(context, resource),
  };
}

/** Reads the arguments that both kinds of integration have. */
function readCommon(context: ReaderContext, resource: ResolvedResource) {
  const timeoutMs = readOptional(context, () => readNumber(resource, "timeout_milliseconds"));
  return {
    address: resource.address,
    timeoutMs: timeoutMs ?? DEFAULT_TIMEOUT_MS,
    requestParameters: readTextMap(resource, "request_parameters"),
    responseParameters: readBlocks(resource, "response_parameters").map((block) => ({
      status: block.text("status_code") ?? "",
      mappings: block.textMap("mappings"),
    })),
  };
}

/**
 * Returns the ARNs of a route, one for each stage:
 * `arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5/$default/GET/products`. The method `ANY` is
 * replaced by `*`. The `source_arn` of an `aws_lambda_permission` must match one of these ARNs.
 */
function listSourceArns({ executionArn, stages, key }: RouteOfApi): string[] {
  const method = key.method === "ANY" ? "*" : key.method;
  const path = key.isDefault ? "/$default" : key.path;
  return stages.map(({ name }) => `${executionArn}/${name}/${method}${path}`);
}
