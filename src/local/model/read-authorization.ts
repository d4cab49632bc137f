import type { Resource } from "#terraform";
import { jwtFaults, lambdaGuardFaults } from "./deploy-limits";
import { functionTarget } from "./lambda-target";
import { LocalError } from "./local-error";
import type { BareApi, Guard, JwtGuard, LambdaGuard } from "./model";
import { block, formatVersion, type Source, single } from "./reader-context";

/**
 * Who may call a route.
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/apigatewayv2_route
 */
export function readGuard(source: Source, route: Resource, api: BareApi): Guard {
  const type = source.values.text(route, "authorization_type") ?? "NONE";
  if (type === "NONE" || type === "AWS_IAM") return { kind: type };
  if (type === "JWT") {
    const scopes = source.values.texts(route, "authorization_scopes");
    const guard = jwtGuard(source, authorizerOf(source, route), scopes);
    source.faults.add(...jwtFaults(route.address, guard));
    return guard;
  }
  if (type === "CUSTOM") {
    const guard = lambdaGuard(source, authorizerOf(source, route), api);
    source.faults.add(...lambdaGuardFaults(guard));
    return guard;
  }
  throw new LocalError([
    `${route.address}: authorization_type must be NONE, AWS_IAM, JWT or CUSTOM, found "${type}"`,
  ]);
}

function authorizerOf({ stack, values }: Source, route: Resource): Resource {
  const id = values.text(route, "authorizer_id");
  const found = stack
    .ofType("aws_apigatewayv2_authorizer")
    .find((one) => values.evaluated(one.address, { id: `\${${one.address}.id}` }).id === id);
  if (found) return single(found);
  throw new LocalError([
    `${route.address}: authorizer_id ${JSON.stringify(route.values.authorizer_id)} is none of this stack's aws_apigatewayv2_authorizer`,
  ]);
}

/** @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/apigatewayv2_authorizer */
function jwtGuard(source: Source, authorizer: Resource, scopes: readonly string[]): JwtGuard {
  const settings = block(source, authorizer, "jwt_configuration");
  if (settings?.issuer === undefined) {
    throw new LocalError([
      `${authorizer.address} has no jwt_configuration.issuer; name who makes its tokens`,
    ]);
  }
  return {
    kind: "JWT",
    address: authorizer.address,
    identitySources: source.values.texts(authorizer, "identity_sources"),
    issuer: String(settings.issuer),
    audiences: [settings.audience ?? []].flat().map(String),
    scopes,
  };
}

/** "AuthorizerPayloadFormatVersion is a required parameter for REQUEST authorizer", says the service. */
function lambdaGuard(source: Source, authorizer: Resource, api: BareApi): LambdaGuard {
  const { values } = source;
  const id = values.evaluated(authorizer.address, { id: `\${${authorizer.address}.id}` }).id;
  const uri = values.text(authorizer, "authorizer_uri") ?? "";
  return {
    kind: "CUSTOM",
    address: authorizer.address,
    identitySources: values.texts(authorizer, "identity_sources"),
    function: functionTarget(source, {
      by: authorizer,
      uri,
      callers: [`${api.executionArn}/authorizers/${id}`],
      hasOwnRole: authorizer.values.authorizer_credentials_arn !== undefined,
    }),
    payloadFormatVersion: formatVersion(source, authorizer, "authorizer_payload_format_version"),
    simpleResponses: values.of(authorizer, "enable_simple_responses") === true,
    resultTtlSeconds: values.number(authorizer, "authorizer_result_ttl_in_seconds") ?? 300,
  };
}
