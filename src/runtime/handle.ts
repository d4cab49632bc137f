import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import type { AnyReply, ReplyOf, Route } from "#contract";
import { deprecationHeaders } from "./deprecation";
import { HttpError } from "./http-error";
import { createLog, type Log } from "./log";
import { write } from "./reply";
import { type Known, type Request, read } from "./request";

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
  const answer = async (event: APIGatewayProxyEventV2) => {
    const { requestId } = event.requestContext;
    const traceId = process.env._X_AMZN_TRACE_ID;
    const log = createLog({
      requestId,
      routeKey: event.routeKey,
      ...(traceId === undefined ? {} : { traceId }),
    });
    const result = await answered(route, handler, { event, requestId, log });
    return { ...result, headers: { ...deprecationHeaders(route), ...result.headers } };
  };
  return Object.assign(answer, { route });
}

async function answered<R extends Route>(
  route: R,
  handler: (request: Request<R>) => AnyReply | Promise<AnyReply>,
  known: Known,
): Promise<APIGatewayProxyStructuredResultV2> {
  try {
    return await write(route, await handler(await read(route, known)));
  } catch (error) {
    return problem(error, known.requestId, known.log);
  }
}

/**
 * Makes one Lambda handler of several: each request goes to the one whose route API Gateway chose.
 *
 * @example
 * const ping = handle(route("GET /ping"), () => ({ status: 204 }));
 * const pong = handle(route("GET /pong"), () => ({ status: 204 }));
 * const handler = handleAll(ping, pong);
 */
export function handleAll(...handlers: readonly RouteHandler[]): RouteHandler {
  const byKey = new Map<string, RouteHandler>(handlers.map((one) => [one.route.key.text, one]));
  const [first] = handlers;
  if (!first) throw new Error("handleAll needs a handler; give it what handle() made");
  const answer = async (event: APIGatewayProxyEventV2) => {
    const chosen = byKey.get(event.routeKey);
    if (chosen) return chosen(event);
    const { requestId } = event.requestContext;
    const unknown = new Error(
      `no handler for route "${event.routeKey}", only for ${[...byKey.keys()].join(", ")}`,
    );
    return problem(unknown, requestId, createLog({ requestId, routeKey: event.routeKey }));
  };
  return Object.assign(answer, { route: first.route });
}

function problem(error: unknown, requestId: string, log: Log): APIGatewayProxyStructuredResultV2 {
  const isKnown = error instanceof HttpError;
  if (!isKnown) log.error("the handler failed", { error });
  const known = isKnown ? error : new HttpError(500, "internal-error", "Something went wrong.");
  const { status, code, message: detail, errors } = known;
  return {
    statusCode: status,
    headers: { "content-type": "application/problem+json" },
    body: JSON.stringify({ status, code, detail, requestId, errors }),
  };
}
