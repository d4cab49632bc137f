/**
 * Script that every worker thread runs first. It changes the worker's globals so that a function finds the
 * same environment as on Lambda. Then it preloads npm packages, and handles messages from the main thread,
 * which runs the gateway.
 */
import { createRequire } from "node:module";
import path from "node:path";
import { getHeapStatistics } from "node:v8";
import type {
  InvocationOutcome,
  InvokeMessage,
  Level,
  LoadMessage,
  MainThreadMessage,
  StreamMessage,
} from "../messages";
import { OutputBuffer } from "../output-backpressure";
import { WorkerCallCounter } from "../shared-call-counter";
import { reportAwsCalls } from "./aws-calls";
import { defineAwsLambda } from "./awslambda";
import { patchConsole } from "./console";
import { readFunctionContext } from "./context";
import { type Handler, isStreamingHandler, loadHandler } from "./handler";
import { RunningInvocation } from "./invocation";
import { Runner } from "./invocation-queue";
import { captureOutput, splitLine } from "./output";
import { port, sendToMainThread, setup } from "./port";
import { limitProcess } from "./process-limits";
import { redirectRequests } from "./redirect-requests";
import { reportHandlerEnd, reportHandlerStart, reportHttpRequests } from "./report-spans";
import { describeMissingSdk, toFailure, UnhandledPromiseRejection } from "./runtime-error";
import { separateProcess } from "./separate-process";
import { StreamingInvocation } from "./streaming-invocation";
import { separateWorkingDirectory } from "./working-directory";

const functionContext = readFunctionContext(process.env);

/** Current invocation; undefined between invocations. */
let currentInvocation: RunningInvocation | StreamingInvocation | undefined;
/** Request ID of the current invocation, or of the last one; undefined before the first invocation. */
let requestId: string | undefined;

const outputBuffer = new OutputBuffer(setup.outputBuffer);
const flushFunctions = [captureOutput("stdout", writeLine), captureOutput("stderr", writeLine)];
patchConsole(
  () => requestId,
  (level, text) => writeLine(text, level),
);
process.setSourceMapsEnabled(true);

limitProcess();
separateProcess();
defineAwsLambda(process.env);
const setWorkingDirectory = separateWorkingDirectory();

/** Request IDs of the invocations in which each message about a call to AWS was last written. */
const reportedCalls = new Map<string, string | undefined>();
reportAwsCalls((message) => {
  // Report each message once per invocation, because the AWS SDK repeats a failed request.
  const isReported = reportedCalls.has(message) && reportedCalls.get(message) === requestId;
  if (!isReported) writeLine(message, "WARN");
  reportedCalls.set(message, requestId);
});

redirectRequests(setup.redirects);
if (setup.recordsSpans) reportHttpRequests(() => requestId);

process.on("uncaughtException", crash);
process.on("unhandledRejection", (reason) => crash(new UnhandledPromiseRejection(reason)));
process.on("beforeExit", () => currentInvocation?.onEmptyLoop());
process.on("exit", flushOutput);
// Node's own listener writes warnings directly to file descriptor 2. Only output to process.stderr is
// captured as output of the function.
process.removeAllListeners("warning");
process.on("warning", (warning) => process.stderr.write(`${warning.name}: ${warning.message}\n`));

/** Queue of invocations; undefined until the handler is loaded. */
let runner: Runner | undefined;

for (const file of setup.requires) preload(file);

port.on("message", (messages: readonly MainThreadMessage[]) => {
  for (const message of messages) {
    if (message.kind === "load") loadFunction(message);
    else if (message.kind === "measureMemory") sendToMainThread({ kind: "memory", bytes: measureMemory() });
    else if (message.kind === "invoke" || message.kind === "reopen") runner?.add(message);
    else onStreamMessage(message);
  }
});

/** Sends a line to the main thread. Blocks while too much output of this worker is unread. */
function writeLine(line: string, level?: Level): void {
  for (const text of splitLine(line)) {
    outputBuffer.reserve(text);
    sendToMainThread({ kind: "line", level, requestId, text });
  }
}

/**
 * Loads a file of a package. An error is ignored, because it occurs again and is reported when the function's
 * code requires the package.
 */
function preload(file: string): void {
  // The folder of the code is not known yet. Use the folder of the package, because a package must not find files of
  // the project.
  setWorkingDirectory(path.dirname(file));
  try {
    createRequire(file)(file);
  } catch {}
}

function loadFunction(message: LoadMessage): void {
  process.env.LAMBDA_TASK_ROOT = message.taskRoot;
  setWorkingDirectory(message.taskRoot);
  loadHandler(message, setup.supportsCallbacks).then((handler) => {
    runner = new Runner(
      (invokeMessage, done) => invoke(handler, invokeMessage, done),
      new WorkerCallCounter(setup.callCounter),
    );
    sendToMainThread({ kind: "ready" });
  }, crash);
}

function invoke(handler: Handler, message: InvokeMessage, done: () => void): void {
  const startedAt = performance.now();
  requestId = message.requestId;
  if (setup.recordsSpans) reportHandlerStart(requestId);
  process.env._X_AMZN_TRACE_ID = message.traceHeader;
  // The port must not keep the event loop alive during an invocation. Node can then emit "beforeExit" as soon
  // as the handler has nothing left to wait for.
  port.unref();
  const onCompleted = (outcome: InvocationOutcome) => {
    port.ref();
    currentInvocation = undefined;
    flushOutput();
    if ("errorMessage" in outcome) reportMissingSdk(outcome.errorMessage);
    if (setup.recordsSpans) reportHandlerEnd();
    sendToMainThread({ kind: "completed", tookMs: performance.now() - startedAt, ...outcome });
    done();
  };
  if (isStreamingHandler(handler)) {
    startStreaming(handler, message, onCompleted);
    return;
  }
  currentInvocation = new RunningInvocation(message, functionContext, setup, onCompleted);
  currentInvocation.start(handler);
}

/** Starts an invocation whose handler writes its result to a stream. */
function startStreaming(
  handler: Handler,
  message: InvokeMessage,
  onCompleted: (outcome: InvocationOutcome) => void,
): void {
  const { requestId } = message;
  const target = {
    send: (bytes: Uint8Array<ArrayBuffer>) =>
      port.postMessage({ kind: "chunk", requestId, bytes }, [bytes.buffer]),
    end: () => sendToMainThread({ kind: "streamEnd", requestId }),
    keepAlive: (isOpen: boolean) => (isOpen ? port.ref() : port.unref()),
  };
  const { timeoutMs } = setup;
  const invocation = new StreamingInvocation(
    message,
    { handler, functionContext, timeoutMs },
    target,
    onCompleted,
  );
  currentInvocation = invocation;
  invocation.start();
}

function onStreamMessage(message: StreamMessage): void {
  if (currentInvocation instanceof StreamingInvocation) currentInvocation.onStreamMessage(message);
}

/** Logs an error that fails the whole worker, reports the error to the main thread, and exits. */
function crash(error: unknown): void {
  const failure = toFailure(error);
  console.error(error instanceof Error ? error : new Error(failure.errorMessage));
  flushOutput();
  reportMissingSdk(failure.errorMessage);
  sendToMainThread({ kind: "crashed", ...failure });
  process.exit(1);
}

function reportMissingSdk(errorMessage: string): void {
  const message = describeMissingSdk(errorMessage);
  if (message !== undefined) writeLine(message, "ERROR");
}

/** Sends the last lines of stdout and stderr even if they do not end in a line break yet. */
function flushOutput(): void {
  for (const flush of flushFunctions) flush();
}

/** Returns the memory that this worker uses, in bytes: V8's heap, and buffers, which are outside the heap. */
function measureMemory(): number {
  const { total_heap_size: heapBytes, external_memory: externalBytes } = getHeapStatistics();
  return heapBytes + externalBytes;
}
