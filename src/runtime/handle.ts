import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import type { ReplyOf, Route } from "#contract";
import { HttpError } from "./http-error";
import { createLog } from "./log";
import { type Request, type RequestContext, readRequest } from "./read-request";
import { selectVersion, variesByAccept } from "./select-version";
import { writeReply } from "./write-reply";

/** Lambda handler of a route, for payload format 2.0 of an HTTP API. */
export interface RouteHandler {
  (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2>;
  /**
   * Route that the handler implements. For a handler from `handleAll`, it is the route of the first handler.
   */
  readonly route: Route;
}

/**
 * Returns the Lambda handler of a route. The Lambda handler parses and validates the request, calls
 * `handler`, and serializes the reply.
 *
 * An {@link HttpError} becomes a response with problem details (RFC 9457). Any other error is logged with its
 * stack and cause, and becomes a 500 that contains the request ID but no details of the error.
 *
 * @param route contract of the route
 * @param handler function that receives the validated request and returns a reply that the contract declares
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
  const deprecation = deprecationHeaders(route);
  // Only Lambda sets this variable, which contains the address of its runtime API. Outside of Lambda (locally
  // and in tests), reply bodies are validated against the contract.
  const isProduction = process.env.AWS_LAMBDA_RUNTIME_API !== undefined;
  const respond = async (event: APIGatewayProxyEventV2) => {
    const request = contextOf(event);
    try {
      const reply = await handler(await readRequest(route, request));
      return withHeaders(deprecation, await writeReply(route, reply, isProduction));
    } catch (error) {
      return withHeaders(deprecation, problemResult(error, request));
    }
  };
  return Object.assign(respond, { route });
}

type Result = APIGatewayProxyStructuredResultV2;

/** Adds headers to a result. Does not replace headers that the result already has. */
function withHeaders(headers: Record<string, string> | undefined, result: Result): Result {
  return headers ? { ...result, headers: { ...headers, ...result.headers } } : result;
}

/** Returns the request data that is available before validation. */
function contextOf(event: APIGatewayProxyEventV2): RequestContext {
  const { requestId } = event.requestContext;
  return { event, requestId, log: createLog({ requestId, routeKey: event.routeKey }) };
}

/**
 * Combines handlers into one Lambda handler. The `routeKey` of the event selects the handler. If several
 * handlers are versions of the same route, the `accept` header or a query parameter of the request selects
 * the version. A request that accepts none of their media types gets a 406, and a request with an unknown
 * version in its query parameter gets a 400.
 *
 * @throws Error if there are no handlers
 * @example
 * const ping = handle(route("GET /ping"), () => ({ status: 204 }));
 * const pong = handle(route("GET /pong"), () => ({ status: 204 }));
 * const handler = handleAll(ping, pong);
 */
export function handleAll(...handlers: readonly RouteHandler[]): RouteHandler {
  const [first] = handlers;
  if (!first) throw new Error("handleAll() needs at least one handler from handle()");
  const byKey = new Map<string, [RouteHandler, ...RouteHandler[]]>();
  for (const handler of handlers) {
    const versions = byKey.get(handler.route.key);
    if (versions) versions.push(handler);
    else byKey.set(handler.route.key, [handler]);
  }
  const respond = async (event: APIGatewayProxyEventV2) => {
    const versions = byKey.get(event.routeKey);
    if (versions?.length === 1) return versions[0](event);
    const result = await callVersion(versions, event, [...byKey.keys()]);
    if (!versions || !variesByAccept(versions)) return result;
    return { ...result, headers: { vary: "accept", ...result.headers } };
  };
  return Object.assign(respond, { route: first.route });
}

/** Calls the handler of the version that the request selects. If there is none, returns problem details. */
async function callVersion(
  versions: readonly [RouteHandler, ...RouteHandler[]] | undefined,
  event: APIGatewayProxyEventV2,
  keys: readonly string[],
): Promise<Result> {
  try {
    if (versions) return await selectVersion(versions, event)(event);
    throw new Error(`no handler for route "${event.routeKey}"; this function handles ${keys.join(", ")}`);
  } catch (error) {
    return problemResult(error, contextOf(event));
  }
}

/** Returns the response for a thrown value: problem details (RFC 9457). */
function problemResult(error: unknown, { requestId, log }: RequestContext): Result {
  const isKnown = error instanceof HttpError;
  if (!isKnown) log.error("unhandled error in handler", { error });
  const httpError = isKnown ? error : new HttpError(500, "internal-error", "Internal error.");
  const { status, code, message: detail, errors } = httpError;
  return {
    statusCode: status,
    headers: { "content-type": "application/problem+json" },
    body: JSON.stringify({ status, code, detail, requestId, errors }),
  };
}

/**
 * Returns the headers `deprecation`, `sunset` and `link` for a deprecated route, or `undefined` for any other
 * route.
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
