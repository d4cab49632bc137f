import { HTTP_API_QUOTAS } from "#aws";
import type { ResolvedResource } from "#terraform";
import { validateJwtAuthorization, validateLambdaAuthorization } from "./http-api-limits";
import { readLambdaTarget } from "./lambda-target";
import { formatFound, LocalError, notEmulatedError } from "./local-error";
import type { ApiAttributes, JwtAuthorization, LambdaAuthorization, RouteAuthorization } from "./model";
import { readBoolean, readId, readInteger, readList, readText } from "./read-value";
import {
  isSet,
  type ReaderContext,
  readFormatVersion,
  readOptional,
  refersTo,
  rejectCount,
} from "./reader-context";
import { readBlock } from "./resolved-block";

/**
 * Reads the authorization settings of a route and of its authorizer.
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/apigatewayv2_route
 */
export function readAuthorization(
  context: ReaderContext,
  route: ResolvedResource,
  api: ApiAttributes,
): RouteAuthorization {
  const type = readText(route, "authorization_type") ?? "NONE";
  if (type === "NONE" || type === "AWS_IAM") return { kind: type };
  if (type === "JWT") {
    const scopes = readList(route, "authorization_scopes");
    const authorization = readJwtAuthorization(findAuthorizer(context, route), scopes);
    context.errors.add(...validateJwtAuthorization(route.address, authorization));
    return authorization;
  }
  if (type === "CUSTOM") {
    const authorization = readLambdaAuthorization(context, findAuthorizer(context, route), api);
    context.errors.add(...validateLambdaAuthorization(authorization));
    return authorization;
  }
  throw new LocalError([
    `${route.address}: authorization_type is "${type}"; expected NONE, AWS_IAM, JWT or CUSTOM.`,
  ]);
}

function findAuthorizer({ stack }: ReaderContext, route: ResolvedResource): ResolvedResource {
  const authorizer = stack
    .ofType("aws_apigatewayv2_authorizer")
    .find((candidate) => refersTo(route, "authorizer_id", candidate));
  if (authorizer) return rejectCount(authorizer);
  throw notEmulatedError(
    `${route.address}: authorizer_id is ${formatFound(route.values.authorizer_id)}; expected the ID of an aws_apigatewayv2_authorizer in this stack.`,
  );
}

/**
 * Reads a JWT authorizer.
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/apigatewayv2_authorizer
 */
function readJwtAuthorization(authorizer: ResolvedResource, scopes: readonly string[]): JwtAuthorization {
  const settings = readBlock(authorizer, "jwt_configuration");
  const issuer = settings?.text("issuer");
  if (settings === undefined || issuer === undefined) {
    throw new LocalError([
      `${authorizer.address}: jwt_configuration.issuer is not set; expected the issuer URL of the tokens.`,
    ]);
  }
  return {
    kind: "JWT",
    address: authorizer.address,
    identitySources: readList(authorizer, "identity_sources"),
    issuer,
    audiences: settings.list("audience"),
    scopes,
  };
}

/**
 * Reads a Lambda authorizer. The payload format version is required, because API Gateway rejects a Lambda
 * authorizer without a version: "AuthorizerPayloadFormatVersion is a required parameter for REQUEST
 * authorizer".
 */
function readLambdaAuthorization(
  context: ReaderContext,
  authorizer: ResolvedResource,
  api: ApiAttributes,
): LambdaAuthorization {
  const uri = readText(authorizer, "authorizer_uri") ?? "";
  return {
    kind: "CUSTOM",
    address: authorizer.address,
    identitySources: readList(authorizer, "identity_sources"),
    function: readLambdaTarget(context, {
      resource: authorizer,
      argument: "authorizer_uri",
      uri,
      sourceArns: [`${api.executionArn}/authorizers/${readId(authorizer)}`],
      hasRole: isSet(authorizer.values.authorizer_credentials_arn),
    }),
    payloadFormatVersion: readFormatVersion(context, authorizer, "authorizer_payload_format_version"),
    simpleResponses: readBoolean(authorizer, "enable_simple_responses") ?? false,
    resultTtlSeconds:
      readOptional(context, () =>
        readInteger(authorizer, "authorizer_result_ttl_in_seconds", HTTP_API_QUOTAS.authorizerTtlSeconds),
      ) ?? 300,
  };
}
