import { RE2JS } from "re2js";
import { REST_API_QUOTAS } from "#aws";
import type { ResolvedResource } from "#terraform";
import { readLambdaTarget } from "./lambda-target";
import { formatFound, LocalError, notEmulatedError } from "./local-error";
import type {
  ApiAttributes,
  CognitoAuthorization,
  RestLambdaAuthorization,
  RouteAuthorization,
} from "./model";
import { readId, readInteger, readList, readText } from "./read-value";
import { isSet, type ReaderContext, readOptional, refersTo, rejectCount } from "./reader-context";

/**
 * Reads the authorization settings of a method and of its authorizer.
 * @see https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs/resources/api_gateway_method
 */
export function readRestAuthorization(
  context: ReaderContext,
  method: ResolvedResource,
  api: ApiAttributes,
): RouteAuthorization {
  const type = readText(method, "authorization") ?? "NONE";
  if (type === "NONE" || type === "AWS_IAM") return { kind: type };
  if (type !== "CUSTOM" && type !== "COGNITO_USER_POOLS") {
    throw new LocalError([
      `${method.address}: authorization is "${type}"; expected NONE, AWS_IAM, CUSTOM or COGNITO_USER_POOLS.`,
    ]);
  }
  const authorizer = findAuthorizer(context, method);
  const kind = readText(authorizer, "type") ?? "TOKEN";
  if ((type === "CUSTOM") !== (kind === "TOKEN" || kind === "REQUEST")) {
    throw new LocalError([
      `${method.address}: authorization is "${type}"; the type of ${authorizer.address} is "${kind}".`,
    ]);
  }
  return kind === "TOKEN" || kind === "REQUEST"
    ? readLambdaAuthorization(context, authorizer, { kind, api })
    : readCognitoAuthorization(authorizer, readList(method, "authorization_scopes"));
}

function findAuthorizer({ stack }: ReaderContext, method: ResolvedResource): ResolvedResource {
  const authorizer = stack
    .ofType("aws_api_gateway_authorizer")
    .find((candidate) => refersTo(method, "authorizer_id", candidate));
  if (authorizer) return rejectCount(authorizer);
  throw notEmulatedError(
    `${method.address}: authorizer_id is ${formatFound(method.values.authorizer_id)}; expected the ID of an aws_api_gateway_authorizer in this stack.`,
  );
}

const DEFAULT_IDENTITY_SOURCE = "method.request.header.Authorization";

/**
 * Reads a Lambda authorizer.
 * @see https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs/resources/api_gateway_authorizer
 */
function readLambdaAuthorization(
  context: ReaderContext,
  authorizer: ResolvedResource,
  { kind, api }: { readonly kind: "TOKEN" | "REQUEST"; readonly api: ApiAttributes },
): RestLambdaAuthorization {
  const sources = readText(authorizer, "identity_source") ?? DEFAULT_IDENTITY_SOURCE;
  const ttl = readOptional(context, () =>
    readInteger(authorizer, "authorizer_result_ttl_in_seconds", REST_API_QUOTAS.authorizerTtlSeconds),
  );
  return {
    kind,
    address: authorizer.address,
    identitySources: sources.split(",").flatMap((source) => source.trim() || []),
    identityPattern: readPattern(authorizer),
    function: readLambdaTarget(context, {
      resource: authorizer,
      argument: "authorizer_uri",
      uri: readText(authorizer, "authorizer_uri") ?? "",
      sourceArns: [`${api.executionArn}/authorizers/${readId(authorizer)}`],
      hasRole: isSet(authorizer.values.authorizer_credentials),
    }),
    resultTtlSeconds: ttl ?? 300,
  };
}

/** @throws LocalError if the regular expression has a syntax that is not emulated */
function readPattern(authorizer: ResolvedResource): string | undefined {
  const pattern = readText(authorizer, "identity_validation_expression") || undefined;
  try {
    if (pattern !== undefined) RE2JS.compile(pattern);
    return pattern;
  } catch {
    throw notEmulatedError(
      `${authorizer.address}: identity_validation_expression is ${formatFound(pattern)}; expected a regular expression without lookaround and backreferences.`,
    );
  }
}

const POOL_ARN = /^arn:aws[\w-]*:cognito-idp:([\w-]+):\d+:userpool\/([\w-]+)$/;

function readCognitoAuthorization(
  authorizer: ResolvedResource,
  scopes: readonly string[],
): CognitoAuthorization {
  const issuers = readList(authorizer, "provider_arns").map((arn) => {
    const [, region, pool] = POOL_ARN.exec(arn) ?? [];
    if (pool !== undefined) return `https://cognito-idp.${region}.amazonaws.com/${pool}`;
    throw new LocalError([
      `${authorizer.address}: provider_arns contains ${formatFound(arn)}; expected ARNs of Cognito user pools.`,
    ]);
  });
  const identitySource = readText(authorizer, "identity_source") ?? DEFAULT_IDENTITY_SOURCE;
  return { kind: "COGNITO_USER_POOLS", address: authorizer.address, identitySource, issuers, scopes };
}
