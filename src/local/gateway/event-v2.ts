import { eventBody } from "./body";
import type { GatewayRequest } from "./request";
import { queryPairs, type Routed, requestTime } from "./routed";

/**
 * The event of payload format 2.0.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function eventV2(routed: Routed): object {
  const { request, route, stage, pathParameters } = routed;
  const { headers, cookies } = joined(request);
  const body = eventBody(request.body, headers["content-type"]);
  const query = joinedQuery(request.rawQuery);
  return {
    version: "2.0",
    routeKey: route.key,
    rawPath: request.path,
    rawQueryString: request.rawQuery,
    ...(cookies ? { cookies } : {}),
    headers,
    ...(query ? { queryStringParameters: query } : {}),
    requestContext: contextV2(routed, headers["user-agent"] ?? ""),
    ...(body ? { body: body.body } : {}),
    ...(isEmpty(pathParameters) ? {} : { pathParameters }),
    isBase64Encoded: body?.isBase64Encoded ?? false,
    ...(isEmpty(stage.variables) ? {} : { stageVariables: stage.variables }),
  };
}

/** `requestContext` of payload format 2.0, which a Lambda authorizer is given too. */
export function contextV2(
  { request, api, stage, route, caller, accountId, domainName }: Omit<Routed, "pathParameters">,
  userAgent: string,
): object {
  return {
    accountId,
    apiId: api.id,
    ...(caller.authorizer ? { authorizer: caller.authorizer } : {}),
    domainName,
    domainPrefix: domainName.split(".")[0],
    http: {
      method: request.method,
      path: request.path,
      protocol: request.protocol,
      sourceIp: request.sourceIp,
      userAgent,
    },
    requestId: request.requestId,
    routeKey: route.key,
    stage: stage.name,
    time: requestTime(request.timeEpoch),
    timeEpoch: request.timeEpoch,
  };
}

interface Headers {
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies?: readonly string[];
}

/** Sorted by name, repeats joined; `cookie` stands apart. */
function joined({ headers }: GatewayRequest): Headers {
  const cookies = headers.filter(([name]) => name === "cookie").flatMap(([, value]) => value.split(/;\s*/));
  const texts = joinedPairs(headers);
  texts.delete("cookie");
  const sorted = Object.fromEntries([...texts].sort(([a], [b]) => (a < b ? -1 : 1)));
  const named = cookies.filter(Boolean);
  return named.length > 0 ? { headers: sorted, cookies: named } : { headers: sorted };
}

function joinedPairs(
  pairs: readonly (readonly [name: string, value: string, sentAs?: string])[],
): Map<string, string> {
  const texts = new Map<string, string>();
  for (const [name, value] of pairs) {
    const before = texts.get(name);
    texts.set(name, before === undefined ? value : `${before},${value}`);
  }
  return texts;
}

function joinedQuery(rawQuery: string): Record<string, string> | undefined {
  const texts = joinedPairs(queryPairs(rawQuery));
  return texts.size > 0 ? Object.fromEntries(texts) : undefined;
}

function isEmpty(texts: Readonly<Record<string, string>>): boolean {
  return Object.keys(texts).length === 0;
}
