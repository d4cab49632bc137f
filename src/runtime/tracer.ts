import type { Tracer } from "@aws-lambda-powertools/tracer";
import type { RouteHandler } from "./handle";
import { createLog } from "./log";

export { Tracer } from "@aws-lambda-powertools/tracer";

/**
 * Returns a handler that traces each request with X-Ray. A request becomes a subsegment `## <function name>` of its
 * invocation's segment, with the annotations `ColdStart` and `Service`. A 5xx marks it as an X-Ray fault, a 4xx as an
 * error. A thrown error is recorded in it.
 *
 * Outgoing requests become subsegments of it: HTTP and `fetch` automatically, a client of the AWS SDK after
 * `tracer.captureAWSv3Client`. Responses are not recorded, because they may contain data of the caller.
 *
 * Outside of Lambda, and without a trace id, the handler runs unchanged.
 *
 * @param tracer created once, outside the handler, because it detects the cold start. Set `serviceName`; the default
 * of the `Service` annotation is `service_undefined`
 * @param handler handler to wrap
 * @returns a handler of the same route
 *
 * @example
 * import { Tracer, withTracer } from "#runtime/tracer";
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
export function withTracer(tracer: Tracer, handler: RouteHandler): RouteHandler {
  // Powertools sets this too, but in a bundle its ES module runs after the X-Ray SDK has read the setting.
  tracer.provider.setContextMissingStrategy("IGNORE_ERROR");
  const traced = async (...request: Parameters<RouteHandler>) => {
    const invocation = segmentOf(tracer);
    if (!invocation) return handler(...request);
    const subsegment = openSubsegment(tracer, invocation);
    try {
      const result = await handler(...request);
      flagStatus(subsegment, result.statusCode);
      return result;
    } catch (error) {
      tracer.addErrorAsMetadata(error as Error);
      throw error;
    } finally {
      closeSubsegment(subsegment);
      tracer.setSegment(invocation);
    }
  };
  return Object.assign(traced, { route: handler.route });
}

type Segment = NonNullable<ReturnType<Tracer["getSegment"]>>;
type Subsegment = ReturnType<Segment["addNewSubsegment"]>;

/** Returns the segment of the current invocation. Without a trace id, `getSegment` would log a warning per request. */
function segmentOf(tracer: Tracer): Segment | undefined {
  return tracer.getRootXrayTraceId() === undefined ? undefined : tracer.getSegment();
}

/** Opens a subsegment with the function name. Powertools uses `_HANDLER`, which is `index.handler` in each bundle. */
function openSubsegment(tracer: Tracer, invocation: Segment): Subsegment {
  const subsegment = invocation.addNewSubsegment(`## ${process.env.AWS_LAMBDA_FUNCTION_NAME}`);
  tracer.setSegment(subsegment);
  tracer.annotateColdStart();
  tracer.addServiceNameAnnotation();
  return subsegment;
}

/** @see https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-errors */
function flagStatus(subsegment: Subsegment, status = 200): void {
  if (status >= 500) subsegment.addFaultFlag();
  else if (status >= 400) subsegment.addErrorFlag();
}

/** Sends a subsegment. A failure, for example metadata with a circular reference, must not fail the request. */
function closeSubsegment(subsegment: Subsegment): void {
  try {
    subsegment.close();
  } catch (error) {
    createLog({}).warn("cannot send an X-Ray subsegment", { error });
  }
}
