import type { Resource } from "#terraform";
import { validateJwtAuthorization, validateLambdaAuthorization } from "./deploy-limits";
import { readLambdaTarget } from "./lambda-target";
import { LocalError } from "./local-error";
import type { ApiAttributes, JwtAuthorization, LambdaAuthorization, RouteAuthorization } from "./model";
import { type ReaderContext, readBlock, readFormatVersion, rejectCount } from "./reader-context";

/**
 * Who may call a route.
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/apigatewayv2_route
 */
export function readAuthorization(
  source: ReaderContext,
  route: Resource,
  api: ApiAttributes,
): RouteAuthorization {
  const type = source.values.text(route, "authorization_type") ?? "NONE";
  if (type === "NONE" || type === "AWS_IAM") return { kind: type };
  if (type === "JWT") {
    const scopes = source.values.list(route, "authorization_scopes");
    const guard = readJwtAuthorization(source, authorizerOf(source, route), scopes);
    source.errors.add(...validateJwtAuthorization(route.address, guard));
    return guard;
  }
  if (type === "CUSTOM") {
    const guard = readLambdaAuthorization(source, authorizerOf(source, route), api);
    source.errors.add(...validateLambdaAuthorization(guard));
    return guard;
  }
  throw new LocalError([
    `${route.address}: authorization_type must be NONE, AWS_IAM, JWT or CUSTOM, found "${type}"`,
  ]);
}

function authorizerOf({ stack, values }: ReaderContext, route: Resource): Resource {
  const id = values.text(route, "authorizer_id");
  const found = stack
    .ofType("aws_apigatewayv2_authorizer")
    .find((one) => values.evaluate(one.address, { id: `\${${one.address}.id}` }).id === id);
  if (found) return rejectCount(found);
  throw new LocalError([
    `${route.address}: authorizer_id ${JSON.stringify(route.values.authorizer_id)} is none of this stack's aws_apigatewayv2_authorizer`,
  ]);
}

/** @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/apigatewayv2_authorizer */
function readJwtAuthorization(
  source: ReaderContext,
  authorizer: Resource,
  scopes: readonly string[],
): JwtAuthorization {
  const settings = readBlock(source, authorizer, "jwt_configuration");
  if (settings?.issuer === undefined) {
    throw new LocalError([
      `${authorizer.address} has no jwt_configuration.issuer; name who makes its tokens`,
    ]);
  }
  return {
    kind: "JWT",
    address: authorizer.address,
    identitySources: source.values.list(authorizer, "identity_sources"),
    issuer: String(settings.issuer),
    audiences: [settings.audience ?? []].flat().map(String),
    scopes,
  };
}

/** "AuthorizerPayloadFormatVersion is a required parameter for REQUEST authorizer", says the service. */
function readLambdaAuthorization(
  source: ReaderContext,
  authorizer: Resource,
  api: ApiAttributes,
): LambdaAuthorization {
  const { values } = source;
  const id = values.evaluate(authorizer.address, { id: `\${${authorizer.address}.id}` }).id;
  const uri = values.text(authorizer, "authorizer_uri") ?? "";
  return {
    kind: "CUSTOM",
    address: authorizer.address,
    identitySources: values.list(authorizer, "identity_sources"),
    function: readLambdaTarget(source, {
      by: authorizer,
      uri,
      callers: [`${api.executionArn}/authorizers/${id}`],
      hasOwnRole: authorizer.values.authorizer_credentials_arn !== undefined,
    }),
    payloadFormatVersion: readFormatVersion(source, authorizer, "authorizer_payload_format_version"),
    simpleResponses: values.value(authorizer, "enable_simple_responses") === true,
    resultTtlSeconds: values.number(authorizer, "authorizer_result_ttl_in_seconds") ?? 300,
  };
}
