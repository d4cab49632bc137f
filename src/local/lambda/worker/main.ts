/**
 * Script that every worker runs first. It makes the worker's globals look like a process of Lambda, preloads packages,
 * and then handles the messages of the host thread.
 */
import { createRequire } from "node:module";
import { getHeapStatistics } from "node:v8";
import type { HostMessage, InvokeMessage, Level, LoadMessage } from "../messages";
import { OutputBuffer } from "../output-backpressure";
import { WorkerCallCounter } from "../shared-call-counter";
import { patchConsole } from "./console";
import { readFunctionContext } from "./context";
import { type Handler, loadHandler } from "./handler";
import { RunningInvocation } from "./invocation";
import { Runner } from "./invocation-queue";
import { captureOutput, splitLine } from "./output";
import { port, sendToHost, setup } from "./port";
import { toFailure, UnhandledPromiseRejection } from "./runtime-error";

const functionContext = readFunctionContext(process.env);

/** Invocation that is running. */
let currentInvocation: RunningInvocation | undefined;
/** Request id of the invocation that is running, or of the last one. */
let requestId: string | undefined;

const outputBuffer = new OutputBuffer(setup.outputBuffer);
const flushFunctions = [captureOutput("stdout", writeLine), captureOutput("stderr", writeLine)];
patchConsole(
  () => requestId,
  (level, text) => writeLine(text, level),
);
process.setSourceMapsEnabled(true);

// A signal that a function sends to its own process ends this worker, as it would end an environment on AWS. It must
// not end the host process.
const { kill } = process;
process.kill = (pid, signal) => (pid === process.pid && signal !== 0 ? process.exit(1) : kill(pid, signal));

process.on("uncaughtException", crash);
process.on("unhandledRejection", (reason) => crash(new UnhandledPromiseRejection(reason)));
process.on("beforeExit", () => currentInvocation?.onEmptyLoop());
process.on("exit", flushOutput);
// Node's own listener would write warnings to the file descriptor, not to process.stderr.
process.removeAllListeners("warning");
process.on("warning", (warning) => process.stderr.write(`${warning.name}: ${warning.message}\n`));

/** Queue of invocations; undefined until the handler is loaded. */
let runner: Runner | undefined;

for (const file of setup.requires) preload(file);

port.on("message", (messages: readonly HostMessage[]) => {
  for (const message of messages) {
    if (message.kind === "load") loadFunction(message);
    else if (message.kind === "measureMemory") sendToHost({ kind: "memory", bytes: measureMemory() });
    else runner?.add(message);
  }
});

/** Sends a line to the host. Blocks while the host has too much unread output of this worker. */
function writeLine(line: string, level?: Level): void {
  for (const text of splitLine(line)) {
    outputBuffer.reserve(text);
    sendToHost({ kind: "line", level, requestId, text });
  }
}

/** Loads a file of a package. An error is ignored here: the code that requires the package will report it. */
function preload(file: string): void {
  try {
    createRequire(file)(file);
  } catch {}
}

function loadFunction(message: LoadMessage): void {
  process.env.LAMBDA_TASK_ROOT = message.taskRoot;
  loadHandler(message).then((handler) => {
    runner = new Runner(
      (invokeMessage, done) => invoke(handler, invokeMessage, done),
      new WorkerCallCounter(setup.callCounter),
    );
    sendToHost({ kind: "ready" });
  }, crash);
}

function invoke(handler: Handler, message: InvokeMessage, done: () => void): void {
  const startedAt = performance.now();
  requestId = message.requestId;
  process.env._X_AMZN_TRACE_ID = message.traceHeader;
  // Without the port, the event loop is empty as soon as the handler has nothing left to wait for. Node then emits
  // "beforeExit".
  port.unref();
  currentInvocation = new RunningInvocation(message, functionContext, setup.timeoutMs, (outcome) => {
    port.ref();
    currentInvocation = undefined;
    flushOutput();
    sendToHost({ kind: "completed", tookMs: performance.now() - startedAt, ...outcome });
    done();
  });
  currentInvocation.start(handler);
}

/** Logs and reports an error that fails the whole worker, and exits. */
function crash(error: unknown): void {
  const failure = toFailure(error);
  console.error(error instanceof Error ? error : new Error(failure.errorMessage));
  flushOutput();
  sendToHost({ kind: "crashed", ...failure });
  process.exit(1);
}

/** Sends the last lines of stdout and stderr that have no line break. */
function flushOutput(): void {
  for (const flush of flushFunctions) flush();
}

/** Returns the memory that this worker uses, in bytes: V8's heap, and memory outside it, such as buffers. */
function measureMemory(): number {
  const { total_heap_size: heapBytes, external_memory: externalBytes } = getHeapStatistics();
  return heapBytes + externalBytes;
}
