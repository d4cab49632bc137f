import { LAMBDA_QUOTAS } from "#aws";
import type { Failed, Lambda } from "../../model/lambda-interface";
import type { LambdaBackend } from "../../model/non-proxy-integration";
import type { BackendRequest, BackendResponse } from "./backend";
import { explainFunctionError, explainSize, explainTimeout, withTimeout } from "./invoke";
import { MappingError } from "./mapping-error";

/**
 * Invokes the function of an `AWS` integration with the output of the request template as its event. With the header
 * `X-Amz-Invocation-Type: Event`, the response is sent before the function has run.
 *
 * @throws MappingError if Lambda rejects the invocation, or the function does not respond in time
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-custom-integrations.html
 */
export async function callLambda(
  { function: target }: LambdaBackend,
  { body, caller, parameters, timeoutMs }: BackendRequest,
  lambda: Lambda,
): Promise<BackendResponse> {
  if (target.denied !== undefined) throw new MappingError("NOT_PERMITTED", target.denied);
  const event = readEvent(body.toString());
  const pending = lambda.invoke(target.function, target.arn, event, caller.traceHeader, caller.span);
  if (isAsynchronous(parameters.header)) {
    return { status: 202, headers: [], body: Buffer.alloc(0), selector: "" };
  }
  const invocation = await withTimeout(timeoutMs, pending);
  if (invocation === "timed out") throw new MappingError("TIMED_OUT", explainTimeout(timeoutMs));
  const { requestId } = invocation;
  if (!invocation.isSuccess) return readFailure(invocation);
  return { status: 200, headers: [], body: Buffer.from(invocation.json), selector: "", requestId };
}

/** @throws MappingError if Lambda rejects the event */
function readEvent(text: string): string {
  const event = text.trim() === "" ? "{}" : text;
  if (Buffer.byteLength(event) > LAMBDA_QUOTAS.payloadBytes) {
    throw new MappingError("EVENT_TOO_LARGE", explainSize(event));
  }
  try {
    JSON.parse(event);
    return event;
  } catch (error) {
    throw new MappingError(
      "INVALID_EVENT",
      `the event of the function is not JSON: ${(error as Error).message}`,
    );
  }
}

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-integration-async.html */
function isAsynchronous(headers: BackendRequest["parameters"]["header"]): boolean {
  return Object.entries(headers).some(
    ([name, value]) => name.toLowerCase() === "x-amz-invocation-type" && String(value) === "Event",
  );
}

/**
 * Returns the response of Lambda to a failed invocation. The message of the error selects the integration response.
 * @throws MappingError if Lambda throttled the invocation
 */
function readFailure({ errorType, errorMessage, isThrottled, requestId }: Failed): BackendResponse {
  if (isThrottled) throw new MappingError("THROTTLED", `${errorType}: ${errorMessage}`);
  return {
    status: 200,
    headers: [],
    body: Buffer.from(JSON.stringify({ errorType, errorMessage })),
    selector: errorMessage,
    requestId,
    error: explainFunctionError(errorMessage),
  };
}
