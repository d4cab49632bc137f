import type {
  APIGatewayProxyEvent,
  APIGatewayProxyEventV2,
  APIGatewayProxyResult,
  APIGatewayProxyStructuredResultV2,
} from "aws-lambda";
import { isStream, type ReplyOf, type Route } from "#contract";
import { addCors } from "./cors";
import { requireHttpEvent } from "./event";
import { createLog } from "./log";
import { fromProxyEvent, isProxyEvent, type RequestEvent, toProxyResult } from "./proxy-event";
import { type Request, type RequestContext, readRequest } from "./read-request";
import { selectingHeader, selectVersion } from "./select-version";
import { toProblem } from "./to-problem";
import { resultOf, writeReply } from "./write-reply";

/** Lambda handler of one or several routes, for the events of HTTP APIs and of REST APIs. */
export interface RouteHandler {
  /**
   * @param event payload format 2.0, or format 1.0 as REST APIs send it
   * @returns the result in the format of the event. `multiValueHeaders` contains the cookies of format 1.0. In Lambda, a
   * handler with a streamed reply sends its results as streams, and returns `undefined`
   */
  (
    event: APIGatewayProxyEventV2 | APIGatewayProxyEvent,
  ): Promise<APIGatewayProxyStructuredResultV2 & Pick<APIGatewayProxyResult, "multiValueHeaders">>;
  /** Routes that the handler implements: one for `handle()`, and the routes of all its arguments for `handleAll()`. */
  readonly routes: readonly [Route, ...Route[]];
}

/** Options of {@link handle}. None is required. */
export interface HandleOptions {
  /**
   * Validates the JSON body of each reply against the contract. If a body does not match, the response is a 500, and
   * the log contains the errors. Default: false in Lambda, because the validation would cost time in each request. True
   * elsewhere, such as in the local gateway and in tests.
   */
  readonly validateReplies?: boolean;
}

/**
 * Returns the Lambda handler of a route. The Lambda handler parses and validates the request, calls
 * `handler`, and serializes the reply.
 *
 * The event must have payload format 2.0, as HTTP APIs send it, or 1.0, as REST APIs send it. `handler` receives the
 * same request from both. Middleware may have parsed the JSON body of the event. For any other event, the Lambda handler
 * logs an error and returns status 500. If a `RestApi` has `cors`, the responses to its events have CORS headers.
 *
 * If the contract declares a streamed reply, Lambda passes a stream to the Lambda handler, which sends each chunk when
 * `handler` has created it. Outside Lambda, such as in a unit test, the result contains the whole body.
 *
 * An {@link HttpError} becomes a response with problem details (RFC 9457). Any other error is logged with its
 * stack and cause, and becomes a 500 that contains the request ID but no details of the error.
 *
 * @param route contract of the route
 * @param handler function that receives the validated request and returns a reply that the contract declares
 * @throws Error if the contract is not a route, such as a message of a WebSocket API
 * @example
 * const greet = route("GET /hello/{name}", { access: "public" });
 * const handler = handle(greet, ({ params }) => ({ status: 200, body: { hello: params.name } }));
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode-lambda.html
 */
export function handle<R extends Route, const Reply extends ReplyOf<R>>(
  route: R,
  handler: (request: Request<R>) => Reply | Promise<Reply>,
  // Only Lambda, and not the local gateway, sets this variable.
  { validateReplies = process.env.AWS_LAMBDA_RUNTIME_API === undefined }: HandleOptions = {},
): RouteHandler {
  // JavaScript can pass a contract of another kind.
  if (!route.key) throw new Error("the contract is not a route. Use handleMessage() for a message.");
  const deprecation = deprecationHeaders(route);
  const respond = async (event: RequestEvent, signal?: AbortSignal) => {
    const request = contextOf(event, signal);
    try {
      // Await only a `Promise`, because an unnecessary `await` would slow down each request.
      const read = readRequest(route, request);
      const reply = await handler(read instanceof Promise ? await read : read);
      const result = writeReply(route, reply, request, validateReplies);
      return withHeaders(deprecation, result instanceof Promise ? await result : result);
    } catch (error) {
      return withHeaders(
        deprecation,
        resultOf({ media: "problem" }, toProblem(error, request.log), request.requestId),
      );
    }
  };
  return toRouteHandler(respond, [route]);
}

type LambdaEvent = Parameters<RouteHandler>[0];

/** Function that returns the result for an event. */
type Respond<Event = RequestEvent> = (event: Event, signal?: AbortSignal) => Promise<Result>;

/**
 * Returns a Lambda handler that converts events of payload format 1.0, and their results, to which it adds CORS headers.
 * The second argument that Lambda passes is a context, so the handler of a function ignores it.
 */
function toRouteHandler(respond: Respond, routes: RouteHandler["routes"]): RouteHandler {
  const handler: Respond<LambdaEvent> = (event, signal) => {
    if (!isProxyEvent(event)) return respond(event, signal);
    const request = fromProxyEvent(event, routes);
    return respond(request, signal).then((result) => toProxyResult(addCors(result, request)));
  };
  const replies = routes.flatMap((route) => Object.values(route.replies ?? {}));
  const streamed = replies.find(isStream);
  const served = streamed?.serve(handler) ?? ((event: LambdaEvent) => handler(event));
  return Object.assign(served, { routes });
}

type Result = APIGatewayProxyStructuredResultV2;

/** Adds headers with lowercase names to a result of `handle()`. Does not replace headers that the result already has. */
function withHeaders(headers: Record<string, string> | undefined, result: Result): Result {
  return headers ? { ...result, headers: { ...headers, ...result.headers } } : result;
}

/** Returns the request data that is available before validation, also for an event of an unknown form. */
function contextOf(event: RequestEvent, signal?: AbortSignal): RequestContext {
  const requestId = event?.requestContext?.requestId ?? "";
  return {
    event,
    requestId,
    log: createLog({ requestId, routeKey: event?.routeKey }),
    signal: signal as never,
  };
}

/**
 * Combines handlers into one Lambda handler. The route of the event selects the handler. If several
 * handlers are versions of the same route, a header or a query parameter of the request selects the version.
 * A request that accepts none of their media types gets a 406, and a request with an unknown version in its
 * query parameter or header gets a 400.
 *
 * @throws Error if there are no handlers
 * @example
 * const ping = handle(route("GET /ping"), () => ({ status: 204 }));
 * const pong = handle(route("GET /pong"), () => ({ status: 204 }));
 * const handler = handleAll(ping, pong);
 */
export function handleAll(...handlers: readonly RouteHandler[]): RouteHandler {
  if (!handlers.every((handler) => handler?.routes))
    throw new Error(
      "handleAll() needs handlers of handle() as its arguments. Use handleSocket() for messages.",
    );
  const versions = handlers.flatMap((handler) => handler.routes.map((route) => ({ route, handler })));
  const [first, ...others] = versions;
  if (!first) throw new Error("handleAll() needs at least one handler from handle()");
  const byKey = new Map<string, [RouteVersion, ...RouteVersion[]]>();
  for (const version of versions) {
    const same = byKey.get(version.route.key);
    if (same) same.push(version);
    else byKey.set(version.route.key, [version]);
  }
  const respond = async (event: RequestEvent, signal?: AbortSignal) => {
    const candidates = byKey.get(event?.routeKey);
    if (candidates?.length === 1) return respondOf(candidates[0])(event, signal);
    const result = await callVersion(candidates, event, [...byKey.keys()], signal);
    const vary = candidates && selectingHeader(candidates);
    return vary === undefined ? result : { ...result, headers: { vary, ...result.headers } };
  };
  return toRouteHandler(respond, [first.route, ...others.map(({ route }) => route)]);
}

/** Version of a route, with the handler that implements it. */
interface RouteVersion {
  readonly route: Route;
  readonly handler: RouteHandler;
}

/** Returns the function of a handler that returns a result. The handler itself would send a streamed reply. */
function respondOf({ handler }: RouteVersion): Respond {
  return (handler as { readonly respond?: Respond }).respond ?? handler;
}

/**
 * Calls the handler of the version that the request selects. Returns problem details if `versions` is undefined, or if
 * the request selects none of the versions.
 */
async function callVersion(
  versions: readonly [RouteVersion, ...RouteVersion[]] | undefined,
  event: RequestEvent,
  keys: readonly string[],
  signal?: AbortSignal,
): Promise<Result> {
  try {
    requireHttpEvent(event);
    if (versions) return await respondOf(selectVersion(versions, event))(event, signal);
    throw new Error(`no handler for route "${event.routeKey}"; this function handles ${keys.join(", ")}`);
  } catch (error) {
    const request = contextOf(event);
    return resultOf({ media: "problem" }, toProblem(error, request.log), request.requestId);
  }
}

/**
 * Returns the headers `deprecation`, `sunset` and `link` for a deprecated route, or `undefined` for any other
 * route.
 * @see https://www.rfc-editor.org/rfc/rfc9745 Deprecation
 * @see https://www.rfc-editor.org/rfc/rfc8594 Sunset
 */
function deprecationHeaders({ deprecated }: Route): Record<string, string> | undefined {
  if (!deprecated) return undefined;
  const { since, sunset, link } = deprecated;
  return {
    deprecation: `@${new Date(since).getTime() / 1000}`,
    ...(sunset === undefined ? {} : { sunset: new Date(sunset).toUTCString() }),
    ...(link === undefined ? {} : { link: `<${link}>; rel="deprecation"` }),
  };
}
