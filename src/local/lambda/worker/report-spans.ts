import { monotonicMs } from "../../trace/span";
import { type HttpRequest, onHttpRequest, onHttpResult } from "./http-requests";
import { sendToMainThread } from "./port";

/** Reports to the main thread that a handler starts now. */
export function reportHandlerStart(requestId: string): void {
  sendToMainThread({ kind: "handlerStarted", requestId, atMs: monotonicMs() });
}

/** Reports to the main thread that the handler has ended now. */
export function reportHandlerEnd(): void {
  sendToMainThread({ kind: "handlerEnded", atMs: monotonicMs() });
}

/**
 * Reports the HTTP requests of the function to the main thread from now on.
 * @param requestId returns the request ID of the current invocation
 */
export function reportHttpRequests(requestId: () => string | undefined): void {
  const callIds = new WeakMap<object, number>();
  let count = 0;
  onHttpRequest((request) => {
    const callId = ++count;
    callIds.set(request.key, callId);
    const name = nameCall(request);
    sendToMainThread({ kind: "callStarted", callId, requestId: requestId(), name, atMs: monotonicMs() });
  });
  onHttpResult((key, result) => {
    const callId = callIds.get(key);
    if (callId !== undefined) sendToMainThread({ kind: "callEnded", callId, atMs: monotonicMs(), ...result });
  });
}

/**
 * Service and operation in the header `x-amz-target`: `DynamoDB_20120810.PutItem`, `AmazonSSM.GetParameter`.
 * @see https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html
 */
const TARGET = /^(?:Amazon|AWS)?(\w+?)(?:_\d+)?\.(\w+)$/;

/**
 * Returns the service and the operation of a call, if its headers contain them, such as `DynamoDB PutItem`. Otherwise
 * returns the method and the URL without its query, which may contain secrets: `GET example.com/prices`.
 */
function nameCall({ method, host, path, header }: HttpRequest): string {
  const [, service, operation] = TARGET.exec(header("x-amz-target")) ?? [];
  if (service === undefined) return `${method} ${host}${path.replace(/\?.*/s, "")}`;
  return `${service === "secretsmanager" ? "Secrets Manager" : service} ${operation}`;
}
