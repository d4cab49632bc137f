import type { GatewayRequest } from "../../http/request";
import { queryPairs, type RouteContext, requestTime } from "../core/route-context";
import { encodeEventBody } from "./event-body";

/**
 * The event of payload format 2.0.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function eventV2(routed: RouteContext): object {
  const { request, route, stage, pathParameters } = routed;
  const { headers, cookies } = joined(request);
  const body = encodeEventBody(request.body, headers["content-type"]);
  const query = nonEmpty(queryPairs(request.rawQuery));
  // JSON leaves out what is undefined.
  return {
    version: "2.0",
    routeKey: route.key,
    rawPath: request.path,
    rawQueryString: request.rawQuery,
    cookies,
    headers,
    queryStringParameters: query && joinedPairs(query),
    requestContext: contextV2(routed, headers["user-agent"] ?? ""),
    body: body?.body,
    pathParameters: orUndefined(pathParameters),
    isBase64Encoded: body?.isBase64Encoded ?? false,
    stageVariables: orUndefined(stage.variables),
  };
}

/** `requestContext` of payload format 2.0, which a Lambda authorizer is given too. */
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
  const named = headers.filter(([name]) => name !== "cookie").sort(byName);
  if (named.length === headers.length) return { headers: joinedPairs(named) };
  const cookies = headers.flatMap(([name, value]) => (name === "cookie" ? value.split(/;\s*/) : []));
  return { headers: joinedPairs(named), cookies: nonEmpty(cookies.filter(Boolean)) };
}

type Pair = readonly [name: string, value: string, sentAs?: string];

function byName([a]: Pair, [b]: Pair): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function joinedPairs(pairs: readonly Pair[]): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [name, value] of pairs) {
    if (Object.hasOwn(texts, name)) texts[name] += `,${value}`;
    // Were it assigned, it would be the object's prototype.
    else if (name === "__proto__") Object.defineProperty(texts, name, { value, ...PLAIN });
    else texts[name] = value;
  }
  return texts;
}

const PLAIN = { enumerable: true, writable: true };

function nonEmpty<Value>(values: readonly Value[]): readonly Value[] | undefined {
  return values.length > 0 ? values : undefined;
}

function orUndefined<Values extends object>(values: Values): Values | undefined {
  return Object.keys(values).length > 0 ? values : undefined;
}
