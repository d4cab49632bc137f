import type { ResolvedResource } from "#terraform";
import type { LambdaTarget } from "./lambda-interface";
import { readLambdaTarget } from "./lambda-target";
import { formatFound, LocalError, notEmulatedError } from "./local-error";
import type { Backend } from "./non-proxy-integration";
import { readText } from "./read-value";
import { isSet, type ReaderContext } from "./reader-context";

/** Names of the arguments of an integration. */
export interface IntegrationArguments {
  readonly uri: "uri" | "integration_uri";
  readonly method: "integration_http_method" | "integration_method";
  readonly credentials: "credentials" | "credentials_arn";
  /** Noun for what a message asks to test on AWS. */
  readonly caller: "method" | "route";
}

/** Arguments of an `aws_api_gateway_integration`. */
export const REST_ARGUMENTS: IntegrationArguments = {
  uri: "uri",
  method: "integration_http_method",
  credentials: "credentials",
  caller: "method",
};

/**
 * Reads the backend of an integration of the type `AWS`: a function or the local DynamoDB.
 *
 * @param sourceArns ARNs of the method or route, see `readLambdaTarget`
 * @throws LocalError if the service is not emulated, or if AWS would reject the integration
 * @see https://docs.aws.amazon.com/apigateway/latest/api/API_Integration.html#apigw-Type-Integration-uri
 */
export function readAwsBackend(
  context: ReaderContext,
  resource: ResolvedResource,
  sourceArns: readonly string[],
  names: IntegrationArguments,
): Backend {
  const uri = readText(resource, names.uri) ?? "";
  const [, region = "", service = "", kind, target = ""] = SERVICE_URI.exec(uri) ?? [];
  if (kind === undefined) {
    throw new LocalError([
      `${resource.address}: ${names.uri} is ${formatFound(uri)}; expected "arn:aws:apigateway:REGION:SERVICE:action/ACTION" or "arn:aws:apigateway:REGION:SERVICE:path/PATH".`,
    ]);
  }
  if (service === "lambda") {
    return { kind: "LAMBDA", function: readInvokedFunction(context, resource, sourceArns, names) };
  }
  if (service !== "dynamodb") throw notEmulatedError(explainService(resource, service, names));
  requireCredentials(resource, names);
  requireRegion(context, resource, { region, argument: names.uri });
  const method = readText(resource, names.method) ?? "POST";
  return { kind: "DYNAMODB", method, region, operation: kind === "action" ? target : undefined };
}

/** URI of an AWS service: `arn:aws:apigateway:eu-central-1:dynamodb:action/PutItem`. A service can have a subdomain. */
const SERVICE_URI = /^arn:aws[\w-]*:apigateway:([\w-]*):(?:[\w-]+\.)?([\w-]+):(action|path)\/(.*)$/s;

function explainService(
  { address }: ResolvedResource,
  service: string,
  { caller }: IntegrationArguments,
): string {
  return `${address}: integrations with the AWS service "${service}" are not emulated; only those with "lambda" and "dynamodb" are. Test the ${caller} on AWS.`;
}

/** Reads the function of an integration of the type `AWS` or `AWS_PROXY`. @throws LocalError as `readLambdaTarget` does */
export function readInvokedFunction(
  context: ReaderContext,
  resource: ResolvedResource,
  sourceArns: readonly string[],
  names: IntegrationArguments,
): LambdaTarget {
  const uri = readText(resource, names.uri) ?? "";
  const hasRole = isSet(resource.values[names.credentials]);
  const target = readLambdaTarget(context, { resource, argument: names.uri, uri, sourceArns, hasRole });
  return requirePost(resource, target, names.method);
}

/**
 * Adds the reason why API Gateway cannot invoke the function, if the integration has another method than `POST`.
 * LocalStack's tests measured on AWS that such an API can be deployed, and that each of its requests fails.
 */
function requirePost(
  resource: ResolvedResource,
  target: LambdaTarget,
  argument: IntegrationArguments["method"],
): LambdaTarget {
  const method = readText(resource, argument);
  if (method === "POST") return target;
  const denied = `${resource.address}: ${argument} is ${formatFound(method)}; a function is invoked with "POST"`;
  return { ...target, denied };
}

/** API Gateway assumes the role to call the service. The policies of roles have no effect locally. */
function requireCredentials(resource: ResolvedResource, { credentials }: IntegrationArguments): void {
  if (isSet(resource.values[credentials])) return;
  throw new LocalError([
    `${resource.address}: ${credentials} is not set; expected the ARN of a role that API Gateway assumes to call the service.`,
  ]);
}

function requireRegion(
  { stack }: ReaderContext,
  { address }: ResolvedResource,
  { region, argument }: { readonly region: string; readonly argument: string },
): void {
  if (region === stack.region) return;
  throw notEmulatedError(
    `${address}: ${argument} is in the Region ${formatFound(region)}; only the tables of the Region "${stack.region}" are emulated.`,
  );
}
