import { encodeEventBody } from "#aws";
import type { GatewayRequest } from "../../http/request";
import { formatRequestTime, queryPairs, type RouteContext } from "../core/route-context";

/**
 * Creates an event of payload format 2.0. Fields without a value are omitted.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function eventV2(context: RouteContext): object {
  const { request, route, stage, pathParameters } = context;
  const { headers, cookies } = readHeaders(request);
  const body = encodeEventBody(request.body, headers["content-type"]);
  const query = nonEmpty(queryPairs(request.rawQuery));
  // Fields that are `undefined` are absent from the event, because JSON.stringify omits them.
  return {
    version: "2.0",
    routeKey: route.key.text,
    rawPath: request.path,
    rawQueryString: request.rawQuery,
    cookies,
    headers,
    queryStringParameters: query && joinPairs(query),
    requestContext: contextV2(context, headers["user-agent"] ?? ""),
    body: body?.body,
    pathParameters: orUndefined(pathParameters),
    isBase64Encoded: body?.isBase64Encoded ?? false,
    stageVariables: orUndefined(stage.variables),
  };
}

/**
 * Creates `requestContext` of payload format 2.0. The events for Lambda integrations and for Lambda
 * authorizers contain it.
 */
export function contextV2(
  { request, api, stage, route, caller, accountId, domainName }: Omit<RouteContext, "pathParameters">,
  userAgent: string,
): object {
  return {
    accountId,
    apiId: api.id,
    authorizer: caller.authorizer,
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
    routeKey: route.key.text,
    stage: stage.name,
    time: formatRequestTime(request.timeEpoch),
    timeEpoch: request.timeEpoch,
  };
}

interface Headers {
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies?: readonly string[];
}

/**
 * Returns the headers sorted by name. Repeated values are joined by commas. Cookies are returned as a
 * separate list.
 */
function readHeaders({ headers }: GatewayRequest): Headers {
  const named = headers.filter(([name]) => name !== "cookie").sort(byName);
  if (named.length === headers.length) return { headers: joinPairs(named) };
  const cookies = headers.flatMap(([name, value]) => (name === "cookie" ? value.split(/;\s*/) : []));
  return { headers: joinPairs(named), cookies: nonEmpty(cookies.filter(Boolean)) };
}

type Pair = readonly [name: string, value: string, sentAs?: string];

function byName([a]: Pair, [b]: Pair): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function joinPairs(pairs: readonly Pair[]): Record<string, string> {
  const joined: Record<string, string> = {};
  for (const [name, value] of pairs) {
    if (Object.hasOwn(joined, name)) joined[name] += `,${value}`;
    // Assigning to `joined.__proto__` would set the prototype of the object instead of a property.
    else if (name === "__proto__") Object.defineProperty(joined, name, { value, ...PROPERTY });
    else joined[name] = value;
  }
  return joined;
}

const PROPERTY = { enumerable: true, writable: true };

function nonEmpty<Value>(values: readonly Value[]): readonly Value[] | undefined {
  return values.length > 0 ? values : undefined;
}

function orUndefined<Values extends object>(values: Values): Values | undefined {
  return Object.keys(values).length > 0 ? values : undefined;
}
