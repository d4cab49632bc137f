import type { AuthorizationRequest } from "../gateway/core/authorization";
import { contextVariable } from "../gateway/core/context-variables";
import { beforeAuthorization, queryPairs } from "../gateway/core/route-context";
import { headerOf } from "../http/request";

/**
 * What stands where an authorizer looks: `$request.header.X`, `$request.querystring.X`, `$context.X`,
 * `$stageVariables.X`. Undefined where there is nothing, or only an empty text, which counts as nothing.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html#http-api-lambda-authorizer.identity-sources
 */
export function readIdentity(source: string, asked: AuthorizationRequest): string | undefined {
  const [, kind = "", name = ""] =
    /^\$(request\.header|request\.querystring|context|stageVariables)\.(.+)$/.exec(source) ?? [];
  return READERS[kind]?.(asked, name) || undefined;
}

const READERS: Record<string, (asked: AuthorizationRequest, name: string) => string | undefined> = {
  "request.header": ({ request }, name) => headerOf(request, name.toLowerCase()),
  "request.querystring": ({ request }, name) => parameterOf(request.rawQuery, name),
  context: (asked, name) => (KNOWN_BEFORE_AUTHORIZATION.has(name) ? contextOf(asked, name) : undefined),
  stageVariables: ({ stage }, name) =>
    Object.hasOwn(stage.variables, name) ? stage.variables[name] : undefined,
};

function parameterOf(rawQuery: string, wanted: string): string | undefined {
  const values = queryPairs(rawQuery).flatMap(([name, value]) => (name === wanted ? value : []));
  return values.length > 0 ? values.join(",") : undefined;
}

function contextOf(asked: AuthorizationRequest, name: string): string | undefined {
  const answer = { status: 0, headers: [], body: Buffer.alloc(0) };
  return contextVariable(name, { ...beforeAuthorization(asked), answer, latencyMs: 0 });
}

/** Of an access log's variables those which there are before a request's caller is known, and its answer. */
const KNOWN_BEFORE_AUTHORIZATION: ReadonlySet<string> = new Set([
  "accountId",
  "apiId",
  "domainName",
  "domainPrefix",
  "extendedRequestId",
  "httpMethod",
  "identity.sourceIp",
  "identity.userAgent",
  "path",
  "protocol",
  "requestId",
  "requestTime",
  "requestTimeEpoch",
  "routeKey",
  "stage",
]);
