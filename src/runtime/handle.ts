import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import type { BodyOf, ParametersOf, Route } from "#contract";
import { parseBody } from "./body";
import { HttpError } from "./http-error";

/** What a handler is given. */
export interface Request<R extends Route = Route> {
  /** The path parameters, percent-decoded. */
  readonly params: ParametersOf<R>;
  /** The query, percent-decoded; a repeated name's values are joined with `,`. */
  readonly query: Readonly<Record<string, string | undefined>>;
  /** The body as the route's schema gives it. */
  readonly body: BodyOf<R>;
  /** The event as API Gateway sent it, payload format 2.0. */
  readonly event: APIGatewayProxyEventV2;
}

/** What a handler answers: a status and, where there is one, a body that is sent as JSON. */
export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
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
export function handle<R extends Route>(
  route: R,
  handler: (request: Request<R>) => Reply | Promise<Reply>,
): (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2> {
  return async (event) => {
    try {
      return serialize(await handler(await parse(route, event)));
    } catch (error) {
      return problem(error, event.requestContext.requestId);
    }
  };
}

async function parse<R extends Route>(route: R, event: APIGatewayProxyEventV2): Promise<Request<R>> {
  const body = route.body ? await parseBody(event, route.body) : undefined;
  return {
    params: (event.pathParameters ?? {}) as ParametersOf<R>,
    query: event.queryStringParameters ?? {},
    body: body as BodyOf<R>,
    event,
  };
}

function serialize({ status, headers, body }: Reply): APIGatewayProxyStructuredResultV2 {
  if (body === undefined) return { statusCode: status, headers: { ...headers } };
  return {
    statusCode: status,
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  };
}

function problem(error: unknown, requestId: string): APIGatewayProxyStructuredResultV2 {
  if (!(error instanceof HttpError)) console.error(error);
  const known =
    error instanceof HttpError ? error : new HttpError(500, "internal-error", "Something went wrong.");
  const { status, code, message: detail, errors } = known;
  return {
    statusCode: status,
    headers: { "content-type": "application/problem+json" },
    body: JSON.stringify({ status, code, detail, requestId, errors }),
  };
}
