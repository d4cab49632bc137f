import type { Tracer } from "@aws-lambda-powertools/tracer";
import type { RouteHandler } from "./handle";
import { createLog } from "./log";

export { Tracer } from "@aws-lambda-powertools/tracer";

/**
 * A handler whose requests are subsegments of their invocation's X-Ray segment, `## <function's name>`, annotated with
 * `ColdStart` and `Service`. A 5xx answer marks it as a fault and a 4xx as an error; what is thrown is recorded in it.
 * What the handler calls meanwhile stands below it: HTTP and `fetch` by themselves, a client of the AWS SDK once it went
 * through `tracer.captureAWSv3Client`. Answers are not recorded, for they may hold what only the caller may read.
 *
 * Outside of Lambda, and where there is no trace, it is the handler and nothing more.
 *
 * @param tracer made once, beside the handler: it knows the cold start. Its `Service` annotation is by default
 * `service_undefined`, so give it a `serviceName`
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
  // Powertools means to set this, but in a bundle its ES module does so after the X-Ray SDK has looked.
  tracer.provider.setContextMissingStrategy("IGNORE_ERROR");
  const traced = async (...request: Parameters<RouteHandler>) => {
    const invocation = segmentOf(tracer);
    if (!invocation) return handler(...request);
    const subsegment = open(tracer, invocation);
    try {
      const answer = await handler(...request);
      mark(subsegment, answer.statusCode);
      return answer;
    } catch (error) {
      tracer.addErrorAsMetadata(error as Error);
      throw error;
    } finally {
      close(subsegment);
      tracer.setSegment(invocation);
    }
  };
  return Object.assign(traced, { route: handler.route });
}

type Segment = NonNullable<ReturnType<Tracer["getSegment"]>>;
type Subsegment = ReturnType<Segment["addNewSubsegment"]>;

/** The segment of the invocation that is going on. Asking for it where there is no trace would warn on each request. */
function segmentOf(tracer: Tracer): Segment | undefined {
  return tracer.getRootXrayTraceId() === undefined ? undefined : tracer.getSegment();
}

/** Powertools names it by `_HANDLER`, which is `index.handler` in every bundle. */
function open(tracer: Tracer, invocation: Segment): Subsegment {
  const subsegment = invocation.addNewSubsegment(`## ${process.env.AWS_LAMBDA_FUNCTION_NAME}`);
  tracer.setSegment(subsegment);
  tracer.annotateColdStart();
  tracer.addServiceNameAnnotation();
  return subsegment;
}

/** @see https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-errors */
function mark(subsegment: Subsegment, status = 200): void {
  if (status >= 500) subsegment.addFaultFlag();
  else if (status >= 400) subsegment.addErrorFlag();
}

/** What cannot be sent, such as metadata with a circle in it, is no reason to fail the request. */
function close(subsegment: Subsegment): void {
  try {
    subsegment.close();
  } catch (error) {
    createLog({}).warn("a subsegment could not be sent", { error });
  }
}
