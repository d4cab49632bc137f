import { REST_API_QUOTAS, type RouteKey } from "#aws";
import type { ResolvedResource } from "#terraform";
import { readLambdaTarget } from "./lambda-target";
import { formatFound, LocalError, notEmulatedError } from "./local-error";
import type {
  ApiAttributes,
  HttpIntegration,
  IntegrationModel,
  LambdaIntegration,
  LambdaTarget,
} from "./model";
import { readMockIntegration } from "./read-mock-integration";
import { readInteger, readText, readTextMap } from "./read-value";
import { type ReaderContext, readOptional, rejectUnsupported } from "./reader-context";

/** Attributes of an API, with the key of the method that has the integration. */
interface MethodOfApi extends ApiAttributes {
  readonly key: RouteKey;
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
  const type = readText(resource, "type");
  if (type === "MOCK") return readMockIntegration(context, resource);
  rejectUnsupported(resource, {
    connection_id: "Use an integration URI that this computer can reach.",
    content_handling: "Convert the body in the function.",
    tls_config: "Use an integration URI whose certificate matches its host name.",
  });
  const mode = readText(resource, "response_transfer_mode");
  if (mode === "STREAM")
    throw notEmulatedError(`${resource.address}: response_transfer_mode is "STREAM"; expected "BUFFERED".`);
  if (type === "AWS_PROXY") return readLambdaIntegration(context, resource, method);
  if (type === "HTTP_PROXY") return readHttpIntegration(context, resource);
  if (TYPES.includes(type ?? "")) throw notEmulatedError(`${resource.address}: ${NOT_EMULATED} ${type}.`);
  throw new LocalError([
    `${resource.address}: type is ${formatFound(type)}; expected ${["AWS_PROXY", "HTTP_PROXY", "MOCK", ...TYPES].join(", ")}.`,
  ]);
}

const TYPES = ["AWS", "HTTP"];
const NOT_EMULATED = "only integrations of the types AWS_PROXY, HTTP_PROXY and MOCK are emulated; type is";

function readLambdaIntegration(
  context: ReaderContext,
  resource: ResolvedResource,
  method: MethodOfApi,
): LambdaIntegration {
  const uri = readText(resource, "uri") ?? "";
  return {
    kind: "AWS_PROXY",
    address: resource.address,
    function: requirePost(
      resource,
      readLambdaTarget(context, {
        resource,
        argument: "uri",
        uri,
        sourceArns: listSourceArns(method),
        hasRole: resource.values.credentials !== undefined,
      }),
    ),
    payloadFormatVersion: "1.0",
    timeoutMs: readTimeout(context, resource),
    // Mappings do not change the event of a function. LocalStack's tests measured this on AWS.
    requestParameters: {},
    responseParameters: [],
  };
}

/** Sources of mappings that are not emulated. */
const NOT_MAPPED = /^method\.request\.(?:body|multivalue)/;

function readHttpIntegration(context: ReaderContext, resource: ResolvedResource): HttpIntegration {
  const requestParameters = readTextMap(resource, "request_parameters");
  const mapped = Object.values(requestParameters).find((source) => NOT_MAPPED.test(source));
  if (mapped !== undefined)
    throw notEmulatedError(`${resource.address}: request_parameters has "${mapped}", which is not emulated.`);
  return {
    kind: "HTTP_PROXY",
    address: resource.address,
    method: readText(resource, "integration_http_method") ?? "ANY",
    uri: readText(resource, "uri") ?? "",
    timeoutMs: readTimeout(context, resource),
    requestParameters,
    responseParameters: [],
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
 * Adds the reason why API Gateway cannot invoke the function, if the integration has another method than `POST`.
 * LocalStack's tests measured on AWS that such an API can be deployed, and that each of its requests fails.
 */
function requirePost(resource: ResolvedResource, target: LambdaTarget): LambdaTarget {
  const method = readText(resource, "integration_http_method");
  if (method === "POST") return target;
  const denied = `${resource.address}: integration_http_method is ${formatFound(method)}; a function is invoked with "POST"`;
  return { ...target, denied };
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
