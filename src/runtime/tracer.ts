import type { Tracer } from "@aws-lambda-powertools/tracer";
import type { RouteHandler } from "./handle";
import { createLog } from "./log";
import { isProxyEvent, routeKeyOf } from "./proxy-event";
import type { SocketHandler } from "./websocket/lambda-event";
import { type ApiEvent, type ApiHandler, wrapHandler } from "./wrap-handler";

export { Tracer } from "@aws-lambda-powertools/tracer";

/**
 * Returns a handler that traces each request with X-Ray. A request becomes a subsegment of the segment that Lambda
 * creates for the invocation. Its name is the route, such as `## GET /things/:thingId`. The subsegment has the annotations
 * `Route`, `ColdStart` and `Service`. A 5xx response marks the subsegment as an X-Ray fault, and a 4xx response marks it as an error.
 * An error that the handler throws is recorded in the subsegment.
 *
 * Outgoing requests become subsegments of this subsegment. Requests with `http`, `https` and `fetch` are
 * captured automatically. To capture the requests of an AWS SDK client, call
 * `tracer.captureAWSv3Client(client)`. Responses are not recorded, because they may contain data of the
 * caller.
 *
 * The subsegment of a streamed response ends with the stream, and does not show the status of the response.
 *
 * Outside of Lambda, and for an invocation without a trace ID, the handler runs without tracing.
 *
 * @param tracer tracer that is created once, outside the handler, because it detects the cold start. Set its
 * option `serviceName`, because the annotation `Service` is otherwise `service_undefined`
 * @param handler handler of a route, of a message or of a connection
 * @returns a handler of the same route
 *
 * @example
 * import { Tracer, withTracer } from "gatewright/runtime/tracer";
 * const tracer = new Tracer({ serviceName: "greeter" });
 * const greet = route("GET /hello/{name}", { access: "public" });
 * const handler = withTracer(tracer, handle(greet, ({ params }) => {
 *   tracer.putAnnotation("name", params.name);
 *   return { status: 200, body: { hello: params.name } };
 * }));
 *
 * @see https://docs.aws.amazon.com/powertools/typescript/latest/core/tracer/
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html
 */
export function withTracer(tracer: Tracer, handler: RouteHandler): RouteHandler;
export function withTracer(tracer: Tracer, handler: SocketHandler): SocketHandler;
export function withTracer(tracer: Tracer, handler: ApiHandler): ApiHandler {
  // Make the X-Ray SDK ignore code that runs without a segment. Powertools sets an environment variable for
  // this purpose, but in a bundle the X-Ray SDK reads the variable before Powertools sets it.
  tracer.provider.setContextMissingStrategy("IGNORE_ERROR");
  return wrapHandler(handler, (run) => async (...request) => {
    const invocation = segmentOf(tracer);
    if (!invocation) return run(...request);
    const subsegment = openSubsegment(tracer, invocation, readRouteKey(request[0], handler));
    try {
      const result = await run(...request);
      // A handler that has sent a stream returns no result.
      flagStatus(subsegment, result?.statusCode);
      return result;
    } catch (error) {
      tracer.addErrorAsMetadata(error as Error);
      throw error;
    } finally {
      closeSubsegment(subsegment);
      tracer.setSegment(invocation);
    }
  });
}

/** Returns the key of the route of an event. The event of a WebSocket API contains it only in its context. */
function readRouteKey(event: ApiEvent | undefined, handler: ApiHandler): string | undefined {
  if ("routes" in handler && isProxyEvent(event)) return routeKeyOf(event, handler.routes);
  const { routeKey } = (event ?? {}) as { readonly routeKey?: string };
  return routeKey ?? (event?.requestContext as { readonly routeKey?: string } | undefined)?.routeKey;
}

type Segment = NonNullable<ReturnType<Tracer["getSegment"]>>;
type Subsegment = ReturnType<Segment["addNewSubsegment"]>;

/**
 * Returns the segment of the current invocation, or `undefined` if there is no trace ID. Without a trace ID,
 * `getSegment` would log a warning for each request.
 */
function segmentOf(tracer: Tracer): Segment | undefined {
  return tracer.getRootXrayTraceId() === undefined ? undefined : tracer.getSegment();
}

/**
 * Opens a subsegment that is named after the route, or after the function if the event has no route. Powertools would use
 * the variable `_HANDLER`, which is `index.handler` for every function.
 */
function openSubsegment(tracer: Tracer, invocation: Segment, routeKey: string | undefined): Subsegment {
  const name = routeKey === undefined ? process.env.AWS_LAMBDA_FUNCTION_NAME : toSegmentName(routeKey);
  const subsegment = invocation.addNewSubsegment(`## ${name}`);
  tracer.setSegment(subsegment);
  if (routeKey !== undefined) tracer.putAnnotation("Route", routeKey);
  tracer.annotateColdStart();
  tracer.addServiceNameAnnotation();
  return subsegment;
}

/**
 * Returns a route key as the name of a segment: `GET /things/:thingId`. X-Ray allows neither braces nor `$` in a name.
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html
 */
function toSegmentName(routeKey: string): string {
  return routeKey.replaceAll("{", ":").replaceAll(/[}$]/g, "");
}

/** @see https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-errors */
function flagStatus(subsegment: Subsegment, status = 200): void {
  if (status >= 500) subsegment.addFaultFlag();
  else if (status >= 400) subsegment.addErrorFlag();
}

/**
 * Closes and sends a subsegment. An error, such as a circular reference in the metadata, is only logged, so
 * that it does not make the request fail.
 */
function closeSubsegment(subsegment: Subsegment): void {
  try {
    subsegment.close();
  } catch (error) {
    createLog({}).warn("cannot send an X-Ray subsegment", { error });
  }
}
