import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import type { ReplyOf, Route } from "#contract";
import { HttpError } from "./http-error";
import { createLog } from "./log";
import { type Request, type RequestContext, readRequest } from "./read-request";
import { selectVersion, variesByAccept } from "./select-version";
import { writeReply } from "./write-reply";

/** A Lambda handler of a route. */
export interface RouteHandler {
  (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2>;
  /** The route that it answers. */
  readonly route: Route;
}

/**
 * Makes a Lambda handler of a route and a function: parses and validates what came in, serializes what goes out.
 * An {@link HttpError} becomes a problem (RFC 9457); any other error is logged whole and becomes a 500 that tells
 * the caller nothing but its request id.
 *
 * @example
 * const greet = route("GET /hello/{name}", { access: "public" });
 * const handler = handle(greet, ({ params }) => ({ status: 200, body: { hello: params.name } }));
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function handle<R extends Route, const Reply extends ReplyOf<R>>(
  route: R,
  handler: (request: Request<R>) => Reply | Promise<Reply>,
): RouteHandler {
  const always = deprecationHeaders(route);
  // Only the real service has its own API for runtimes.
  const isProduction = process.env.AWS_LAMBDA_RUNTIME_API !== undefined;
  const answer = async (event: APIGatewayProxyEventV2) => {
    const request = contextOf(event);
    try {
      const reply = await handler(await readRequest(route, request));
      return withHeaders(always, await writeReply(route, reply, isProduction));
    } catch (error) {
      return withHeaders(always, problem(error, request));
    }
  };
  return Object.assign(answer, { route });
}

type Result = APIGatewayProxyStructuredResultV2;

function withHeaders(always: Record<string, string> | undefined, result: Result): Result {
  return always ? { ...result, headers: { ...always, ...result.headers } } : result;
}

/** What is known of a request before it is read. */
function contextOf(event: APIGatewayProxyEventV2): RequestContext {
  const { requestId } = event.requestContext;
  return { event, requestId, log: createLog({ requestId, routeKey: event.routeKey }) };
}

/**
 * Makes one Lambda handler of several: each request goes to the one whose route API Gateway chose, and where routes are
 * versions of one, to the version that it asks for: 406 where it accepts none, 400 where it names one that is not there.
 *
 * @example
 * const ping = handle(route("GET /ping"), () => ({ status: 204 }));
 * const pong = handle(route("GET /pong"), () => ({ status: 204 }));
 * const handler = handleAll(ping, pong);
 */
export function handleAll(...handlers: readonly RouteHandler[]): RouteHandler {
  const [first] = handlers;
  if (!first) throw new Error("handleAll needs a handler; give it what handle() made");
  const byKey = new Map<string, [RouteHandler, ...RouteHandler[]]>();
  for (const one of handlers) {
    const versions = byKey.get(one.route.key);
    if (versions) versions.push(one);
    else byKey.set(one.route.key, [one]);
  }
  const answer = async (event: APIGatewayProxyEventV2) => {
    const versions = byKey.get(event.routeKey);
    if (versions?.length === 1) return versions[0](event);
    const result = await selectRoute(versions, event, [...byKey.keys()]);
    if (!versions || !variesByAccept(versions)) return result;
    return { ...result, headers: { vary: "accept", ...result.headers } };
  };
  return Object.assign(answer, { route: first.route });
}

async function selectRoute(
  versions: readonly [RouteHandler, ...RouteHandler[]] | undefined,
  event: APIGatewayProxyEventV2,
  keys: readonly string[],
): Promise<Result> {
  try {
    if (versions) return await selectVersion(versions, event)(event);
    throw new Error(`no handler for route "${event.routeKey}", only for ${keys.join(", ")}`);
  } catch (error) {
    return problem(error, contextOf(event));
  }
}

function problem(error: unknown, { requestId, log }: RequestContext): Result {
  const isKnown = error instanceof HttpError;
  if (!isKnown) log.error("the handler failed", { error });
  const told = isKnown ? error : new HttpError(500, "internal-error", "Something went wrong.");
  const { status, code, message: detail, errors } = told;
  return {
    statusCode: status,
    headers: { "content-type": "application/problem+json" },
    body: JSON.stringify({ status, code, detail, requestId, errors }),
  };
}

/**
 * The headers that tell a caller that a route is deprecated; none for one that is not.
 * @see https://www.rfc-editor.org/rfc/rfc9745 Deprecation
 * @see https://www.rfc-editor.org/rfc/rfc8594 Sunset
 */
export function deprecationHeaders({ deprecated }: Route): Record<string, string> | undefined {
  if (!deprecated) return undefined;
  const { since, sunset, link } = deprecated;
  return {
    deprecation: `@${new Date(since).getTime() / 1000}`,
    ...(sunset === undefined ? {} : { sunset: new Date(sunset).toUTCString() }),
    ...(link === undefined ? {} : { link: `<${link}>; rel="deprecation"` }),
  };
}
